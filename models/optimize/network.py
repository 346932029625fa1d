"""A network as a list of steps on volumes [N, C, T, H, W], free of ONNX's details."""

from dataclasses import dataclass, field
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

import numpy as np
from onnx import NodeProto, ValueInfoProto

# Of frames, height and width.
Triple = Tuple[int, int, int]
# N, C, T, H, W.
VOLUME_AXES = 5


def is_volume(value: ValueInfoProto) -> bool:
    """Tells whether an input of a graph is volumes, not a table of people or pairs."""
    return len(value.type.tensor_type.shape.dim) == VOLUME_AXES


class Volume(NamedTuple):
    """The size of one clip's volume: channels, frames, height, width."""

    channels: int
    frames: int
    height: int
    width: int

    def elements(self) -> int:
        return self.channels * self.frames * self.height * self.width


@dataclass(frozen=True)
class Window:
    """Where a kernel looks; every entry is (frames, height, width), pads come before and after."""

    kernel: Triple
    strides: Triple = (1, 1, 1)
    pads_before: Triple = (0, 0, 0)
    pads_after: Triple = (0, 0, 0)
    dilations: Triple = (1, 1, 1)

    def positions(self, axis: int, length: int) -> int:
        """Returns how many places the kernel takes along an axis of that length."""
        return (length - self.overhang(axis)) // self.strides[axis] + 1

    def overhang(self, axis: int) -> int:
        """Returns how much longer the spread kernel is than the padding."""
        reach = self.dilations[axis] * (self.kernel[axis] - 1) + 1
        return reach - self.pads_before[axis] - self.pads_after[axis]


@dataclass(eq=False)
class Step:
    """One operation; `name` is the node's in the source file, for messages."""

    name: str
    inputs: List[str]
    output: str


@dataclass(eq=False)
class Convolution(Step):
    """`weight` is [out, in / groups, t, h, w], `bias` [out]."""

    weight: np.ndarray
    bias: Optional[np.ndarray]
    window: Window
    groups: int = 1


@dataclass(eq=False)
class Upsampling(Step):
    """A transposed convolution over time alone: each frame becomes `strides[0]` frames.

    `weight` is [in, out, t, 1, 1]; `more` frames are computed beyond the window's end.
    """

    weight: np.ndarray
    bias: Optional[np.ndarray]
    window: Window
    more: int

    def offset(self) -> int:
        """Returns by how much the new frames exceed the old ones times the stride."""
        return self.more + self.window.overhang(0) - self.window.strides[0]


@dataclass(eq=False)
class Join(Step):
    """Volumes of one size, one after the other on the channels."""


@dataclass(eq=False)
class Relu(Step):
    pass


@dataclass(eq=False)
class Sum(Step):
    pass


@dataclass(eq=False)
class Pool(Step):
    """A pool within frames; `operator` and `attributes` are ONNX's, the latter without windows."""

    operator: str
    window: Window
    attributes: Dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False)
class EveryNthFrame(Step):
    """Keeps frames 0, n, 2n and so on."""

    n: int


@dataclass(eq=False)
class Mean(Step):
    """The mean over t, h, w: [N, C], or [N, C, 1, 1, 1] where dimensions are kept."""

    keep_dimensions: bool


@dataclass(eq=False)
class Network:
    """Steps in order of execution, then `tail`, the nodes that see no volume any more.

    A dimension of an input that is free has a nominal value in `volumes`.
    """

    inputs: List[ValueInfoProto]
    outputs: List[ValueInfoProto]
    steps: List[Step]
    tail: List[NodeProto]
    constants: Dict[str, np.ndarray]
    volumes: Dict[str, Volume]

    def volume_outputs(self) -> List[ValueInfoProto]:
        """Returns the outputs that are volumes, such as class activation maps."""
        return [output for output in self.outputs if output.name in self.volumes]

    def is_input(self, value: str) -> bool:
        return any(value == given.name for given in self.inputs)

    def consumers(self, value: str) -> List[Step]:
        return [step for step in self.steps if value in step.inputs]
