"""The branches of one run for everybody, as a runtime on a CPU computes them soonest.

The arithmetic is that of `train.networks.crowd`. Coordinates lie apart, [P, 3, joints, T], so that
what a person or pair has one value of meets long rows; the convolutions over time are 2-D ones of
all people at once, [1, C, P, T], and the batch norms are folded into them.
"""

from typing import Tuple

import torch
from torch import nn
from torch.nn import functional

from train.data.clips import JOINTS, LEAST_SCORE
from train.networks.crowd import FARTHEST, FEATURES, MOTION_SCALE, PairBranch, PersonBranch
from train.networks.keypoints import TimeResidual


def person_features(branch: PersonBranch, points: torch.Tensor) -> torch.Tensor:
    """Returns what a branch makes of people [P, 3, 17, T]: features [P, 2 * width]."""
    seen = _features(points)
    people, _, _, frames = points.shape
    x = seen.reshape(people, FEATURES * JOINTS, frames).transpose(0, 1).unsqueeze(0)
    return _over_time(branch.layers, _entered(branch.enter.conv, branch.enter.norm, x))


def pair_features(branch: PairBranch, one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """Returns what a branch makes of two people [Q, 3, 17, T] each: features [Q, 2 * width]."""
    pairs, _, _, frames = one.shape
    seen = _features(torch.cat([one, other], dim=2))
    x = seen.reshape(pairs, FEATURES, 2, JOINTS, frames).permute(1, 3, 2, 0, 4)
    x = x.reshape(1, FEATURES * JOINTS, 2 * pairs, frames)
    a, b = _entered(branch.enter.conv, branch.enter.norm, x).chunk(2, dim=2)
    met = _convolved(branch.meet, branch.meet_norm, torch.cat([a + b, torch.maximum(a, b)], 1))
    return _over_time(branch.layers, functional.relu(met))


def _features(points: torch.Tensor) -> torch.Tensor:
    """Returns features [P, 5, joints, T] of points [P, 3, joints, T] about their middle."""
    seen = (points[:, 2:] >= LEAST_SCORE).to(points.dtype)
    number = seen.sum((2, 3), keepdim=True).clamp(min=1)
    middle = (points[:, :2] * seen).sum((2, 3), keepdim=True) / number
    apart = (points[:, :2] - middle) * seen
    size = ((apart * apart).sum((1, 2, 3), keepdim=True) / number).sqrt().clamp(min=0.5)
    place = (apart / size).clamp(-FARTHEST, FARTHEST)
    followed = seen[..., 1:] * seen[..., :-1] * MOTION_SCALE
    change = functional.pad((place[..., 1:] - place[..., :-1]) * followed, (1, 0))
    return torch.cat([place, change, seen], dim=1)


def _entered(conv: nn.Conv1d, norm: nn.BatchNorm1d, x: torch.Tensor) -> torch.Tensor:
    """Convolves [1, 85, P, T], whose channels are the joints of one feature after the other."""
    weight, bias = _folded(conv, norm)
    by_feature = weight.reshape(-1, JOINTS, FEATURES, 1, 3).transpose(1, 2)
    y = functional.conv2d(x, by_feature.reshape(weight.shape), bias, padding=(0, 1))
    return functional.relu(y)


def _over_time(layers: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    for layer in layers:
        assert isinstance(layer, TimeResidual)
        y = functional.relu(_convolved(layer.first, layer.first_norm, x))
        x = functional.relu(x + _convolved(layer.second, layer.second_norm, y))
    return torch.cat([x.mean(3), x.amax(3)], dim=1)[0].transpose(0, 1)


def _convolved(conv: nn.Conv1d, norm: nn.BatchNorm1d, x: torch.Tensor) -> torch.Tensor:
    """Convolves [1, C, P, T] over time."""
    weight, bias = _folded(conv, norm)
    return functional.conv2d(x, weight, bias, padding=(0, int(conv.padding[0])))


def _folded(conv: nn.Conv1d, norm: nn.BatchNorm1d) -> Tuple[torch.Tensor, torch.Tensor]:
    """Returns weight [out, in, 1, k] and bias of a convolution and the norm behind it."""
    assert norm.running_mean is not None and norm.running_var is not None
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    bias = norm.bias - norm.running_mean * scale
    return (conv.weight * scale.view(-1, 1, 1)).unsqueeze(2).detach(), bias.detach()
