import json
import unittest

from train.measuring.runs import runs_of, told


def line(model: str, camera: str, end: int) -> str:
    return json.dumps({"model": model, "camera": camera, "window_end_ms": end})


class RunsTest(unittest.TestCase):
    def test_counts_a_window_of_a_bundle_with_heads_once_and_any_other_line(self) -> None:
        lines = [
            line("crowd", "a", 2000),
            line("crowd", "a", 2000),
            line("clips", "a", 2000),
            line("clips", "a", 2000),
            line("crowd", "b", 2000),
            line("clips", "a", 3000),
        ]

        runs = runs_of(lines, "crowd")

        self.assertEqual({"crowd": 3, "clips": 3}, dict(runs))
        self.assertEqual("6 runs: 3 of clips, 3 of crowd", told(runs))

    def test_does_not_name_a_bundle_that_did_not_run(self) -> None:
        self.assertEqual("1 runs: 1 of clips", told(runs_of([line("clips", "a", 1)], "crowd")))


if __name__ == "__main__":
    unittest.main()
