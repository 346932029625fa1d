"""Two-dimensional convolutions in a form that ONNX Runtime has blocked kernels for."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, List, Optional, Tuple

import numpy as np

if TYPE_CHECKING:
    from optimize.placing import Placed, Placing

# ONNX Runtime blocks a convolution only if its input channels divide by this.
CHANNEL_MULTIPLE = 4
# Fewer channels need no blocking: the kernel reads them as they are.
SMALLEST_BLOCK = 8


class Kernels(enum.Enum):
    """What ONNX Runtime will run the planar convolutions with.

    BLOCKED are those of single precision, which want channels in blocks. INTEGER are those of
    8-bit numbers, which take any number of channels, but round what they return: one sum beats
    three.
    """

    BLOCKED = "blocked"
    INTEGER = "integer"


@dataclass(frozen=True)
class PlanarKernel:
    """What a two-dimensional convolution needs beside its input; `weight` is [out, in, h, w]."""

    weight: np.ndarray
    bias: Optional[np.ndarray]
    groups: int
    strides: List[int]
    pads: List[int]
    dilations: List[int]

    def with_weight(self, weight: np.ndarray) -> PlanarKernel:
        return replace(self, weight=weight)

    def without_bias(self) -> PlanarKernel:
        return replace(self, bias=None)


def padded(channels: int) -> int:
    """Returns the number of channels that a volume is stored with where convolutions read it."""
    return -(-channels // CHANNEL_MULTIPLE) * CHANNEL_MULTIPLE


def pad_axis(array: np.ndarray, axis: int, size: int) -> np.ndarray:
    """Appends zeros to an array along an axis."""
    missing = size - array.shape[axis]
    return np.pad(array, [(0, missing if i == axis else 0) for i in range(array.ndim)])


def must_split(channels: int) -> bool:
    """Tells whether a number of channels cannot be blocked as a whole."""
    return channels % CHANNEL_MULTIPLE != 0 and channels > SMALLEST_BLOCK


def blocks(channels: int) -> Tuple[range, range]:
    """Returns the two parts of channels that must be split: 17 joints are 16 and one more."""
    blocked = channels // SMALLEST_BLOCK * SMALLEST_BLOCK
    return range(blocked), range(blocked, channels)


def morsels(channels: int, frames: int) -> List[range]:
    """Returns parts of channels small enough to be read unblocked, `frames` frames at a time."""
    most = max(1, (SMALLEST_BLOCK - 1) // frames)
    return [range(i, min(i + most, channels)) for i in range(0, channels, most)]


def convolve(
    placing: Placing,
    source: Placed,
    target: Placed,
    kernel: PlanarKernel,
    addend: Optional[Placed] = None,
) -> Placed:
    """Writes a convolution of `source`, plus `addend` if given, and returns it placed as `target`.

    A number of channels that cannot be blocked is split.
    """
    channels = source.channels
    if kernel.groups > 1:
        return _convolve(placing, source.tensor, target, kernel, addend)
    kernel = kernel.with_weight(pad_axis(kernel.weight, 1, channels))
    if placing.kernels is Kernels.BLOCKED and must_split(channels):
        blocked = blocks(channels)[0].stop
        first = placing.writer.slice(source.tensor, 1, 0, blocked)
        rest = placing.writer.slice(source.tensor, 1, blocked, channels)
        first_kernel = kernel.with_weight(kernel.weight[:, :blocked])
        rest_kernel = kernel.with_weight(kernel.weight[:, blocked:]).without_bias()
        addend = _convolve(placing, first, target, first_kernel, addend)
        return _convolve(placing, rest, target, rest_kernel, addend)
    return _convolve(placing, source.tensor, target, kernel, addend)


def _convolve(
    placing: Placing,
    tensor: str,
    target: Placed,
    kernel: PlanarKernel,
    addend: Optional[Placed],
) -> Placed:
    writer = placing.writer
    inputs = [tensor, writer.constant(kernel.weight)]
    if kernel.bias is not None:
        inputs.append(writer.constant(kernel.bias))
    output = writer.op(
        "Conv",
        inputs,
        group=kernel.groups,
        kernel_shape=kernel.weight.shape[2:],
        strides=kernel.strides,
        pads=kernel.pads,
        dilations=kernel.dilations,
    )
    result = placing.put(target, output)
    if addend is None:
        return result
    return placing.put(target, writer.op("Add", [addend.tensor, result.tensor]))
