"""That a device paints what the processor paints."""

import unittest
from typing import Sequence

import numpy as np
import torch

from train.data.clips import JOINT, LIMB, Clip
from train.data.fixtures import random_clip
from train.networks.device_painting import DevicePainter
from train.networks.keypoints import keypoints_of
from train.networks.test_tubelets import GRID, clips, dense
from train.networks.tubelets import Grid, TubeletPainter


class PaintingTest(unittest.TestCase):
    def check(self, stream: str, drawn: Sequence[Clip], tolerance: float) -> None:
        expected = dense(*TubeletPainter(GRID, stream).paint(drawn), len(drawn))
        keypoints = torch.from_numpy(keypoints_of(drawn, 3))
        values, cells, counts = DevicePainter(GRID, stream).paint(keypoints)
        found = dense(values.numpy(), cells.numpy(), counts.numpy(), len(drawn))
        np.testing.assert_allclose(found, expected, atol=tolerance)
        self.assertGreater(expected.max(), 0.5)

    def test_joints(self) -> None:
        self.check(JOINT, clips(), 1e-6)

    def test_limbs(self) -> None:
        self.check(LIMB, clips(), 1e-5)

    def test_limbs_that_are_next_to_nothing_long(self) -> None:
        drawn = clips()
        for clip in drawn:
            clip.poses[:, :, 1::2] = clip.poses[:, :, :1] + 0.3
        self.check(LIMB, drawn, 1e-5)

    def test_an_empty_clip_has_no_tubelets(self) -> None:
        grid = Grid(frames=4, size=16, depth=2, side=4)
        clip = random_clip(1, 1, frames=4, size=16)
        clip.scores[:] = 0
        for stream in (JOINT, LIMB):
            values, cells, counts = DevicePainter(grid, stream).paint(
                torch.from_numpy(keypoints_of([clip], 2))
            )
            self.assertEqual((0, 0, 0), (len(values), len(cells), counts.sum().item()))


if __name__ == "__main__":
    unittest.main()
