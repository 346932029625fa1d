"""The rewrites: each turns one kind of three-dimensional convolution into planar ones."""

from dataclasses import replace
from typing import Callable, Iterator, List, Optional, Tuple

import numpy as np

from export.errors import ExportError
from optimize.layouts import Layout, folds_frames
from optimize.network import Convolution, Upsampling, Window
from optimize.placing import Placed, Placing
from optimize.plane import CHANNEL_MULTIPLE, Kernels, PlanarKernel, blocks, convolve, morsels
from optimize.plane import must_split, pad_axis


# Writes a step of a placed volume and returns the result, placed as the last says.
Pattern = Callable[[Placing, Convolution, Placed, Placed], Placed]


def rewrite_convolution(
    placing: Placing, step: Convolution, source: Placed, out_channels: int
) -> Placed:
    """Writes a convolution of `source`, which lies in the step's layout, and returns the result.

    It is stored with `out_channels`, at least the step's own, or as many as a grouped one needs.
    """
    if step.groups > 1:
        step, out_channels = _regroup(step, source)
    step = _with_outputs(step, out_channels)
    target = _target(placing, step, source)
    return _pattern(placing, step, source)(placing, step, source, target)


def _with_outputs(step: Convolution, channels: int) -> Convolution:
    """Adds outputs of zero up to that number of channels."""
    bias = None if step.bias is None else pad_axis(step.bias, 0, channels)
    return replace(step, weight=pad_axis(step.weight, 0, channels), bias=bias)


def _target(placing: Placing, step: Convolution, source: Placed) -> Placed:
    """Returns the volume that a step makes, which has no tensor yet."""
    sizes = (source.frames, source.height, source.width)
    frames, height, width = (
        placing.writer.positions(step.window, axis, size) for axis, size in enumerate(sizes)
    )
    channels = len(step.weight)
    return replace(source, tensor="", channels=channels, frames=frames, height=height, width=width)


def _pattern(placing: Placing, step: Convolution, source: Placed) -> Pattern:
    if folds_frames(step):
        return folded
    if step.window.kernel[0] == 1:
        return within_frames
    if source.layout is Layout.TUBES:
        return over_time
    unblocked = placing.kernels is Kernels.INTEGER or source.channels % CHANNEL_MULTIPLE
    if step.groups == 1 and unblocked:
        return stacked
    return shifted if step.window.strides[1:] == (1, 1) else shifted_results


def picks_frames(placing: Placing, step: Convolution, source: Placed) -> bool:
    """Tells whether `picked` applies: joints that must be split, straight from the input."""
    return (
        source.layout is None
        and placing.kernels is Kernels.BLOCKED
        and isinstance(source.frames, int)
        and step.groups == 1
        and must_split(source.channels)
        and (folds_frames(step) or step.window.kernel[0] == step.window.strides[0] == 1)
    )


def picked(placing: Placing, step: Convolution, source: Placed, out_channels: int) -> Placed:
    """k frames with stride k, from the input: the frames of each image are picked one by one.

    That is one pass over the input; moving it to frames and splitting its channels takes two. A
    kernel that reads every pixel once waits for memory: it takes few joints at a time, which stay
    in the cache and need no blocks.
    """
    writer = placing.writer
    k, channels = step.window.kernel[0], source.channels
    step = _with_outputs(step, out_channels)
    target = replace(_target(placing, step, source), layout=Layout.FRAMES)
    image = writer.product(source.height, source.width)
    images = writer.reshape(
        source.tensor, [None, writer.product(channels, source.frames), image]
    )
    once = step.window.kernel == step.window.strides
    parts = (
        (
            _picked_part(placing, replace(source, tensor=images), target, (joints, k)),
            _on_images(step, _of_joints(step.weight, joints)),
        )
        for joints in (morsels(channels, k) if once else blocks(channels))
    )
    return _summed(placing, target, parts)


def _summed(
    placing: Placing, target: Placed, parts: Iterator[Tuple[Placed, PlanarKernel]]
) -> Placed:
    """Adds up convolutions in the order in which their inputs are made; the first has the bias."""
    source, kernel = next(parts)
    result = convolve(placing, source, target, kernel)
    for source, kernel in parts:
        result = convolve(placing, source, target, kernel.without_bias(), result)
    return result


def _of_joints(weight: np.ndarray, joints: range) -> np.ndarray:
    """Returns the weights [out, joints * frames, h, w] of some joints."""
    own = weight[:, joints.start : joints.stop]
    return own.reshape(len(weight), -1, *own.shape[3:])


def _picked_part(
    placing: Placing, source: Placed, target: Placed, part: Tuple[range, int]
) -> Placed:
    """Gathers some joints: image t holds their frames t k .. t k + k - 1, joint after joint.

    The tensor of `source` is [N, channels * frames, pixels].
    """
    writer = placing.writer
    joints, k = part
    first = np.arange(int(target.frames))[:, None, None] * k
    numbers = first + np.array(joints)[:, None] * int(source.frames) + np.arange(k)
    kept = writer.op("Gather", [source.tensor, writer.integers(*numbers.ravel())], axis=1)
    channels = len(joints) * k
    kept = writer.reshape(kept, [None, channels, source.height, source.width])
    return placing.put(
        source, kept, layout=Layout.FRAMES, channels=channels, frames=target.frames
    )


def within_frames(
    placing: Placing, step: Convolution, source: Placed, target: Placed
) -> Placed:
    """1 x k x k: every frame is an image of a batch. 1 x 1 x 1 works in tubes as well."""
    return convolve(placing, source, target, _on_images(step, step.weight[:, :, 0]))


