"""Two-dimensional convolutions in a form that ONNX Runtime has blocked kernels for."""

import enum

import numpy as np

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


def padded(channels):
    """Returns the number of channels that a volume is stored with where convolutions read it."""
    return -(-channels // CHANNEL_MULTIPLE) * CHANNEL_MULTIPLE


def pad_axis(array, axis, size):
    """Appends zeros to an array along an axis."""
    missing = size - array.shape[axis]
    return np.pad(array, [(0, missing if i == axis else 0) for i in range(array.ndim)])


def must_split(channels):
    """Tells whether a number of channels cannot be blocked as a whole."""
    return channels % CHANNEL_MULTIPLE != 0 and channels > SMALLEST_BLOCK


def blocks(channels):
    """Returns the two parts of channels that must be split: 17 joints are 16 and one more."""
    blocked = channels // SMALLEST_BLOCK * SMALLEST_BLOCK
    return range(blocked), range(blocked, channels)


def morsels(channels, frames):
    """Returns parts of channels small enough to be read unblocked, `frames` frames at a time."""
    most = max(1, (SMALLEST_BLOCK - 1) // frames)
    return [range(i, min(i + most, channels)) for i in range(0, channels, most)]


def convolve(placing, source, target, kernel, addend=None):
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


def _convolve(placing, tensor, target, kernel, addend):
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
