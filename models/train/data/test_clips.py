"""Sampling, cropping and painting against the reference's rules and, where given, its results.

The golden tests run if POSEC3D_GOLDEN names the folder of the reference's golden files.
"""

import gzip
import json
import os
import unittest
from pathlib import Path

import numpy as np

from train.data.clips import LEAST_SCORE, LIMB, LIMBS, REACH, SIGMA, Clip, compact, paint, resize
from train.data.clips import test_clip, time_indices, uniform_indices, volumes_3d
from train.data.fixtures import random_clip

GOLDEN = os.environ.get("POSEC3D_GOLDEN", "")
# Whole pipelines of one clip that this code covers from the final keypoints on.
PAINTED_CASES = (
    "o01_kp_1p_T120",
    "o05_kp_5p_T200_missing",
    "o06_kp_13p_T150",
    "o07_kp_2p_out_of_frame",
    "o08_kp_tiny_no_compact",
    "o11_kp_56_T48_zero_keep_score",
    "o12_kp_56_sq_1p_T10_noscore",
)

LIMB_CASES = ("o04_limb_2p_T96", "o10_limb_pyskl_1p_T70")


def painted_slowly(clip: Clip, size: int) -> np.ndarray:
    """The rule for joints, pixel by pixel."""
    volume = np.zeros((clip.poses.shape[1], size, size, 17), np.float32)
    for pose, scores in zip(clip.poses, clip.scores):
        for t, joint in np.ndindex(scores.shape):
            if scores[t, joint] >= LEAST_SCORE:
                point = pose[t, joint].astype(float)
                paint_segment(volume[t, ..., joint], point, point, scores[t, joint])
    return volume


def limbs_painted_slowly(clip: Clip, size: int) -> np.ndarray:
    """The rule for limbs, pixel by pixel."""
    volume = np.zeros((clip.poses.shape[1], size, size, 17), np.float32)
    for pose, scores in zip(clip.poses, clip.scores):
        for t, limb in np.ndindex(len(pose), len(LIMBS)):
            a, b = pose[t, LIMBS[limb]].astype(float)
            score_a, score_b = scores[t, LIMBS[limb]]
            if min(score_a, score_b) < LEAST_SCORE:
                continue
            if ((a - b) ** 2).sum() < 1:
                paint_segment(volume[t, ..., limb], a, a, score_a)
            else:
                paint_segment(volume[t, ..., limb], a, b, min(score_a, score_b))
    return volume


def paint_segment(image: np.ndarray, a: np.ndarray, b: np.ndarray, peak: float) -> None:
    """Raises the pixels about the segment from a to b, or about the point if they are one."""
    (left, top), (right, bottom) = np.minimum(a, b) - REACH, np.maximum(a, b) + REACH
    squared = max(((b - a) ** 2).sum(), 1e-12)
    for y in range(max(int(top), 0), min(int(bottom) + 1, len(image))):
        for x in range(max(int(left), 0), min(int(right) + 1, len(image))):
            along = np.clip(((x, y) - a) @ (b - a) / squared, 0, 1)
            distance = (((x, y) - (a + along * (b - a))) ** 2).sum()
            image[y, x] = max(image[y, x], peak * np.exp(-distance / (2 * SIGMA**2)))


class SamplerTest(unittest.TestCase):
    def test_repeats_short_recordings(self) -> None:
        self.assertEqual([0, 1, 2, 0, 1], uniform_indices(3, 5).tolist())

    def test_takes_every_frame_of_a_recording_of_that_length(self) -> None:
        self.assertEqual(list(range(24)), uniform_indices(24, 24).tolist())

    def test_takes_one_frame_of_each_part_of_long_recordings(self) -> None:
        indices = uniform_indices(250, 24)
        bounds = np.arange(25) * 250 // 24
        self.assertTrue((indices >= bounds[:-1]).all() and (indices < bounds[1:]).all())

    def test_skips_some_frames_between_one_and_two_lengths(self) -> None:
        steps = np.diff(uniform_indices(40, 24))
        self.assertTrue((steps >= 1).all())
        self.assertLess(uniform_indices(40, 24)[-1], 40)

    @unittest.skipUnless(GOLDEN, "POSEC3D_GOLDEN is not set")
    def test_equals_the_reference_table(self) -> None:
        rows = json.loads((Path(GOLDEN) / "sampler_table.json").read_text())
        rows = [r for r in rows if r["codebase"] == "mma" and r["num_clips"] == 1]
        self.assertGreater(len(rows), 20)
        for row in rows:
            found = uniform_indices(row["total_frames"], row["clip_len"]).tolist()
            self.assertEqual(row["frame_inds"], found, row["total_frames"])