def over_time(placing: Placing, step: Convolution, source: Placed, target: Placed) -> Placed:
    """k x 1 x 1: a k x 1 convolution of an image as high as the clip is long."""
    window = step.window
    kernel = PlanarKernel(
        step.weight[..., 0],
        step.bias,
        step.groups,
        [window.strides[0], 1],
        [window.pads_before[0], 0, window.pads_after[0], 0],
        [window.dilations[0], 1],
    )
    return convolve(placing, source, target, kernel)


def folded(placing: Placing, step: Convolution, source: Placed, target: Placed) -> Placed:
    """k frames with stride k: they become k times the channels of one image."""
    writer = placing.writer
    k = step.window.kernel[0]
    source = placing.first_frames(source, writer.product(target.frames, k))
    channels = k * source.channels
    images = writer.reshape(source.tensor, [None, channels, source.height, source.width])
    source = placing.put(source, images, channels=channels, frames=target.frames)
    weight = pad_axis(step.weight, 1, channels // k).swapaxes(1, 2)
    weight = weight.reshape(len(weight), channels, *weight.shape[3:])
    return convolve(placing, source, target, _on_images(step, weight))


def shifted(placing: Placing, step: Convolution, source: Placed, target: Placed) -> Placed:
    """k x k x k: the sum over k frames of planar convolutions, each of the clip shifted in time.

    Tap i of output frame t reads frame t - pad + i; zero frames enter where it leaves the clip.
    """
    parts = (
        (
            _shifted_by(placing, source, step.window, tap),
            _on_images(step, step.weight[:, :, tap]),
        )
        for tap in _centre_first(step.window.kernel[0])
    )
    return _summed(placing, target, parts)


def shifted_results(
    placing: Placing, step: Convolution, source: Placed, target: Placed
) -> Placed:
    """As `shifted`, but moves what the convolutions return: less, where they skip pixels."""
    centre, *others = _centre_first(step.window.kernel[0])
    addend: Optional[Placed] = None
    for tap in others:
        kernel = _on_images(step, step.weight[:, :, tap]).without_bias()
        images = convolve(placing, source, replace(target, frames=source.frames), kernel)
        moved = _shifted_by(placing, images, step.window, tap)
        if addend is not None:
            total = placing.writer.op("Add", [addend.tensor, moved.tensor])
            moved = placing.put(target, total)
        addend = moved
    frames = _shifted_by(placing, source, step.window, centre)
    kernel = _on_images(step, step.weight[:, :, centre])
    return convolve(placing, frames, target, kernel, addend)


def stacked(placing: Placing, step: Convolution, source: Placed, target: Placed) -> Placed:
    """k x k x k on channels that need no blocks: the shifted clips become channels instead."""
    window = step.window
    taps = range(window.kernel[0])
    clips = [_shifted_by(placing, source, window, tap) for tap in taps]
    channels = len(taps) * source.channels
    images = placing.writer.op("Concat", [clip.tensor for clip in clips], axis=1)
    source = placing.put(clips[0], images, channels=channels)
    weight = np.concatenate([step.weight[:, :, tap] for tap in taps], axis=1)
    return convolve(placing, source, target, _on_images(step, weight))


def upsampled(placing: Placing, step: Upsampling, source: Placed) -> Placed:
    """A transposed convolution over time: one of an image as high as the clip is long."""
    writer, window = placing.writer, step.window
    weight = pad_axis(step.weight, 0, source.channels)[..., 0]
    inputs = [source.tensor, writer.constant(weight)]
    if step.bias is not None:
        inputs.append(writer.constant(step.bias))
    tensor = writer.op(
        "ConvTranspose",
        inputs,
        kernel_shape=[window.kernel[0], 1],
        strides=[window.strides[0], 1],
        pads=[window.pads_before[0], 0, window.pads_after[0], 0],
        output_padding=[step.more, 0],
    )
    frames = writer.plus(writer.product(source.frames, window.strides[0]), step.offset())
    return placing.put(source, tensor, channels=weight.shape[1], frames=frames)


def _shifted_by(placing: Placing, source: Placed, window: Window, tap: int) -> Placed:
    offset = tap * window.dilations[0]
    reach = (window.kernel[0] - 1) * window.dilations[0]
    frames = placing.shift(
        source, window.pads_before[0] - offset, window.pads_after[0] - reach + offset
    )
    return placing.every_nth_frame(frames, window.strides[0])


def _centre_first(taps: int) -> List[int]:
    """The tap in the middle comes first: its input is not shifted."""
    return sorted(range(taps), key=lambda tap: abs(2 * tap - taps + 1))


def _on_images(step: Convolution, weight: np.ndarray) -> PlanarKernel:
    window = step.window
    return PlanarKernel(
        weight,
        step.bias,
        step.groups,
        list(window.strides[1:]),
        [*window.pads_before[1:], *window.pads_after[1:]],
        list(window.dilations[1:]),
    )


def _regroup(step: Convolution, source: Placed) -> Tuple[Convolution, int]:
    """Returns the step and its output channels for the channels that its input is stored with."""
    if step.groups == len(step.weight) and step.weight.shape[1] == 1:
        return replace(step, groups=source.channels), source.channels
    if source.channels != step.weight.shape[1] * step.groups:
        raise ExportError(
            f"node {step.name} (Conv): expected a depthwise or ungrouped convolution, "
            f"found {step.groups} groups for {len(step.weight)} channels"
        )
    return step, len(step.weight)
