"""Heatmap volumes without their empty parts.

A volume is cut into tubelets of `depth` frames x `side` x `side` pixels of one joint. Of a clip of
one person some 3 % are not empty, so what a network computes of each tubelet first, a linear map,
costs next to nothing: training spends its time on everything behind it.
"""

from dataclasses import dataclass
from typing import Any, Optional, Sequence, Tuple

import numpy as np
import torch
from torch.autograd import Function

from train.data.clips import JOINT, JOINTS, Clip, Whole, strokes


@dataclass(frozen=True)
class Grid:
    """How volumes of `frames` x `size` x `size` are cut; tubelets must divide them.

    A volume may be `wide` times as wide as high.
    """

    frames: int
    size: int
    depth: int
    side: int
    wide: int = 1

    @property
    def shape(self) -> Tuple[int, int, int]:
        """Tubelets of one joint: t, h, w."""
        side = self.size // self.side
        return self.frames // self.depth, side, side * self.wide

    @property
    def cells(self) -> int:
        return int(np.prod(self.shape))

    @property
    def volume(self) -> int:
        """Values in a tubelet."""
        return self.depth * self.side * self.side


class TubeletLayout:
    """Where a value lies in [K, clips, t, h, w, depth, side, side]: the sum of three parts.

    Takes arrays and tensors of whole numbers.
    """

    def __init__(self, grid: Grid, clips: int):
        self.grid, self.clips = grid, clips

    def of_map(self, clip: Whole, frame: Whole, channel: Whole) -> Whole:
        grid = self.grid
        steps, height, width = grid.shape
        step, inside = frame // grid.depth, frame % grid.depth
        cell = ((channel * self.clips + clip) * steps + step) * (height * width)
        return cell * grid.volume + inside * grid.side**2

    def of_row(self, y: Whole) -> Whole:
        grid = self.grid
        row, inside = y // grid.side, y % grid.side
        return row * (grid.shape[2] * grid.volume) + inside * grid.side

    def of_column(self, x: Whole) -> Whole:
        column, inside = x // self.grid.side, x % self.grid.side
        return column * self.grid.volume + inside


class TubeletPainter:
    """Paints clips as tubelets. Mutable, for one thread: it keeps its canvas between calls."""

    def __init__(self, grid: Grid, stream: str = JOINT):
        self.grid = grid
        self.stream = stream
        self.canvas = np.zeros(0, np.float32)

    def paint(self, clips: Sequence[Clip]) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Returns values [R, depth * side * side], cells [R] and the number of rows by joint [17].

        Rows are those of joint 0, then of joint 1, and so on; `cells` counts the tubelets of
        [clips, t, h, w]. People are combined by maximum.
        """
        grid = self.grid
        cells = len(clips) * grid.cells
        needed = JOINTS * cells * grid.volume
        if len(self.canvas) < needed:
            self.canvas = np.zeros(needed, np.float32)
        canvas, touched = self.canvas, np.zeros(JOINTS * cells, bool)
        layout = TubeletLayout(grid, len(clips))
        for first, cell, value in strokes(clips, grid.size, layout, self.stream, grid.wide):
            canvas[cell] = value if first else np.maximum(canvas[cell], value)
            touched[cell // grid.volume] = True
        rows = np.flatnonzero(touched)
        tubelets = canvas[:needed].reshape(-1, grid.volume)
        values = tubelets[rows]
        # Clear what was painted and nothing else: the canvas is far larger.
        tubelets[rows] = 0
        return values, rows % cells, np.bincount(rows // cells, minlength=JOINTS)


class TubeletProduct(Function):
    """Multiplies each tubelet with the matrix of its joint and adds up those of a cell.

    Equals a convolution whose kernel and stride are a tubelet: values [R, V], cells [R], rows by
    joint [K] and weight [K, V, C] give [number, C], of `number` cells.
    """

    @staticmethod
    def forward(  # type: ignore[override]
        context: Any,
        values: torch.Tensor,
        cells: torch.Tensor,
        counts: torch.Tensor,
        weight: torch.Tensor,
        number: int,
    ) -> torch.Tensor:
        context.save_for_backward(values, cells)
        context.counts = counts.tolist()
        parts = [part @ matrix for part, matrix in zip(values.split(context.counts), weight)]
        return values.new_zeros(number, weight.shape[2]).index_add_(0, cells, torch.cat(parts))

    @staticmethod
    def backward(  # type: ignore[override]
        context: Any, gradient: torch.Tensor
    ) -> Tuple[Optional[torch.Tensor], ...]:
        values, cells = context.saved_tensors
        counts = context.counts
        gradients = gradient.index_select(0, cells).split(counts)
        weight = [part.t() @ mine for part, mine in zip(values.split(counts), gradients)]
        return None, None, None, torch.stack(weight), None


def tubelet_product(
    values: torch.Tensor,
    cells: torch.Tensor,
    counts: torch.Tensor,
    weight: torch.Tensor,
    number: int,
) -> torch.Tensor:
    """Returns [number, C] for a convolution's weight [C, K, depth, side, side]."""
    matrices = weight.flatten(2).permute(1, 2, 0)
    product: torch.Tensor = TubeletProduct.apply(values, cells, counts, matrices, number)
    return product
