"""What every network can be asked for, whatever it takes of a clip."""

from typing import Any, Callable, ClassVar, Dict, NamedTuple, Optional, Protocol, Sequence, TypeVar

import numpy as np
import torch
from torch import nn

from train.data.clips import Clip

# What a network takes of clips: arrays, or tensors on its device.
Prepared = Sequence[torch.Tensor]
Preparer = Callable[[Sequence[Clip]], Sequence[np.ndarray]]
DevicePreparer = Callable[[torch.Tensor], Prepared]

Taken = TypeVar("Taken", bound=nn.Module, contravariant=True)
Built = TypeVar("Built", bound=nn.Module)


class Cost(NamedTuple):
    """Parameters of a network, and multiply-adds of one clip in units of 10^9."""

    parameters: int
    giga_multiply_adds: float


class Architecture(Protocol[Taken]):
    """The sizes of a network, and how it is used. `size` is the side of a clip in pixels."""

    @property
    def frames(self) -> int:
        ...

    @property
    def size(self) -> int:
        ...

    def preparer(self) -> Preparer:
        """Returns a function from clips to the arrays that `logits` takes; for one thread."""

    def logits(self, network: Taken, prepared: Prepared, clips: int) -> torch.Tensor:
        """Returns logits [clips, classes] of prepared clips, with dropout while training."""

    def activation(self, network: Taken, clip: Clip, label: int) -> Optional[np.ndarray]:
        """Returns the class activation map [t, h, w] of a label, or None without such maps."""

    def cost(self, classes: int) -> Optional[Cost]:
        """Returns what a network that may be shipped costs; None if it is not meant to be."""


class Trainable(Architecture[Built], Protocol[Built]):
    """The sizes of a network that can be trained: a dataclass whose fields a checkpoint holds."""

    # The name of the architecture in checkpoints and on the command line.
    kind: ClassVar[str]
    __dataclass_fields__: ClassVar[Dict[str, Any]]

    def build(self, classes: int) -> Built:
        """Returns the network with initial weights."""

    def device_preparer(self) -> DevicePreparer:
        """Returns a function from keypoints [N, M, T, 17, 3] to what `logits` takes."""
