"""That windows are cut by time and track as the job cut them."""

import tempfile
import unittest
from pathlib import Path
from typing import Any, Dict, List

import numpy as np

from export.errors import ExportError
from train.data import fixtures
from train.data.clips import TIME_UNIFORM
from train.data.records import write_lines
from train.measuring.strangers.rescore import agreement, read_cameras
from train.measuring.strangers.material import Grid

GRID = Grid(8, 16, TIME_UNIFORM)


def frame(number: int, **people: float) -> Dict[str, Any]:
    """People stand at their x."""
    pose = fixtures.standing(1)[0]
    persons = [
        {"track_id": name.replace("_", "-"),
         "kp": [[float(100 * j[0] + x), float(100 * j[1]), 1.0] for j in pose]}
        for name, x in people.items()
    ]  # fmt: skip
    at = int(round(1000 * number / 15))
    return {"stream": "cam", "frame": number, "ts_ms": at, "w": 640, "h": 480, "persons": persons}


class CamerasTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = Path(folder.name) / "r.jsonl.gz"
        frames: List[Dict[str, Any]] = [frame(n, t1=200, t2=400) for n in range(30)]
        frames += [frame(n, t1_30=200 if n < 45 else 300, t2=400) for n in range(30, 60)]
        write_lines(frames, path)
        self.camera = read_cameras(path)["cam"]

    def test_one_who_changed_his_id_is_followed(self) -> None:
        clip = self.camera.clip(["t1"], 1000, 3000, GRID)
        self.assertEqual((1, 8, 17, 2), clip.poses.shape)
        self.assertTrue((clip.scores > 0).all())

    def test_window_ends_before_its_end(self) -> None:
        every = Grid(31, 16, TIME_UNIFORM)
        for end, moves in ((3000, False), (3001, True)):
            first, second = self.camera.clip(["t1", "t2"], 1000, end, every).poses
            self.assertEqual(moves, float(np.ptp((second - first)[:, 0, 0])) > 0.1)

    def test_who_is_not_there_is_named(self) -> None:
        with self.assertRaisesRegex(ExportError, "track t9"):
            self.camera.clip(["t9"], 0, 2000, GRID)


class AgreementTest(unittest.TestCase):
    def test_counts_windows_of_which_all_scores_are_about_the_same(self) -> None:
        def row(p: float) -> Dict[str, Any]:
            return {"scores": [{"label": "a", "p": p}]}

        self.assertEqual(1, agreement([row(0.5), row(0.5)], [row(0.51), row(0.6)]))


if __name__ == "__main__":
    unittest.main()
