"""One run for everybody: a slim trunk over the scene's volume, and heads for each person and pair.

The trunk is `slim`'s, over a volume as wide as the scene. For each person its features are read
bilinearly at the person's own joints, in the time step of each frame, and averaged: joints of
others beside them are not read. A thin branch reads the person's keypoints, and another one those
of each pair: their cost grows with the people, by half a percent of the trunk's for each.

The reading is a product of matrices: the weight of a cell is the sum over joints of
max(0, 1 - |x - cell's x|) max(0, 1 - |y - cell's y|), which any runtime computes alike.
"""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Sequence, Tuple

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import nn
from torch.nn import functional

from export.architectures import PoseNetwork
from train.data.clips import JOINTS, LEAST_SCORE, Clip
from train.networks.architecture import Prepared
from train.networks.keypoints import TimeResidual
from train.networks.slim import SlimArchitecture, SlimBackbone, folded_features
from train.networks.tubelets import TubeletPainter

# Of a joint: place about the person or pair, its change, and whether it is seen.
FEATURES = 5
# Changes of place from frame to frame are small against places.
MOTION_SCALE = 4.0
# A joint farther from the middle than this many sizes is a mistake of the estimator.
FARTHEST = 4.0


@dataclass(frozen=True)
class CrowdArchitecture:
    """The sizes of a network: its volume is `frames` x `size` x `size` * `wide`.

    `width` is that of the branches.
    """

    kind: ClassVar[str] = "crowd"
    frames: int = 24
    size: int = 48
    wide: int = 4
    width: int = 64
    dropout: float = 0.25
    # Of the trunk.
    widths: Tuple[int, ...] = (48, 160)
    blocks: Tuple[int, ...] = (1, 4)

    @property
    def trunk(self) -> SlimArchitecture:
        return SlimArchitecture(
            frames=self.frames,
            size=self.size,
            wide=self.wide,
            widths=self.widths,
            blocks=self.blocks,
        )

    @property
    def stride(self) -> int:
        """Heatmap pixels between the cells of the features."""
        return self.trunk.side * 2

    @property
    def cells(self) -> Tuple[int, int, int]:
        """Cells of the features: t, h, w."""
        side = self.size // self.stride
        return self.frames // 4, side, side * self.wide

    def build(self, classes: int) -> "CrowdNetwork":
        return CrowdNetwork(self, classes)


class People(NamedTuple):
    """Whose answers are wanted.

    `joints` [P, T, 17, 3] are x, y in heatmap pixels and the score, `scene` [P] is the number of
    each person's scene, and `pairs` [Q, 2] are rows of `joints`.
    """

    joints: torch.Tensor
    scene: torch.Tensor
    pairs: torch.Tensor


class Answers(NamedTuple):
    """Logits of scenes [N, classes], persons [P, classes] and pairs [Q, classes]."""

    scenes: torch.Tensor
    persons: torch.Tensor
    pairs: torch.Tensor


class Parts(NamedTuple):
    """Logits of persons from the trunk alone, and from the keypoints alone."""

    pooled: torch.Tensor
    keypoints: torch.Tensor


