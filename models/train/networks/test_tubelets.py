"""Tubelets: the values of the volume, and the arithmetic of the convolution they stand for."""

import unittest
from typing import List

import numpy as np
import torch
from torch.nn import functional

from train.data.clips import Clip, paint, volumes_3d
from train.data.fixtures import random_clip
from train.networks.tubelets import Grid, TubeletPainter, tubelet_product

GRID = Grid(frames=4, size=16, depth=2, side=4)


def dense(
    values: np.ndarray, cells: np.ndarray, counts: np.ndarray, clips: int
) -> np.ndarray:
    """The volumes [clips, 17, T, S, S] that tubelets stand for."""
    steps, height, width = GRID.shape
    grid = np.zeros((17, clips * GRID.cells, GRID.volume), np.float32)
    grid[np.repeat(np.arange(17), counts), cells] = values
    grid = grid.reshape(17, clips, steps, height, width, GRID.depth, GRID.side, GRID.side)
    grid = grid.transpose(1, 0, 2, 5, 3, 6, 4, 7)
    return grid.reshape(clips, 17, GRID.frames, GRID.size, GRID.size)


def clips() -> List[Clip]:
    return [random_clip(people, seed, frames=4, size=16) for seed, people in enumerate((1, 3, 2))]


class TubeletTest(unittest.TestCase):
    def test_hold_the_painted_volume(self) -> None:
        expected = volumes_3d(paint(clips(), 16), 4)
        np.testing.assert_array_equal(dense(*TubeletPainter(GRID).paint(clips()), 3), expected)

    def test_a_painter_forgets_the_clips_before(self) -> None:
        painter = TubeletPainter(GRID)
        painter.paint(clips())
        for found, expected in zip(
            painter.paint(clips()[1:]), TubeletPainter(GRID).paint(clips()[1:])
        ):
            np.testing.assert_array_equal(found, expected)

    def test_leave_out_what_is_empty(self) -> None:
        values, _, counts = TubeletPainter(GRID).paint(clips()[:1])
        self.assertTrue(values.any(axis=1).all())
        self.assertEqual(len(values), counts.sum())
        self.assertLess(len(values), 17 * GRID.cells)

    def test_product_and_its_gradient_equal_the_convolution(self) -> None:
        values, cells, counts = map(torch.from_numpy, TubeletPainter(GRID).paint(clips()))
        volume = torch.from_numpy(volumes_3d(paint(clips(), 16), 4))
        weights = [
            torch.rand(5, 17, 2, 4, 4, generator=torch.Generator().manual_seed(1)) for _ in "ab"
        ]
        weights[1] = weights[0].clone()
        for weight in weights:
            weight.requires_grad_()
        expected = functional.conv3d(volume, weights[0], stride=(2, 4, 4)).permute(0, 2, 3, 4, 1)
        found = tubelet_product(values, cells, counts, weights[1], 3 * GRID.cells)
        found = found.view_as(expected)
        torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-4)
        expected.square().sum().backward()
        found.square().sum().backward()
        torch.testing.assert_close(weights[1].grad, weights[0].grad, atol=1e-2, rtol=1e-4)


if __name__ == "__main__":
    unittest.main()