class TimeSamplerTest(unittest.TestCase):
    # The same frames stand in FrameSamplingTest: training and product must agree.
    def test_short_recording_repeats_its_frames_in_order(self) -> None:
        expected = [0, 0] + [frame for frame in range(1, 6) for _ in range(4)] + [6, 6]
        self.assertEqual(expected, list(time_indices(7, 24)))

    def test_long_recording_is_taken_evenly(self) -> None:
        expected = [2, 6, 10, 14, 19, 23, 27, 31, 35, 39, 43, 47]
        expected += [52, 56, 60, 64, 68, 72, 76, 80, 85, 89, 93, 97]
        self.assertEqual(expected, list(time_indices(100, 24)))

    def test_equals_the_rule_for_every_length(self) -> None:
        for frames in (1, 2, 5, 23, 24, 25, 31, 48):
            middles = (np.arange(24) + 0.5) / 24 * (frames - 1)
            nearest = np.abs(np.arange(frames) - middles[:, None]).argmin(1)
            self.assertEqual(list(nearest), list(time_indices(frames, 24)))


class CompactTest(unittest.TestCase):
    def test_makes_a_square_of_whole_pixels_around_everybody(self) -> None:
        poses = np.array([[[[100, 50], [140, 150], [0, 0]]]], np.float32)
        moved, image = compact(poses, (640, 480))
        # Half height 62.5 about (120, 100): from 57.5, 37.5 to 182.5, 162.5, truncated.
        self.assertEqual((125, 125), image)
        np.testing.assert_array_equal([[43, 13], [83, 113], [0, 0]], moved[0, 0])

    def test_leaves_tiny_people_and_empty_scenes_alone(self) -> None:
        for poses in (np.zeros((1, 2, 17, 2)), np.full((1, 2, 17, 2), 7.0)):
            moved, image = compact(poses, (640, 480))
            np.testing.assert_array_equal(poses, moved)
            self.assertEqual((640, 480), image)

    @unittest.skipUnless(GOLDEN, "POSEC3D_GOLDEN is not set")
    def test_equals_the_reference_table_to_the_bit(self) -> None:
        plain = {"hw_ratio": 1.0, "allow_imgpad": True, "padding": 0.25}
        rows = json.loads((Path(GOLDEN) / "compact_table.json").read_text())
        rows = [row for row in rows if row["params"] == plain]
        self.assertGreater(len(rows), 50)
        for row in rows:
            height, width = row["img_shape"]
            poses = np.array(row["keypoint"], np.float32).reshape(row["shape"])
            moved, image = compact(poses, (width, height))
            self.assertEqual(row["img_shape_compact"], [image[1], image[0]])
            np.testing.assert_array_equal(np.float32(row["compact"]).ravel(), moved.ravel())
            if row["profile"] == "SQ64":
                final = resize(moved, image, 64)
                np.testing.assert_array_equal(np.float32(row["final"]).ravel(), final.ravel())


