import json
import unittest

from train.measuring.runs import runs_of, told


def line(model: str, camera: str, end: int, scope: str = "person") -> str:
    row = {"model": model, "camera": camera, "window_end_ms": end, "scope": scope}
    return json.dumps(row)


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

        runs = runs_of(lines, "crowd", 1)

        self.assertEqual({"crowd": 3, "clips": 3}, dict(runs))
        self.assertEqual("6 runs: 3 of clips, 3 of crowd", told(runs))

    def test_windows_with_few_have_clips_alone(self) -> None:
        few = [line("clips", "a", 2000)] * 2 + [line("scenes", "a", 2000, "scene")]
        crowd = [line("crowd", "b", 2000)] * 2 + [line("clips", "b", 2000)]

        self.assertEqual(
            {"crowd": 1, "clips": 3, "scenes": 1}, dict(runs_of(few + crowd, "crowd", 3))
        )

    def test_does_not_name_a_bundle_that_did_not_run(self) -> None:
        self.assertEqual("1 runs: 1 of clips", told(runs_of([line("clips", "a", 1)], "crowd", 1)))


if __name__ == "__main__":
    unittest.main()
