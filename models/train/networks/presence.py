"""A branch that sees where joints are, whatever their scores, beside a network of heatmaps.

People who fight are lost and found by estimators, and move in ways that heatmaps of uncertain
joints blur. Of a joint that scores a tenth or more the branch sees no more than that it is there,
in cells of 2 x 2 pixels; the logarithms of its averaged features are weighed for every class, so
that shares count, not sums over however many people.
"""

from typing import Sequence, Tuple

import torch
from torch import nn
from torch.nn import functional

from export.architectures import ConvModule, PoseNetwork
from train.data.clips import JOINTS
from train.networks.architecture import Prepared
from train.networks.tubelets import Grid

# Pixels of a cell, a score that is as good as any higher one, and what is added to a mean before
# its logarithm is taken.
CELL, ENOUGH, LEAST_MEAN = 2, 0.1, 0.03
# The first kernel meets no padding: nobody is absent there.
FIRST_KERNEL, FIRST_STRIDE = (2, 4, 4), (1, 2, 2)


class PresenceBranch(nn.Module):
    """Heatmaps [N, K, T, H, W] to what they add to each class [N, classes]."""

    def __init__(self, widths: Sequence[int], classes: int):
        super().__init__()
        self.pool = nn.MaxPool3d((1, CELL, CELL))
        # 1 where nobody's joint is, 0 where one is seen well enough.
        self.absence = nn.Conv3d(JOINTS, JOINTS, 1)
        shares = -torch.eye(JOINTS) / ENOUGH
        self.absence.weight = nn.Parameter(shares[:, :, None, None, None])
        self.absence.bias = nn.Parameter(torch.ones(JOINTS))
        self.absence.requires_grad_(False)
        first, second, *rest = widths
        self.convs = nn.ModuleList([ConvModule(JOINTS, first, FIRST_KERNEL, FIRST_STRIDE)])
        self.convs.append(ConvModule(first, second, 3, 2, 1))
        for before, width in zip([second, *rest], rest):
            self.convs.append(ConvModule(before, width, 3, 1, 1))
        self.weigh = nn.Linear(sum(widths), classes)
        nn.init.zeros_(self.weigh.weight)
        nn.init.zeros_(self.weigh.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        weighed: torch.Tensor = self.weigh(self.features(self.absent(self.pool(x))))
        return weighed

    def absent(self, peaks: torch.Tensor) -> torch.Tensor:
        """Returns in how far joints are absent, of the highest value of each cell."""
        return functional.relu(self.absence(peaks))

    def features(self, absent: torch.Tensor) -> torch.Tensor:
        """Returns the logarithms of the averaged features [N, sum of widths]."""
        means, x = [], absent
        for conv in self.convs:
            x = conv(x)
            means.append(x.mean((2, 3, 4)))
        return (torch.cat(means, 1) + LEAST_MEAN).log()

    def set_weights(self, weights: torch.Tensor, usual: torch.Tensor) -> None:
        """Takes what each feature is worth for each class [classes, C], above what is usual."""
        with torch.no_grad():
            self.weigh.weight.copy_(weights)
            self.weigh.bias.copy_(-weights @ usual)


class PresenceNetwork(PoseNetwork):
    """A network of heatmaps to whose logits a branch adds its own."""

    def __init__(self, backbone: nn.Module, classes: int, widths: Sequence[int]):
        super().__init__(backbone, classes)
        self.presence = PresenceBranch(widths, classes)

    def answer(self, x: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
        added: torch.Tensor = self.presence(x)
        return super().answer(x, features) + added


def peaks_of(prepared: Prepared, grid: Grid, clips: int) -> torch.Tensor:
    """Returns the highest value of each cell [clips, K, T, H / 2, W / 2] of painted tubelets."""
    values, cells, counts = prepared
    side = grid.side // CELL
    inside = (grid.depth, side, CELL, side, CELL)
    peaks = values.view(len(values), *inside).amax((3, 5))
    joints = torch.repeat_interleave(torch.arange(JOINTS), counts)
    canvas = values.new_zeros(JOINTS * clips * grid.cells, *peaks.shape[1:])
    canvas[joints * (clips * grid.cells) + cells] = peaks
    return _unfolded(canvas.view(JOINTS, clips, *grid.shape, *peaks.shape[1:]))


def _unfolded(canvas: torch.Tensor) -> torch.Tensor:
    """[K, N, t, h, w, d, a, b] as [N, K, t * d, h * a, w * b]."""
    joints, clips, t, h, w, d, a, b = canvas.shape
    order: Tuple[int, ...] = (1, 0, 2, 5, 3, 6, 4, 7)
    return canvas.permute(order).reshape(clips, joints, t * d, h * a, w * b)
