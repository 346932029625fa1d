"""Reading the sets: a small one made here, and the real ones if POSESTREAM_DATA names them."""

import os
import tempfile
import unittest
from pathlib import Path
from typing import Any, List

import numpy as np

from export.errors import ExportError
from train.data.motions import FALLS, LABELS, TRAIN, VALIDATION, Motion, frontal, load_set
from train.data.motions import load_training_sets, on_side, steepest_drop

DATA = os.environ.get("POSESTREAM_DATA", "")
HEAD = "dataset,set,native_label,target_label,sequences\n"


def write_set(
    root: Path, targets: str = "utd_mhad,A,wave,wave,1\nutd_mhad,A,draw_x,,1\n"
) -> None:
    """A set of three motions of two joints: a right wrist, and one that COCO-17 does not have."""
    (root / "label_map.csv").write_text(HEAD + targets, encoding="utf-8")
    (root / "utd_mhad").mkdir()
    columns = np.full(17, -1)
    columns[10] = 1
    np.savez(
        root / "utd_mhad" / "utd_mhad.npz",
        kp=np.arange(6 * 2 * 3, dtype=np.float32).reshape(6, 1, 2, 3),
        score=np.ones((6, 1, 2), np.float16),
        offset=np.array([0, 2, 4, 6]),
        label=np.array(["wave", "draw_x", "pickup_and_throw"]),
        subject=np.array(["1", "8", "1"]),
        split=np.array(["train", "test", "train"]),
        id=np.array(["a", "b", "c"]),
        fps=np.array([30, 0, 30], np.float32),
        wh=np.zeros((3, 2), np.int32),
        coco17=columns,
    )


class SetTest(unittest.TestCase):
    def read(self, **options: Any) -> List[Motion]:
        with tempfile.TemporaryDirectory() as folder:
            write_set(Path(folder), **options)
            return load_set(Path(folder), "utd_mhad")

    def test_splits_by_subject_and_leaves_ambiguous_motions_out(self) -> None:
        wave, drawing = self.read()
        self.assertEqual(("wave", TRAIN), (LABELS[wave.label], wave.side))
        self.assertEqual(("other", VALIDATION), (LABELS[drawing.label], drawing.side))

    def test_picks_coco_joints_and_undoes_the_mirror(self) -> None:
        wave, _ = self.read()
        self.assertEqual((1, 2, 17, 3), wave.poses.shape)
        np.testing.assert_array_equal([-3, 4, 5], wave.poses[0, 0, 10])
        np.testing.assert_array_equal([10], np.flatnonzero(wave.scores[0, 0]))

    def test_missing_frame_rates_and_sizes_have_defaults(self) -> None:
        _, drawing = self.read()
        self.assertEqual((30.0, (640, 480)), (drawing.fps, drawing.image))

    def test_sends_joints_nobody_saw_to_the_origin(self) -> None:
        poses, scores = frontal(self.read()[0])
        self.assertTrue((poses[scores == 0] == 0).all())
        self.assertTrue(np.isfinite(poses).all())

    def test_refuses_a_target_that_is_no_label(self) -> None:
        with self.assertRaisesRegex(ExportError, "got waltz"):
            self.read(targets="utd_mhad,A,wave,waltz,1\n")

    def test_finds_the_frame_of_a_fall(self) -> None:
        pose = np.full((90, 17, 2), 100.0)
        pose[:, :, 1] += 150 / (1 + np.exp(-(np.arange(90) - 60.0) / 3))[:, None]
        scores = np.ones((90, 17))
        scores[20:25] = 0
        self.assertAlmostEqual(60, steepest_drop(pose, scores, 18.0), delta=3)


@unittest.skipUnless(DATA, "POSESTREAM_DATA is not set")
class RealSetsTest(unittest.TestCase):
    def test_splits_have_the_sizes_of_the_protocol(self) -> None:
        motions = load_training_sets(Path(DATA))
        self.assertEqual(3133, len(on_side(motions, TRAIN)))
        self.assertEqual(1647, len(on_side(motions, VALIDATION)))

    def test_a_set_left_out_is_gone(self) -> None:
        sources = {m.source for m in load_training_sets(Path(DATA), frozenset(["jhmdb"]))}
        self.assertNotIn("jhmdb", sources)

    def test_frontal_views_are_the_ones_published_with_the_data(self) -> None:
        import gzip
        import json

        for name in ("utd_mhad", "jhmdb", "penn_action", "sbu_interaction", FALLS):
            motion = load_set(Path(DATA), name)[0]
            path = Path(DATA) / name / "clips_coco17_2d.jsonl.gz"
            with gzip.open(path, "rt", encoding="utf-8") as file:
                clip = next(c for c in map(json.loads, file) if c["id"] == motion.id)
            joints = np.array(clip["kp"], np.float32).transpose(1, 0, 2, 3)
            poses, scores = frontal(motion)
            np.testing.assert_allclose(joints[..., :2], poses, atol=0.11, err_msg=name)
            # AlphaPose scores above 1 at times.
            published = np.minimum(joints[..., 2], 1)
            np.testing.assert_allclose(published, scores, atol=0.011, err_msg=name)


if __name__ == "__main__":
    unittest.main()
