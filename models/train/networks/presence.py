"""A branch that sees where joints are, whatever their scores, beside a network of heatmaps.

People who fight are lost and found by estimators, and move in ways that heatmaps of uncertain
joints blur. Of a joint that scores a tenth or more the branch sees no more than that it is there,
in cells of 2 x 2 pixels. The logarithms of its averaged features, and of those of the layers
beside it, are weighed for every class, so that shares count, not sums over however many people.
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
# The first kernel meets no padding.
FIRST_KERNEL, FIRST_STRIDE = (2, 4, 4), (1, 2, 2)


class PresenceBranch(nn.Module):
    """Heatmaps [N, K, T, H, W] to what they add to each class [N, classes].

    `layers` is the number of features of the layers beside it, whose means are weighed as well.
    """

    def __init__(self, widths: Sequence[int], layers: int, classes: int):
        super().__init__()
        self.width = sum(widths)
        self.pool = nn.MaxPool3d((1, CELL, CELL))
        # What a joint lacks to be seen well enough, and then 1 less it: exactly 0 where none is,
        # so that what most cells have in common is not rounded.
        self.lacking, self.presence = _each(-1 / ENOUGH), _each(-1.0)
        first, second, *rest = widths
        self.convs = nn.ModuleList([ConvModule(JOINTS, first, FIRST_KERNEL, FIRST_STRIDE)])
        self.convs.append(ConvModule(first, second, 3, 2, 1))
        for before, width in zip([second, *rest], rest):
            self.convs.append(ConvModule(before, width, 3, 1, 1))
        # What is added to the layers' means.
        self.least = nn.Parameter(torch.full((layers,), LEAST_MEAN), requires_grad=False)
        self.weigh = nn.Linear(self.width + layers, classes)
        nn.init.zeros_(self.weigh.weight)
        nn.init.zeros_(self.weigh.bias)

    def forward(self, x: torch.Tensor, means: torch.Tensor) -> torch.Tensor:
        """Takes the means of the layers [N, C] as well."""
        return self.weighed(self.features(self.pool(x)), means)

    def present(self, peaks: torch.Tensor) -> torch.Tensor:
        """Returns in how far joints are there, 0 to 1, of the highest value of each cell."""
        there: torch.Tensor = self.presence(functional.relu(self.lacking(peaks)))
        return there

    def features(self, peaks: torch.Tensor) -> torch.Tensor:
        """Returns the logarithms of the averaged features [N, sum of widths]; of cells' peaks."""
        means, x = [], self.present(peaks)
        for conv in self.convs:
            x = conv(x)
            means.append(x.mean((2, 3, 4)))
        return (torch.cat(means, 1) + LEAST_MEAN).log()

    def weighed(self, features: torch.Tensor, means: torch.Tensor) -> torch.Tensor:
        logarithms = (means + self.least).log()
        added: torch.Tensor = self.weigh(torch.cat([features, logarithms], 1))
        return added

    def set_weights(
        self, weights: torch.Tensor, usual: torch.Tensor, least: torch.Tensor
    ) -> None:
        """Takes what each feature is worth for each class [classes, C], above what is usual, and
        what is added to the layers' means."""
        with torch.no_grad():
            self.weigh.weight.copy_(weights)
            self.weigh.bias.copy_(-weights @ usual)
            self.least.copy_(least)


def _each(factor: float) -> nn.Conv3d:
    """A layer that is not trained: of each joint for itself, 1 + factor * value."""
    layer = nn.Conv3d(JOINTS, JOINTS, 1)
    layer.weight = nn.Parameter(factor * torch.eye(JOINTS)[:, :, None, None, None])
    layer.bias = nn.Parameter(torch.ones(JOINTS))
    return layer.requires_grad_(False)


class PresenceNetwork(PoseNetwork):
    """A network of heatmaps to whose logits a branch adds its own; its backbone has taps."""

    def __init__(self, backbone: nn.Module, classes: int, widths: Sequence[int]):
        super().__init__(backbone, classes)
        layers = sum(conv.in_channels for conv in self.backbone.maps.convs)
        self.presence = PresenceBranch(widths, layers, classes)

    def with_features(self, x: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        seen = self.backbone.seen(x)
        features = self.backbone.features_of(seen)
        means = [seen[tap].mean((2, 3, 4)) for tap in self.backbone.maps.taps]
        return self.cls_head(features) + self.presence(x, torch.cat(means, 1)), features


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
