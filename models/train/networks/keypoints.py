"""A recogniser that reads keypoints instead of heatmaps: the teacher of the slim network.

It costs a twentieth of the slim network to train and learns from fewer clips, but its cost grows
with the people in the scene, so it is not shipped: the slim network learns its answers instead
(Hinton et al., "Distilling the Knowledge in a Neural Network", 2015).
"""

from dataclasses import dataclass
from typing import ClassVar, Optional, Sequence, Tuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from train.data.clips import JOINTS, LEAST_SCORE, Clip
from train.networks.architecture import Cost, DevicePreparer, Prepared, Preparer

# What is known of a joint: place, place about the person, change of place, and the score.
FEATURES = 7
# A joint farther out than this many clip sizes is a mistake of the estimator.
FARTHEST = 3.0
# Changes of place from frame to frame are small against places.
MOTION_SCALE = 4.0


@dataclass(frozen=True)
class KeypointArchitecture:
    """The sizes of a teacher: people beyond `people` are left out."""

    kind: ClassVar[str] = "keypoints"
    frames: int = 24
    size: int = 48
    people: int = 8
    width: int = 128
    dropout: float = 0.3

    def build(self, classes: int) -> "KeypointNetwork":
        return KeypointNetwork(self, classes)

    def preparer(self) -> Preparer:
        return lambda clips: (keypoints_of(clips, self.people),)

    def device_preparer(self) -> DevicePreparer:
        return lambda keypoints: (keypoints[:, : self.people],)

    def logits(self, network: "KeypointNetwork", prepared: Prepared, clips: int) -> torch.Tensor:
        logits: torch.Tensor = network(places_of(prepared[0], self.size))
        return logits

    def activation(
        self, network: "KeypointNetwork", clip: Clip, label: int
    ) -> Optional[np.ndarray]:
        return None

    def cost(self, classes: int) -> Optional[Cost]:
        return None


def keypoints_of(clips: Sequence[Clip], people: int) -> np.ndarray:
    """Returns x, y in heatmap pixels and score [clips, people, T, 17, 3], 0 for nobody."""
    frames = clips[0].poses.shape[1]
    keypoints = np.zeros((len(clips), people, frames, JOINTS, 3), np.float32)
    for clip, out in zip(clips, keypoints):
        number = min(people, len(clip.poses))
        out[:number, ..., :2] = clip.poses[:number]
        out[:number, ..., 2] = clip.scores[:number]
    return keypoints


def places_of(keypoints: torch.Tensor, size: int) -> torch.Tensor:
    """Returns keypoints with places in -1..1 of a clip of `size` pixels, 0 where not seen."""
    places = (keypoints[..., :2] - size / 2) / (size / 2)
    scores = keypoints[..., 2].clamp(0, 1)
    seen = (scores >= LEAST_SCORE) & (places.abs() < FARTHEST).all(-1)
    return torch.cat([places, scores.unsqueeze(-1)], -1) * seen.unsqueeze(-1)


class TimeResidual(nn.Module):
    """Two convolutions over time and a shortcut."""

    def __init__(self, width: int):
        super().__init__()
        self.first = nn.Conv1d(width, width, 3, padding=1, bias=False)
        self.first_norm = nn.BatchNorm1d(width)
        self.second = nn.Conv1d(width, width, 3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm1d(width)
        nn.init.zeros_(self.second_norm.weight)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = functional.relu(self.first_norm(self.first(x)))
        return functional.relu(x + self.second_norm(self.second(y)))


class KeypointNetwork(nn.Module):
    """Convolutions over the time of each person, and the maximum over people, twice."""

    def __init__(self, architecture: KeypointArchitecture, classes: int):
        super().__init__()
        width = architecture.width
        self.enter = nn.Conv1d(JOINTS * FEATURES, width, 3, padding=1, bias=False)
        self.enter_norm = nn.BatchNorm1d(width)
        self.alone = nn.Sequential(TimeResidual(width), TimeResidual(width))
        self.meet = nn.Conv1d(2 * width, width, 1, bias=False)
        self.meet_norm = nn.BatchNorm1d(width)
        self.together = nn.Sequential(TimeResidual(width), TimeResidual(width))
        self.answer = nn.Sequential(
            nn.Dropout(architecture.dropout), nn.Linear(2 * width, classes)
        )

    def forward(self, keypoints: torch.Tensor) -> torch.Tensor:
        """Returns logits [N, classes] of keypoints [N, people, T, 17, 3]."""
        clips = len(keypoints)
        clip, person = present_people(keypoints)
        x = joint_features(keypoints[clip, person])
        x = self.alone(functional.relu(self.enter_norm(self.enter(x))))
        # After a ReLU nothing is below 0, so 0 is nobody's contribution.
        others = x.new_zeros(clips, *x.shape[1:]).index_reduce(0, clip, x, "amax")
        x = torch.cat([x, others[clip]], dim=1)
        x = self.together(functional.relu(self.meet_norm(self.meet(x))))
        scene = x.new_zeros(clips, *x.shape[1:]).index_reduce(0, clip, x, "amax")
        logits: torch.Tensor = self.answer(torch.cat([scene.mean(2), scene.amax(2)], dim=1))
        return logits


def present_people(keypoints: torch.Tensor) -> Tuple[torch.Tensor, ...]:
    """Returns clip and person of everybody who is seen; of an empty clip the first person."""
    seen = (keypoints[..., 2] > 0).flatten(2).any(2)
    seen[:, 0] |= ~seen.any(1)
    return seen.nonzero(as_tuple=True)


def joint_features(people: torch.Tensor) -> torch.Tensor:
    """Returns features [P, 17 * 7, T] of people [P, T, 17, 3]."""
    place, score = people[..., :2], people[..., 2:]
    seen = score > 0
    center = (place * score).sum((1, 2), keepdim=True) / score.sum((1, 2), keepdim=True).clamp(
        1e-6
    )
    own = torch.where(seen, place - center, torch.zeros_like(place))
    followed = seen[:, 1:] & seen[:, :-1]
    change = place[:, 1:] - place[:, :-1]
    change = torch.where(followed, change, torch.zeros_like(change))
    change = functional.pad(change, (0, 0, 0, 0, 1, 0)) * MOTION_SCALE
    return torch.cat([place, own, change, score], dim=3).flatten(2).transpose(1, 2)
