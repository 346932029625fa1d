import json
import tempfile
import unittest
from pathlib import Path
from typing import List

from train.measuring.fights import Found, found, frames_of, peaks


class FightsTest(unittest.TestCase):
    def scores(self, camera: str, probabilities: List[float]) -> List[str]:
        return [
            json.dumps(
                {
                    "camera": camera,
                    "window_end_ms": 1000 * second,
                    "scores": [{"label": "fight", "p": p}, {"label": "calm", "p": 1 - p}],
                }
            )
            for second, p in enumerate(probabilities)
        ]

    def test_a_single_window_counts_a_part_of_its_score(self) -> None:
        lines = self.scores("fight a", [0.0, 1.0]) + self.scores("noFight b", [1.0, 1.0])
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "scores.jsonl"
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
            highest = peaks([path], 0.3)
        self.assertAlmostEqual(0.7, highest["fight a"])
        self.assertAlmostEqual(0.91, highest["noFight b"])
        self.assertEqual(Found(0, 1), found(highest, 0.8))
        self.assertEqual(Found(1, 1), found(highest, 0.6))

    def test_frames_carry_the_label_and_leave_out_empty_slots(self) -> None:
        pose = [[1.0, 2.0, 0.5]] * 17
        clip = {
            "label": "fight", "id": "fi1", "fps": 10.0, "w": 640, "h": 360,
            "kp": [[pose, pose], [pose, pose]], "track_id": [[1, 0], [1, 2]],
        }  # fmt: skip
        frames = frames_of(clip)
        self.assertEqual("fight fi1", frames[0]["stream"])
        self.assertEqual(100, frames[1]["ts_ms"] - frames[0]["ts_ms"])
        self.assertEqual([1, 2], [len(frame["persons"]) for frame in frames])


if __name__ == "__main__":
    unittest.main()
