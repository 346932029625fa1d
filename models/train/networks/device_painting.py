"""Paints clips as tubelets where a GPU trains: what `tubelets` does, on tensors.

Keypoints are [N, M, T, 17, 3]: x and y in heatmap pixels and the score, 0 for nobody.
"""

from typing import Iterator, NamedTuple, Tuple

import torch

from train.data.clips import FAINTEST, JOINT, JOINTS, LEAST_SCORE, LIMBS, LIMB_SIDES, REACH, SIGMA
from train.data.clips import WINDOW, Layout
from train.networks.tubelets import Grid, TubeletLayout

FALL_OFF = -1 / (2 * SIGMA * SIGMA)
# Cells of a volume, and what is painted there.
Painted = Tuple[torch.Tensor, torch.Tensor]


class DevicePainter:
    """Paints keypoints of any device; for one thread."""

    def __init__(self, grid: Grid, stream: str = JOINT):
        self.grid = grid
        self.draw = _dots if stream == JOINT else _ridges

    def paint(self, keypoints: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Returns values, cells and rows by joint, as `TubeletPainter.paint` does."""
        grid, clips = self.grid, len(keypoints)
        cells = clips * grid.cells
        canvas = keypoints.new_zeros(JOINTS * cells * grid.volume)
        for cell, value in self.draw(keypoints, grid.size, TubeletLayout(grid, clips)):
            canvas.scatter_reduce_(0, cell, value, "amax")
        canvas = canvas.view(-1, grid.volume)
        rows = (canvas > 0).any(1).nonzero().squeeze(1)
        counts = torch.bincount(rows // cells, minlength=JOINTS)
        return canvas[rows], rows % cells, counts


def _dots(keypoints: torch.Tensor, size: int, layout: Layout) -> Iterator[Painted]:
    """Yields where the seen joints are painted, and what."""
    clip, person, frame, joint = (keypoints[..., 2] >= LEAST_SCORE).nonzero(as_tuple=True)
    seen = keypoints[clip, person, frame, joint]
    yield _gaussians(seen[:, :2], seen[:, 2], layout.of_map(clip, frame, joint), size, layout)


def _gaussians(
    mean: torch.Tensor, peak: torch.Tensor, base: torch.Tensor, size: int, layout: Layout
) -> Painted:
    near = ((mean > -WINDOW) & (mean < size + WINDOW)).all(1)
    mean, peak, base = mean[near], peak[near], base[near]
    low, high = ((mean.double() + way).trunc().long() for way in (-REACH, REACH))
    pixel = low[..., None] + torch.arange(WINDOW, device=mean.device)
    painted = (pixel >= 0) & (pixel < size) & (pixel <= high[..., None])
    weight = ((pixel - mean[..., None]) ** 2 * FALL_OFF).exp() * painted
    value = weight[:, 1, :, None] * peak[:, None, None] * weight[:, 0, None, :]
    rows, columns = layout.of_row(pixel[:, 1]), layout.of_column(pixel[:, 0])
    cell = base[:, None, None] + rows[:, :, None] + columns[:, None, :]
    inside = painted[:, 1, :, None] & painted[:, 0, None, :]
    return cell[inside], value[inside]


class _Limbs(NamedTuple):
    """Limbs from a to b [n, 2], squared lengths and scores [n], and where their maps begin [n]."""

    a: torch.Tensor
    b: torch.Tensor
    squared: torch.Tensor
    peak: torch.Tensor
    base: torch.Tensor

    def chosen(self, which: torch.Tensor) -> "_Limbs":
        return _Limbs(*(values[which] for values in self))


def _ridges(keypoints: torch.Tensor, size: int, layout: Layout) -> Iterator[Painted]:
    """Yields where the limbs of which both ends are seen are painted, and what."""
    ends = torch.from_numpy(LIMBS).to(keypoints.device)
    scores = keypoints[..., 2][..., ends].amin(-1)
    clip, person, frame, limb = (scores >= LEAST_SCORE).nonzero(as_tuple=True)
    base = layout.of_map(clip, frame, limb)
    first, second = (keypoints[clip, person, frame, ends[limb, end]] for end in (0, 1))
    a, b, peak = first[:, :2], second[:, :2], torch.minimum(first[:, 2], second[:, 2])
    squared = ((a - b).double() ** 2).sum(1)
    short = squared < 1
    yield _gaussians(a[short], first[short, 2], base[short], size, layout)
    yield from _by_size(_Limbs(a, b, squared.float(), peak, base).chosen(~short), size, layout)


def _by_size(limbs: _Limbs, size: int, layout: Layout) -> Iterator[Painted]:
    low = (torch.minimum(limbs.a, limbs.b).double() - REACH).trunc().long().clamp(min=0)
    high = ((torch.maximum(limbs.a, limbs.b).double() + REACH).trunc().long() + 1).clamp(max=size)
    sides = (high - low).amax(1)
    drawn = (high > low).all(1)
    smallest = 0
    for side in (*LIMB_SIDES, size):
        mine = drawn & (sides > smallest) & (sides <= side)
        smallest = side
        yield _segments(limbs.chosen(mine), low[mine], high[mine], side, layout)


def _segments(
    limbs: _Limbs, low: torch.Tensor, high: torch.Tensor, side: int, layout: Layout
) -> Painted:
    pixel = low[..., None] + torch.arange(side, device=low.device)
    inside = pixel < high[..., None]
    x, y = pixel[:, 0, None, :].float(), pixel[:, 1, :, None].float()
    value = (_squared_distances(limbs, x, y) * FALL_OFF).exp() * limbs.peak[:, None, None]
    rows, columns = layout.of_row(pixel[:, 1]), layout.of_column(pixel[:, 0])
    cell = limbs.base[:, None, None] + rows[:, :, None] + columns[:, None, :]
    kept = inside[:, 1, :, None] & inside[:, 0, None, :] & (value > FAINTEST)
    return cell[kept], value[kept]


def _squared_distances(limbs: _Limbs, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    a, b, squared = (values[:, None, None] for values in limbs[:3])
    to_a = (x - a[..., 0]) ** 2 + (y - a[..., 1]) ** 2
    to_b = (x - b[..., 0]) ** 2 + (y - b[..., 1]) ** 2
    along = (to_a - to_b + squared) / 2 / squared
    foot_x = a[..., 0] + along * (b - a)[..., 0]
    foot_y = a[..., 1] + along * (b - a)[..., 1]
    between = (x - foot_x) ** 2 + (y - foot_y) ** 2
    return torch.where(along <= 0, to_a, torch.where(along >= 1, to_b, between))
