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
from train.data.clips import Clip
from train.measuring.calibration import CALIBRATION, read_calibration
from train.networks.architecture import Cost, Prepared, Preparer
from train.networks.checkpoint import CHECKPOINT, Checkpoint, averaged_network, read_checkpoint
from train.networks.checkpoint import slim_of
from train.networks.slim import SlimArchitecture


@dataclass(frozen=True)
class Stream:
    """One of the runs, and the temperature of its logits."""

    checkpoint: Checkpoint
    architecture: SlimArchitecture
    temperature: float

    @staticmethod
    def of(run: Path, temperature: float) -> "Stream":
        """Reads a run of a slim network, or raises."""
        checkpoint = read_checkpoint(run / CHECKPOINT)
        return Stream(checkpoint, slim_of(checkpoint, run), temperature)


@dataclass(frozen=True)
class MeanArchitecture:
    """The sizes of several networks that answer as one."""

    members: Tuple[SlimArchitecture, ...]
    temperatures: Tuple[float, ...]

    @property
    def frames(self) -> int:
        return self.members[0].frames

    @property
    def size(self) -> int:
        return self.members[0].size

    def preparer(self) -> Preparer:
        preparers = [member.preparer() for member in self.members]
        return lambda clips: [array for prepare in preparers for array in prepare(clips)]

    def logits(self, network: nn.ModuleList, prepared: Prepared, clips: int) -> torch.Tensor:
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

    def cost(self, classes: int) -> Cost:
        costs = [member.cost(classes) for member in self.members]
        return Cost(
            sum(cost.parameters for cost in costs), sum(cost.giga_multiply_adds for cost in costs)
        )


def read_streams(runs: Sequence[Path]) -> List[Stream]:
    """Returns calibrated runs of the same clips and labels, or raises."""
    streams = [Stream.of(run, read_calibration(run / CALIBRATION).temperature) for run in runs]
    for run, stream in zip(runs, streams):
        if _taken_and_told(stream) != _taken_and_told(streams[0]):
            raise ExportError(f"{run}: expected the frames, size and labels of {runs[0]}")
    return streams


def _taken_and_told(stream: Stream) -> Tuple[int, int, List[str]]:
    return stream.architecture.frames, stream.architecture.size, stream.checkpoint.labels


def mean_of(streams: Sequence[Stream]) -> Tuple[nn.ModuleList, MeanArchitecture]:
    """Returns the networks and their mean."""
    return (
        nn.ModuleList(averaged_network(stream.checkpoint) for stream in streams).eval(),
        MeanArchitecture(
            tuple(stream.architecture for stream in streams),
            tuple(stream.temperature for stream in streams),
        ),
    )
