"""Heatmaps built in the graph are those of the reference.

The golden tests run if POSEC3D_GOLDEN names the folder of the reference's golden files.
"""

import os
import unittest
from pathlib import Path
from typing import Tuple

import numpy as np
import torch
from onnx import ModelProto

from export.errors import ExportError
from optimize.check_keypoints import VOLUME, check_cases, painter
from optimize.checking import check_painted
from graph.evaluate import evaluate
from optimize.keypoints import KEYPOINTS, SCORES, first_score, window_bounds, with_keypoints
from optimize.painting import COCO17_LIMBS, LEAST_SCORES, Drawing, paint
from optimize.tiny_graph import TinyGraph

GOLDEN = os.environ.get("POSEC3D_GOLDEN", "")
FRAMES = 3


def painted(drawing: Drawing, keypoints: np.ndarray, scores: np.ndarray) -> np.ndarray:
    inputs = {KEYPOINTS: torch.from_numpy(keypoints), SCORES: torch.from_numpy(scores)}
    return evaluate(painter(drawing, keypoints.shape[2]), inputs)[VOLUME].numpy()


def people(
    count: int, joints: int = 17, size: float = 20.0, seed: int = 1
) -> Tuple[np.ndarray, np.ndarray]:
    """Returns keypoints [2, M, T, V, 2] that reach beyond the edges, and scores."""
    generator = np.random.default_rng(seed)
    shape = 2, count, FRAMES, joints
    keypoints = generator.uniform(-4, size + 4, (*shape, 2)).astype(np.float32)
    return keypoints, generator.uniform(0.1, 1, shape).astype(np.float32)


class PaintingTest(unittest.TestCase):
    def assert_painted(
        self, drawing: Drawing, keypoints: np.ndarray, scores: np.ndarray
    ) -> None:
        volume = paint(drawing, keypoints, scores)
        self.assertGreater(volume.max(), 0)
        check_painted({VOLUME: painted(drawing, keypoints, scores)}, volume, VOLUME, "people")

    def test_joints_of_one_and_of_many_people(self) -> None:
        for count in (1, 7):
            self.assert_painted(Drawing(17, 20, 18), *people(count))

    def test_limbs_of_one_and_of_many_people(self) -> None:
        for count in (1, 7):
            self.assert_painted(Drawing(17, 20, 18, limbs=COCO17_LIMBS), *people(count))

    def test_limb_shorter_than_a_pixel_is_its_first_joint(self) -> None:
        keypoints, scores = people(1)
        keypoints[..., 5, :] = keypoints[..., 0, :] + np.float32(0.5)
        keypoints[..., 6, :] = keypoints[..., 0, :]
        self.assert_painted(Drawing(17, 20, 18, limbs=COCO17_LIMBS), keypoints, scores)

    def test_other_sigmas_and_numbers_of_joints(self) -> None:
        self.assert_painted(Drawing(5, 12, 30, sigma=1.7), *people(2, joints=5))

    def test_scores_below_the_dialects_threshold_are_absent(self) -> None:
        keypoints, scores = people(1)
        for name, least in LEAST_SCORES.items():
            with self.subTest(name):
                threshold = np.float32(least)
                after = np.nextafter(threshold, np.float32(1))
                above = threshold if float(threshold) >= least else after
                scores[:] = above
                drawing = Drawing(17, 20, 20, least_score=least)
                self.assert_painted(drawing, keypoints, scores)
                scores[:] = np.nextafter(above, np.float32(0))
                self.assertEqual(0, painted(drawing, keypoints, scores).max())

    def test_person_of_score_0_adds_nothing(self) -> None:
        drawing = Drawing(17, 20, 20)
        keypoints, scores = people(3)
        scores[:, 1:] = 0
        alone = painted(drawing, keypoints[:, :1].copy(), scores[:, :1].copy())
        np.testing.assert_array_equal(alone, painted(drawing, keypoints, scores))

    def test_keypoint_that_is_no_number_paints_nothing(self) -> None:
        keypoints, scores = people(1)
        keypoints[..., 3, :] = np.nan
        volume = painted(Drawing(17, 20, 20), keypoints, scores)
        self.assertEqual(0, volume[:, 3].max())
        self.assertFalse(np.isnan(volume).any())

    def test_window_is_truncated_as_the_reference_does(self) -> None:
        size, sigma = 12, 0.6
        reached, passed = window_bounds(size, sigma)
        tenths = np.arange(-60, 200).astype(np.float32) / np.float32(10)
        around = [np.nextafter(tenths, np.float32(side)) for side in (-99, 99)]
        for point in np.concatenate([tenths, *around]):
            first = max(int(float(point) - 3 * sigma), 0)
            last = min(int(float(point) + 3 * sigma) + 1, size)
            found = np.flatnonzero((point >= reached) & (point < passed))
            self.assertEqual(list(range(first, last)), list(found), point)

    def test_threshold_is_the_first_float_that_passes(self) -> None:
        for least in LEAST_SCORES.values():
            self.assertGreaterEqual(float(first_score(least)), least)
            self.assertLess(float(np.nextafter(first_score(least), np.float32(0))), least)

    @unittest.skipUnless(GOLDEN, "POSEC3D_GOLDEN is not set")
    def test_equals_the_recorded_volumes(self) -> None:
        self.assertEqual(12, len(list(check_cases(Path(GOLDEN)))))


class NetworkTest(unittest.TestCase):
    def network(self, height: int = 20) -> ModelProto:
        graph = TinyGraph(17, (FRAMES, height, 18))
        return graph.head(graph.conv(graph.input, (17, 6), (1, 3, 3)), 6).model()

    def test_network_behind_the_heatmaps_gives_the_same_answer(self) -> None:
        drawing, model = Drawing(17, 20, 18), self.network()
        keypoints, scores = people(2)
        inputs = {KEYPOINTS: torch.from_numpy(keypoints), SCORES: torch.from_numpy(scores)}
        found = evaluate(with_keypoints(model, drawing), inputs)
        expected = evaluate(model, torch.from_numpy(paint(drawing, keypoints, scores)))
        for name, values in expected.items():
            self.assertLess(float((values - found[name]).abs().max()), 1e-5)

    def test_clips_and_people_are_free(self) -> None:
        model = with_keypoints(self.network(), Drawing(17, 20, 18))
        shapes = {
            value.name: [d.dim_value or d.dim_param for d in value.type.tensor_type.shape.dim]
            for value in model.graph.input
        }
        expected = {KEYPOINTS: ["N", "M", FRAMES, 17, 2], SCORES: ["N", "M", FRAMES, 17]}
        self.assertEqual(expected, shapes)

    def test_no_value_holds_the_whole_volume_of_every_person(self) -> None:
        count, sizes = 9, []
        keypoints, scores = people(count)
        inputs = {KEYPOINTS: torch.from_numpy(keypoints), SCORES: torch.from_numpy(scores)}
        model = with_keypoints(self.network(), Drawing(17, 20, 18))
        evaluate(model, inputs, lambda _, tensor: sizes.append(tensor.numel()))
        self.assertLessEqual(max(sizes), 2 * 17 * FRAMES * 20 * 18)

    def test_map_of_another_size_is_refused(self) -> None:
        with self.assertRaisesRegex(ExportError, "expected 17 maps of 20 x 18, found 17 of 24 x"):
            with_keypoints(self.network(height=24), Drawing(17, 20, 18))


if __name__ == "__main__":
    unittest.main()
