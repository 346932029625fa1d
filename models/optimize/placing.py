"""Volumes in a four-dimensional layout, and how they get from one to the other."""

from dataclasses import dataclass, replace
from typing import Any, Callable, Dict, Optional, Tuple

from optimize.layouts import Layout
from optimize.plane import Kernels
from optimize.writer import GraphWriter, Size

# Takes a tensor, the axis of its frames and its rank, and returns another tensor.
OnFrames = Callable[[str, int, int], str]


@dataclass(frozen=True)
class Placed:
    """A tensor of the new graph that holds a volume of `channels` x frames x height x width.

    Without a layout it is the input, [N, C, T, H, W]. Channels beyond those of the source graph's
    volume are zero.
    """

    tensor: str
    layout: Optional[Layout]
    channels: int
    frames: Size
    height: Size
    width: Size


class Placing:
    """Places volumes in layouts; moves each at most once. `batch` is N: a number or a symbol."""

    def __init__(self, writer: GraphWriter, batch: Size, kernels: Kernels) -> None:
        self.writer = writer
        self.kernels = kernels
        self._batch = batch
        self._moved: Dict[Tuple[str, Layout], Placed] = {}

    def put(self, volume: Placed, tensor: str, **changes: Any) -> Placed:
        """Returns a volume like `volume` in another tensor, and states the tensor's shape.

        ONNX Runtime fuses a sum into a convolution only where it can prove that both have one
        shape: with N free it needs the same symbol in both.
        """
        result = replace(volume, tensor=tensor, **changes)
        if result.layout is Layout.FRAMES:
            images: Size = f"{self._batch}*{result.frames}"
            if isinstance(self._batch, int) and isinstance(result.frames, int):
                images = self._batch * result.frames
            sizes = [images, result.channels, result.height, result.width]
        else:
            pixels = self.writer.product(result.height, result.width)
            sizes = [self._batch, result.channels, result.frames, pixels]
        self.writer.declare(tensor, sizes)
        return result

    def move(self, volume: Placed, layout: Layout) -> Placed:
        """Returns the volume in that layout."""
        if volume.layout is layout:
            return volume
        key = (volume.tensor, layout)
        if key not in self._moved:
            move = self._move_input if volume.layout is None else self._move
            self._moved[key] = self.put(volume, move(volume, layout), layout=layout)
        return self._moved[key]

    def _move_input(self, v: Placed, layout: Layout) -> str:
        w = self.writer
        if layout is Layout.TUBES:
            return w.reshape(v.tensor, [None, v.channels, v.frames, w.product(v.height, v.width)])
        swapped = w.op("Transpose", [v.tensor], perm=[0, 2, 1, 3, 4])
        return w.reshape(swapped, [None, v.channels, v.height, v.width])

    def _move(self, v: Placed, layout: Layout) -> str:
        # Through channels-last, where both layouts are the same numbers in the same order. ONNX
        # Runtime fuses each transpose with the reordering from or to its blocked layout.
        w = self.writer
        last = w.op("Transpose", [v.tensor], perm=[0, 2, 3, 1])
        if layout is Layout.TUBES:
            view = w.reshape(last, [None, v.frames, w.product(v.height, v.width), v.channels])
        else:
            view = w.reshape(last, [None, v.height, v.width, v.channels])
        return w.op("Transpose", [view], perm=[0, 3, 1, 2])

    def first_channels(self, volume: Placed, count: int) -> Placed:
        """Drops padded channels."""
        if volume.channels == count:
            return volume
        tensor = self.writer.slice(volume.tensor, 1, 0, count)
        return self.put(volume, tensor, channels=count)

    def every_nth_frame(self, volume: Placed, n: int) -> Placed:
        """Keeps frames 0, n, 2n and so on."""
        if n == 1:
            return volume
        w = self.writer
        frames = w.quotient(w.plus(volume.frames, n - 1), n)
        return self.on_frames(
            volume, lambda tensor, axis, _: w.slice(tensor, axis, 0, volume.frames, n), frames
        )

    def first_frames(self, volume: Placed, count: Size) -> Placed:
        if volume.frames == count:
            return volume
        return self.on_frames(
            volume, lambda tensor, axis, _: self.writer.slice(tensor, axis, 0, count), count
        )

    def shift(self, volume: Placed, before: int, after: int) -> Placed:
        """Adds zero frames before and after; a negative number takes frames away."""
        if before == 0 == after:
            return volume
        w = self.writer

        def pad(tensor: str, axis: int, rank: int) -> str:
            pads = [0] * (2 * rank)
            pads[axis], pads[rank + axis] = before, after
            return w.op("Pad", [tensor, w.integers(*pads)])

        return self.on_frames(volume, pad, w.plus(volume.frames, before + after))

    def on_frames(self, volume: Placed, operation: OnFrames, frames: Size) -> Placed:
        """Applies `operation(tensor, axis of frames, rank)`, which leaves that many frames."""
        w, v = self.writer, volume
        if v.layout is Layout.TUBES:
            return self.put(v, operation(v.tensor, 2, 4), frames=frames)
        image = w.product(w.product(v.height, v.width), v.channels)
        clips = operation(w.reshape(v.tensor, [None, v.frames, image]), 1, 3)
        tensor = w.reshape(clips, [None, v.channels, v.height, v.width])
        return self.put(v, tensor, frames=frames)

    def write_output(self, volume: Placed, output: str) -> None:
        """Writes [N, C, T, H, W] under the name of an output."""
        v = self.move(volume, Layout.TUBES)
        self.writer.reshape(v.tensor, [None, v.channels, v.frames, v.height, v.width], output)