class PaintTest(unittest.TestCase):
    def test_equals_the_rule_applied_pixel_by_pixel(self) -> None:
        clips = [random_clip(people, seed) for seed, people in enumerate((1, 3, 2))]
        expected = np.concatenate([painted_slowly(clip, 20) for clip in clips])
        np.testing.assert_allclose(paint(clips, 20), expected, atol=1e-6)

    def test_limbs_equal_the_rule_applied_pixel_by_pixel(self) -> None:
        clips = [random_clip(people, seed) for seed, people in enumerate((1, 3, 2))]
        expected = np.concatenate([limbs_painted_slowly(clip, 20) for clip in clips])
        np.testing.assert_allclose(paint(clips, 20, LIMB), expected, atol=2e-6)

    def test_of_a_short_limb_the_first_joint_is_painted(self) -> None:
        poses = np.full((1, 1, 17, 2), 10, np.float32)
        scores = np.zeros((1, 1, 17), np.float32)
        scores[0, 0, [7, 9]] = 0.9, 0.3
        volume = paint([Clip(poses, scores)], 20, LIMB)
        self.assertAlmostEqual(0.9, volume[0, 10, 10, 3], places=6)
        self.assertEqual(volume.max(), volume[..., 3].max())

    def test_leaves_unseen_joints_unpainted(self) -> None:
        clip = Clip(np.full((1, 3, 17, 2), 10, np.float32), np.zeros((1, 3, 17), np.float32))
        self.assertEqual(0, paint([clip], 20).max())

    def test_exported_layout_has_joints_before_frames(self) -> None:
        volume = paint([random_clip(1, 1), random_clip(2, 2)], 20)
        exported = volumes_3d(volume, 3)
        self.assertEqual((2, 17, 3, 20, 20), exported.shape)
        np.testing.assert_array_equal(volume[4, :, :, 9], exported[1, 9, 1])

    @unittest.skipUnless(GOLDEN, "POSEC3D_GOLDEN is not set")
    def test_equals_the_reference_volumes(self) -> None:
        for case in PAINTED_CASES:
            with self.subTest(case=case):
                golden = GoldenCase(Path(GOLDEN), case)
                indices = uniform_indices(golden.frames, golden.length)
                np.testing.assert_array_equal(golden.read("frame_inds.i32", "<i4"), indices)
                poses = golden.read("keypoint.f32").reshape(golden.people, -1, 17, 2)
                moved, _ = compact(poses[:, indices], golden.image)
                np.testing.assert_array_equal(golden.read("kp_compact.f32"), moved.ravel())
                final = golden.read("kp_final.f32").reshape(moved.shape)
                clip = Clip(final, golden.scores()[:, indices])
                volume = volumes_3d(paint([clip], golden.size), golden.length)
                np.testing.assert_allclose(volume[0], golden.first_view(), atol=1e-6)

    @unittest.skipUnless(GOLDEN, "POSEC3D_GOLDEN is not set")
    def test_limbs_equal_the_reference_volumes(self) -> None:
        for case in LIMB_CASES:
            with self.subTest(case=case):
                golden = GoldenCase(Path(GOLDEN), case)
                indices = golden.read("frame_inds.i32", "<i4")[: golden.length]
                poses = golden.read("kp_final.f32").reshape(golden.people, -1, 17, 2)
                scores = golden.scores()[:, indices]
                clip = Clip(poses[:, : golden.length], scores)
                volume = volumes_3d(paint([clip], golden.size, LIMB), golden.length)
                np.testing.assert_allclose(volume[0], golden.first_view(), atol=4e-6)

    @unittest.skipUnless(GOLDEN, "POSEC3D_GOLDEN is not set")
    def test_whole_pipeline_equals_the_reference_where_it_stretches_to_a_square(self) -> None:
        golden = GoldenCase(Path(GOLDEN), "o12_kp_56_sq_1p_T10_noscore")
        poses = golden.read("keypoint.f32").reshape(golden.people, -1, 17, 2)
        clip = test_clip(poses, golden.scores(), golden.image, golden.length, golden.size)
        volume = volumes_3d(paint([clip], golden.size), golden.length)
        np.testing.assert_allclose(volume[0], golden.first_view(), atol=1e-6)


class GoldenCase:
    """One folder of the reference's results."""

    def __init__(self, root: Path, name: str):
        cases = json.loads((root / "manifest.json").read_text())["cases"]
        self.entry = next(case for case in cases if case["id"] == name)
        self.folder = root / name
        self.people, self.frames = self.entry["M"], self.entry["T"]
        self.length = self.entry["clip_len"]
        self.image = self.entry["img_shape"][1], self.entry["img_shape"][0]
        self.size = self.entry["volume"]["shape"][-1]

    def read(self, name: str, dtype: str = "<f4") -> np.ndarray:
        return np.fromfile(self.folder / name, dtype)

    def scores(self) -> np.ndarray:
        shape = self.people, self.frames, 17
        if not (self.folder / "score.f32").exists():
            return np.ones(shape, np.float32)
        return self.read("score.f32").reshape(shape)

    def first_view(self) -> np.ndarray:
        shape = self.entry["volume"]["shape"]
        stored = gzip.decompress((self.folder / "volume.sparse.gz").read_bytes())
        half = len(stored) // 2
        dense = np.zeros(np.prod(shape), np.float32)
        dense[np.frombuffer(stored[:half], "<i4")] = np.frombuffer(stored[half:], "<f4")
        return dense.reshape(shape)[0]


if __name__ == "__main__":
    unittest.main()
