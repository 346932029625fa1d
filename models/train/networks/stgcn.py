"""ST-GCN, what the slim network is compared with on crowds: its cost grows with every person.

Yan et al., "Spatial Temporal Graph Convolutional Networks for Skeleton-Based Action Recognition",
AAAI 2018: ten units of a graph convolution over the joints and a convolution over time, the mean
over people at the end. The usual `width` is 64; the comparison trains a narrower one.
"""

from dataclasses import dataclass
from typing import ClassVar, List, Optional

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from train.data.clips import JOINTS, Clip
from train.networks.architecture import Cost, DevicePreparer, Prepared, Preparer
from train.networks.keypoints import keypoints_of, places_of, present_people

# From each joint one step towards the head.
INWARD = (
    ((15, 13), (13, 11), (16, 14), (14, 12), (11, 5), (12, 6), (9, 7), (7, 5))
    + ((10, 8), (8, 6), (5, 0), (6, 0), (1, 0), (3, 1), (2, 0), (4, 2))
)  # fmt: skip
# Channels of the ten units in units of the width; time is halved where they double.
UNITS = (1, 1, 1, 1, 2, 2, 2, 4, 4, 4)
TEMPORAL_KERNEL = 9


@dataclass(frozen=True)
class StgcnArchitecture:
    """The sizes of an ST-GCN: people beyond `people` are left out."""

    kind: ClassVar[str] = "stgcn"
    frames: int = 24
    size: int = 48
    people: int = 25
    width: int = 16
    dropout: float = 0.2

    def build(self, classes: int) -> "StgcnNetwork":
        return StgcnNetwork(self, classes)

    def preparer(self) -> Preparer:
        return lambda clips: (keypoints_of(clips, self.people),)

    def device_preparer(self) -> DevicePreparer:
        return lambda keypoints: (keypoints[:, : self.people],)

    def logits(self, network: "StgcnNetwork", prepared: Prepared, clips: int) -> torch.Tensor:
        logits: torch.Tensor = network(places_of(prepared[0], self.size))
        return logits

    def activation(
        self, network: "StgcnNetwork", clip: Clip, label: int
    ) -> Optional[np.ndarray]:
        return None

    def cost(self, classes: int) -> Optional[Cost]:
        return None


def adjacency() -> np.ndarray:
    """Returns the graph [3, 17, 17]: itself, towards the head, away from it, each of mean 1."""
    inward = np.zeros((JOINTS, JOINTS), np.float32)
    for joint, nearer in INWARD:
        inward[joint, nearer] = 1
    parts = [np.eye(JOINTS, dtype=np.float32), inward, inward.T]
    return np.stack([part / np.maximum(part.sum(0, keepdims=True), 1) for part in parts])


class _Unit(nn.Module):
    """A graph convolution, a convolution over time, and a shortcut."""

    def __init__(self, channels: int, width: int, stride: int, graph: torch.Tensor):
        super().__init__()
        self.graph: torch.Tensor
        self.register_buffer("graph", graph)
        self.importance = nn.Parameter(torch.ones_like(graph))
        self.mix = nn.Conv2d(channels, len(graph) * width, 1)
        self.graph_norm = nn.BatchNorm2d(width)
        self.time = nn.Conv2d(
            width, width, (TEMPORAL_KERNEL, 1), (stride, 1), (TEMPORAL_KERNEL // 2, 0)
        )
        self.time_norm = nn.BatchNorm2d(width)
        plain = channels == width and stride == 1
        self.shortcut = None if plain else nn.Conv2d(channels, width, 1, (stride, 1), bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        people, _, steps, joints = x.shape
        y = self.mix(x).view(people, len(self.graph), -1, steps, joints)
        y = torch.einsum("nkctv,kvw->nctw", y, self.graph * self.importance)
        y = functional.relu(self.graph_norm(y))
        y = self.time_norm(self.time(y))
        return functional.relu(y + (x if self.shortcut is None else self.shortcut(x)))


class StgcnNetwork(nn.Module):
    """Keypoints [N, people, T, 17, 3] to logits [N, classes]."""

    def __init__(self, architecture: StgcnArchitecture, classes: int):
        super().__init__()
        graph = torch.from_numpy(adjacency())
        self.enter_norm = nn.BatchNorm1d(JOINTS * 3)
        units: List[nn.Module] = []
        channels = 3
        for number, factor in enumerate(UNITS):
            width = factor * architecture.width
            doubled = number > 0 and factor != UNITS[number - 1]
            units.append(_Unit(channels, width, 2 if doubled else 1, graph))
            channels = width
        self.units = nn.Sequential(*units)
        self.dropout = nn.Dropout(architecture.dropout)
        self.answer = nn.Linear(channels, classes)

    def forward(self, keypoints: torch.Tensor) -> torch.Tensor:
        clip, person = present_people(keypoints)
        features = self.people(keypoints[clip, person])
        total = features.new_zeros(len(keypoints), features.shape[1]).index_add(0, clip, features)
        number = torch.bincount(clip, minlength=len(keypoints)).unsqueeze(1)
        logits: torch.Tensor = self.answer(self.dropout(total / number))
        return logits

    def people(self, people: torch.Tensor) -> torch.Tensor:
        """Returns features [P, C] of people [P, T, 17, 3]."""
        x = self.enter_norm(people.flatten(2).transpose(1, 2)).unflatten(1, (JOINTS, 3))
        features: torch.Tensor = self.units(x.permute(0, 2, 3, 1))
        return features.mean((2, 3))