class _Entrance(nn.Module):
    """Features [P, 85, T] of people to [P, width, T]."""

    def __init__(self, width: int):
        super().__init__()
        self.conv = nn.Conv1d(JOINTS * FEATURES, width, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm1d(width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.relu(self.norm(self.conv(x)))


class PersonBranch(nn.Module):
    """The keypoints of people [P, T, 17, 3] to features [P, 2 * width]."""

    def __init__(self, width: int):
        super().__init__()
        self.enter = _Entrance(width)
        self.layers = nn.Sequential(TimeResidual(width), TimeResidual(width))

    def forward(self, joints: torch.Tensor) -> torch.Tensor:
        middle, size = frame_of(joints.flatten(1, 2))
        x = self.layers(self.enter(joint_features(joints, middle, size)))
        return torch.cat([x.mean(2), x.amax(2)], dim=1)


class PairBranch(nn.Module):
    """The keypoints of two people [Q, T, 17, 3] each to features [Q, 2 * width].

    Who is named first does not matter.
    """

    def __init__(self, width: int):
        super().__init__()
        self.enter = _Entrance(width)
        self.meet = nn.Conv1d(2 * width, width, 1, bias=False)
        self.meet_norm = nn.BatchNorm1d(width)
        self.layers = nn.Sequential(TimeResidual(width), TimeResidual(width))

    def forward(self, one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
        middle, size = frame_of(torch.cat([one, other], dim=2).flatten(1, 2))
        a = self.enter(joint_features(one, middle, size))
        b = self.enter(joint_features(other, middle, size))
        both = torch.cat([a + b, torch.maximum(a, b)], dim=1)
        x = self.layers(functional.relu(self.meet_norm(self.meet(both))))
        return torch.cat([x.mean(2), x.amax(2)], dim=1)


class CrowdNetwork(nn.Module):
    """The trunk and the heads; `forward` is the network that is exported, of one scene."""

    def __init__(self, architecture: CrowdArchitecture, classes: int):
        super().__init__()
        self.architecture = architecture
        trunk = SlimBackbone(architecture.trunk, classes)
        self.trunk = PoseNetwork(trunk, classes)
        channels, width = trunk.out_channels, architecture.width
        self.of_person, self.of_pair = PersonBranch(width), PairBranch(width)
        self.scene_head = nn.Linear(channels, classes)
        self.person_head = nn.Linear(channels + 2 * width, classes)
        self.pair_head = nn.Linear(2 * channels + 2 * width, classes)
        # For training alone: each part learns to answer by itself.
        self.pooled_head = nn.Linear(channels, classes)
        self.keypoint_head = nn.Linear(2 * width, classes)

    def forward(
        self, heatmaps: torch.Tensor, joints: torch.Tensor, pairs: torch.Tensor
    ) -> Answers:
        """Returns the answers for one volume [1, 17, T, H, W], people and pairs of its people."""
        features = self.trunk.features(heatmaps)
        weights = reading_weights(joints, self.architecture)
        # [t, h * w, C] for [t, P, h * w]
        cells = features[0].flatten(2).permute(1, 2, 0)
        read = torch.matmul(weights.transpose(0, 1), cells).sum(0)
        everybody = read.mean(0, keepdim=True)
        return self.heads(everybody, read, joints, pairs)[0]

    def answers(self, prepared: Prepared, scenes: int, people: People) -> Tuple[Answers, Parts]:
        """Returns the answers for prepared volumes of several scenes: the arithmetic to train."""
        return self.answers_of(self.read(prepared, scenes, people), scenes, people)

    def read(self, prepared: Prepared, scenes: int, people: People) -> torch.Tensor:
        """Returns what the trunk has at people's joints [P, C]."""
        x, steps = folded_features(self.trunk, self.architecture.trunk, prepared, scenes)
        cells = x.reshape(scenes, steps, x.shape[1], -1)
        weights = reading_weights(people.joints, self.architecture)
        read: torch.Tensor = torch.einsum("ptk,ptck->pc", weights, cells[people.scene])
        return read

    def answers_of(
        self, read: torch.Tensor, scenes: int, people: People
    ) -> Tuple[Answers, Parts]:
        """Returns the answers from what was read."""
        ones = read.new_zeros(scenes, len(read)).index_put_(
            (people.scene, torch.arange(len(read))), read.new_ones(())
        )
        everybody = ones @ read / ones.sum(1, keepdim=True).clamp(1)
        return self.heads(everybody, read, people.joints, people.pairs)

    def heads(
        self,
        everybody: torch.Tensor,
        read: torch.Tensor,
        joints: torch.Tensor,
        pairs: torch.Tensor,
    ) -> Tuple[Answers, Parts]:
        """Returns the answers from what the trunk has at people's joints [P, C]."""
        share = self.architecture.dropout
        own = self.of_person(joints)
        one, other = pairs[:, 0], pairs[:, 1]
        read, own = (functional.dropout(part, share, self.training) for part in (read, own))
        everybody = functional.dropout(everybody, share, self.training)
        together = self.of_pair(joints[one], joints[other])
        together = functional.dropout(together, share, self.training)
        a, b = read[one], read[other]
        of_two = torch.cat([a + b, (a - b).abs(), together], dim=1)
        persons = self.person_head(torch.cat([read, own], dim=1))
        answers = Answers(self.scene_head(everybody), persons, self.pair_head(of_two))
        return answers, Parts(self.pooled_head(read), self.keypoint_head(own))

    def train(self, mode: bool = True) -> "CrowdNetwork":
        """As usual, but the trunk keeps its running statistics.

        Most of a wide volume is empty: the statistics of a batch tell how many people it holds.
        """
        super().train(mode)
        self.trunk.eval()
        return self


def reading_weights(joints: torch.Tensor, architecture: CrowdArchitecture) -> torch.Tensor:
    """Returns how much of each cell a person reads [P, t, h * w]: 1 in all of t, h and w."""
    steps, height, width = architecture.cells
    seen = (joints[..., 2] >= LEAST_SCORE).to(joints.dtype)
    people, frames = joints.shape[:2]
    step = (people, steps, frames // steps * JOINTS)
    # The middle of a tubelet of 4 pixels is 1.5; the strides keep to the first of two.
    place = (joints[..., :2] - (architecture.trunk.side - 1) / 2) / architecture.stride
    x = place[..., 0].reshape(step).clamp(0, width - 1).unsqueeze(3)
    y = place[..., 1].reshape(step).clamp(0, height - 1).unsqueeze(3)
    columns = functional.relu(1 - (x - torch.arange(width, dtype=joints.dtype)).abs())
    rows = functional.relu(1 - (y - torch.arange(height, dtype=joints.dtype)).abs())
    rows = rows * seen.reshape(step).unsqueeze(3)
    weights = torch.matmul(rows.transpose(2, 3), columns).flatten(2)
    return weights / seen.sum((1, 2)).clamp(min=1).view(-1, 1, 1)


def frame_of(points: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
    """Returns the middle [P, 1, 1, 2] and size [P, 1, 1, 1] of the seen points [P, n, 3]."""
    seen = (points[..., 2:] >= LEAST_SCORE).to(points.dtype)
    number = seen.sum(1, keepdim=True).clamp(min=1)
    middle = (points[..., :2] * seen).sum(1, keepdim=True) / number
    apart = (points[..., :2] - middle) * seen
    size = ((apart * apart).sum((1, 2), keepdim=True) / number).sqrt().clamp(min=0.5)
    return middle.unsqueeze(2), size.unsqueeze(2)


def joint_features(
    joints: torch.Tensor, middle: torch.Tensor, size: torch.Tensor
) -> torch.Tensor:
    """Returns features [P, 17 * 5, T] of joints [P, T, 17, 3] about a middle."""
    seen = (joints[..., 2:] >= LEAST_SCORE).to(joints.dtype)
    place = ((joints[..., :2] - middle) / size).clamp(-FARTHEST, FARTHEST) * seen
    followed = seen[:, 1:] * seen[:, :-1]
    change = (place[:, 1:] - place[:, :-1]) * followed * MOTION_SCALE
    change = torch.cat([torch.zeros_like(place[:, :1]), change], dim=1)
    return torch.cat([place, change, seen], dim=3).flatten(2).transpose(1, 2)


def answers_to(
    network: CrowdNetwork, painter: TubeletPainter, clip: Clip, pairs: np.ndarray
) -> Tuple[Answers, Parts]:
    """Returns what a network, not in training, says of a clip's people and of pairs [Q, 2]."""
    prepared = [torch.from_numpy(array) for array in painter.paint([clip])]
    with torch.no_grad():
        return network.eval().answers(prepared, 1, people_of(clip, pairs))


def people_of(clip: Clip, pairs: ArrayLike) -> People:
    """Returns the people of a clip as those of one scene, and pairs [Q, 2] of them."""
    joints = np.concatenate([clip.poses, clip.scores[..., None]], axis=3).astype(np.float32)
    scene = torch.zeros(len(joints), dtype=torch.long)
    two = torch.from_numpy(np.asarray(pairs, np.int64).reshape(-1, 2))
    return People(torch.from_numpy(joints), scene, two)


def start_from(network: CrowdNetwork, trunk: PoseNetwork) -> None:
    """Takes the trunk and the classifier of a slim network of the same labels."""
    network.trunk.load_state_dict(trunk.state_dict())
    channels = trunk.cls_head.fc_cls.weight.shape[1]
    with torch.no_grad():
        for head in (network.pooled_head, network.scene_head, network.person_head):
            head.weight.zero_()
            head.weight[:, :channels] = trunk.cls_head.fc_cls.weight
            head.bias.copy_(trunk.cls_head.fc_cls.bias)
        pair = network.pair_head
        pair.weight.zero_()
        pair.weight[:, :channels] = trunk.cls_head.fc_cls.weight / 2
        pair.bias.copy_(trunk.cls_head.fc_cls.bias)


def together(parts: Sequence[People]) -> People:
    """Returns the people of several scenes as one table, each part's scene the next number."""
    first, joints, scenes, pairs = 0, [], [], []
    for number, part in enumerate(parts):
        joints.append(part.joints)
        scenes.append(torch.full((len(part.joints),), number, dtype=torch.long))
        pairs.append(part.pairs + first)
        first += len(part.joints)
    return People(torch.cat(joints), torch.cat(scenes), torch.cat(pairs))
