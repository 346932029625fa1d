"""Several calibrated runs as one network, whose answer is the mean of their probabilities.

So PoseStream takes the members of a bundle; the paper's two-stream result is that of joints and
limbs (section 3.2).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import List, Sequence, Tuple

import numpy as np
import torch
from torch import nn

from export.errors import ExportError
from train.measuring.calibration import CALIBRATION, read_calibration
from train.data.clips import Clip
from train.networks.slim import SlimArchitecture
from train.learning.train import CHECKPOINT, architecture_of, averaged_network, read_checkpoint


@dataclass(frozen=True)
class Stream:
    """One of the runs: its state, and the temperature of its logits."""

    state: dict
    temperature: float

    @property
    def architecture(self) -> SlimArchitecture:
        return architecture_of(self.state)


@dataclass(frozen=True)
class MeanArchitecture:
    """The sizes of the networks, and what a run's architecture does for its own."""

    members: Tuple[SlimArchitecture, ...]
    temperatures: Tuple[float, ...]

    @property
    def frames(self) -> int:
        return self.members[0].frames

    @property
    def size(self) -> int:
        return self.members[0].size

    def preparer(self):
        """Returns a function from clips to the arrays that `logits` takes; for one thread."""
        preparers = [member.preparer() for member in self.members]
        return lambda clips: [array for prepare in preparers for array in prepare(clips)]

    def logits(self, network: nn.ModuleList, prepared: Sequence[torch.Tensor], clips: int):
        """Returns the logarithms [clips, classes] of the mean probabilities."""
        each = len(prepared) // len(self.members)
        answers = [
            (member.logits(own, prepared[i * each : (i + 1) * each], clips) / temperature)
            for i, (member, own, temperature) in enumerate(
                zip(self.members, network, self.temperatures)
            )
        ]
        return torch.stack(answers).softmax(2).mean(0).clamp_min(1e-30).log()

    def activation(self, network: nn.ModuleList, clip: Clip, label: int) -> np.ndarray:
        """Returns the class activation map [t, h, w] of a label, the first member's."""
        return self.members[0].activation(network[0], clip, label)

    def cost(self, classes: int) -> Tuple[int, float]:
        """Returns the number of parameters and the multiply-adds of one clip in units of 10^9."""
        costs = [member.cost(classes) for member in self.members]
        return sum(cost[0] for cost in costs), sum(cost[1] for cost in costs)


def read_streams(runs: Sequence[Path]) -> List[Stream]:
    """Returns calibrated runs of the same clips and labels, or raises."""
    streams = []
    for run in runs:
        state = read_checkpoint(run / CHECKPOINT)
        if not isinstance(architecture_of(state), SlimArchitecture):
            raise ExportError(f"{run}: expected a run of a slim network")
        streams.append(Stream(state, read_calibration(run / CALIBRATION).temperature))
    first = streams[0]
    for run, stream in zip(runs, streams):
        found = stream.architecture.frames, stream.architecture.size, stream.state["labels"]
        if found != (first.architecture.frames, first.architecture.size, first.state["labels"]):
            raise ExportError(f"{run}: expected the frames, size and labels of {runs[0]}")
    return streams


def mean_of(streams: Sequence[Stream]) -> Tuple[nn.ModuleList, MeanArchitecture]:
    """Returns the networks and their mean."""
    return (
        nn.ModuleList(averaged_network(stream.state) for stream in streams).eval(),
        MeanArchitecture(
            tuple(stream.architecture for stream in streams),
            tuple(stream.temperature for stream in streams),
        ),
    )
