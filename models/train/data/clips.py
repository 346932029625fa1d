"""From poses to volumes as PoseStream makes them: frames sampled, people cropped, maps painted.

The mmaction2 test pipeline with one clip: UniformSampleFrames, PoseCompact, Resize to a square,
GeneratePoseTarget of joints or of limbs. Volumes here are [clips * T, S, S, 17], channels last;
`volumes_3d` gives the [N, 17, T, S, S] of the exported network.
"""

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Callable, Iterator, List, NamedTuple, Optional, Protocol, Sequence, Tuple

import numpy as np
from numpy.random import Generator

JOINTS = 17
SAMPLER_SEED = 255
PADDING = 0.25
SMALLEST_BOX = 10.0
SIGMA = 0.6
# A score below it is not painted (mmaction2).
LEAST_SCORE = 1e-4
REACH = 3 * SIGMA
# The window of a Gaussian is 4 or 5 pixels wide.
WINDOW = 5
JOINT, LIMB = "joint", "limb"
# How frames are taken of a recording: as the reference does, which starts a short one again, or
# evenly over its time.
REFERENCE, TIME_UNIFORM = "reference", "time-uniform"
# In the order of the reference's limb configurations.
LIMBS = np.array(
    [[0, 5], [0, 6], [5, 7], [7, 9], [6, 8], [8, 10], [5, 11], [11, 13], [13, 15]]
    + [[6, 12], [12, 14], [14, 16], [0, 1], [0, 2], [1, 3], [2, 4], [11, 12]]
)
# Limbs are drawn together with others of about their size.
LIMB_SIDES = (6, 9, 13, 20)
FAINTEST = 1e-6


@dataclass(frozen=True)
class Clip:
    """Sampled people on the heatmap grid: poses [M, T, 17, 2] in heatmap pixels, scores."""

    poses: np.ndarray
    scores: np.ndarray


# Draws a clip and its label from a generator and the progress of a run, 0..1.
Sample = Callable[[Generator, float], Tuple[Clip, int]]
# Cells of a volume, and what is painted there.
Painted = Tuple[np.ndarray, np.ndarray]
# Whole numbers: an array or a tensor.
Whole = Any


@lru_cache(maxsize=None)
def uniform_indices(frames: int, length: int) -> np.ndarray:
    """Returns the `length` frames that UniformSampleFrames takes of a recording at test time."""
    # The reference seeds its generator anew for every clip.
    random = np.random.RandomState(SAMPLER_SEED)
    if frames < length:
        indices = np.arange(length)
    elif frames < 2 * length:
        skipped = np.zeros(length + 1, np.int64)
        skipped[random.choice(length + 1, frames - length, replace=False)] = 1
        indices = np.arange(length) + np.cumsum(skipped)[:-1]
    else:
        bounds = np.arange(length + 1) * frames // length
        sizes = np.diff(bounds)
        # A segment of one frame draws nothing.
        offsets = [random.randint(size) if size > 1 else 0 for size in sizes]
        indices = bounds[:-1] + offsets
    indices = indices % frames
    indices.flags.writeable = False
    return indices


@lru_cache(maxsize=None)
def time_indices(frames: int, length: int) -> np.ndarray:
    """Returns the `length` frames that the time-uniform sampler takes of an even recording.

    The time from the first to the last frame is divided into equal slots, and each takes the
    frame nearest to its middle, the earlier of two: short recordings repeat frames in order
    instead of starting again.
    """
    middles = (frames - 1) * (2 * np.arange(length) + 1)
    indices = middles // (2 * length)
    indices += middles - 2 * length * indices > length
    indices.flags.writeable = False
    return indices


SAMPLERS = {REFERENCE: uniform_indices, TIME_UNIFORM: time_indices}


def compact(
    poses: np.ndarray, image: Tuple[int, int], flattest: float = 1.0, tallest: float = 1.0
) -> Tuple[np.ndarray, Tuple[int, int]]:
    """PoseCompact with padding .25: returns moved float32 poses and (width, height).

    The box holds every coordinate that is not 0, whatever its score. Its height is at least
    `flattest` and at most `tallest` of its width. Its bounds are truncated to whole pixels, and a
    box below 10 pixels leaves everything as it is.
    """
    poses = np.nan_to_num(poses.astype(np.float32))
    x, y = poses[..., 0], poses[..., 1]
    xs, ys = x[x != 0], y[y != 0]
    if not xs.size or not ys.size:
        return poses, image
    left, right, top, bottom = xs.min(), xs.max(), ys.min(), ys.max()
    if right - left < SMALLEST_BOX or bottom - top < SMALLEST_BOX:
        return poses, image
    center_x, center_y = float(right + left) / 2, float(bottom + top) / 2
    half_width = float(right - left) / 2 * (1 + PADDING)
    half_height = max(flattest * half_width, float(bottom - top) / 2 * (1 + PADDING))
    half_width = max(half_height / tallest, half_width)
    x0, x1 = int(center_x - half_width), int(center_x + half_width)
    y0, y1 = int(center_y - half_height), int(center_y + half_height)
    moved = poses.copy()
    moved[..., 0][x != 0] -= np.float32(x0)
    moved[..., 1][y != 0] -= np.float32(y0)
    return moved, (x1 - x0, y1 - y0)


def resize(
    poses: np.ndarray, image: Tuple[int, int], size: int, wide: int = 1
) -> np.ndarray:
    """Stretches poses of an image (width, height) to `size` pixels by `wide` times as many.

    The first is the height; the arithmetic is float32.
    """
    return poses * np.array([size * wide / image[0], size / image[1]], np.float32)


def test_clip(
    poses: np.ndarray,
    scores: np.ndarray,
    image: Tuple[int, int],
    frames: int,
    size: int,
    first: int = 0,
    last: Optional[int] = None,
    flattest: float = 1.0,
    sampling: str = REFERENCE,
) -> Clip:
    """Returns one clip of `frames` frames from the half-open window [first, last) of a recording.

    `poses` is [M, T, 17, 2] in pixels of `image` (width, height), `flattest` as in `compact`.
    """
    last = poses.shape[1] if last is None else min(last, poses.shape[1])
    first = max(0, first)
    indices = first + SAMPLERS[sampling](last - first, frames)
    moved, box = compact(poses[:, indices], image, flattest)
    return Clip(resize(moved, box, size), scores[:, indices].astype(np.float32))


def paint(
    clips: Sequence[Clip], size: int, stream: str = JOINT, wide: int = 1
) -> np.ndarray:
    """Paints heatmaps [len(clips) * T, size, size * wide, 17], combined by maximum over people.

    `stream` is what the 17 channels show: joints, or the limbs between them. Maps of joints may
    be `wide` times as wide as high.
    """
    frames = clips[0].poses.shape[1]
    layout = _ChannelsLast(frames, size, size * wide)
    volume = np.zeros(len(clips) * frames * size * size * wide * JOINTS, np.float32)
    for first, cell, value in strokes(clips, size, layout, stream, wide):
        volume[cell] = value if first else np.maximum(volume[cell], value)
    return volume.reshape(len(clips) * frames, size, size * wide, JOINTS)


class Layout(Protocol):
    """Where a value lies in a volume: the sum of three parts. Takes arrays and tensors."""

    def of_map(self, clip: Whole, frame: Whole, channel: Whole) -> Whole:
        ...

    def of_row(self, y: Whole) -> Whole:
        ...

    def of_column(self, x: Whole) -> Whole:
        ...


class _ChannelsLast:
    """Where a heatmap value lies in [clips * T, H, W, K]: the sum of three parts."""

    def __init__(self, frames: int, height: int, width: int):
        self.frames, self.height, self.width = frames, height, width

    def of_map(self, clip: Whole, frame: Whole, channel: Whole) -> Whole:
        return (clip * self.frames + frame) * (self.height * self.width * JOINTS) + channel

    def of_row(self, y: Whole) -> Whole:
        return y * (self.width * JOINTS)

    def of_column(self, x: Whole) -> Whole:
        return x * JOINTS


def strokes(
    clips: Sequence[Clip], size: int, layout: Layout, stream: str = JOINT, wide: int = 1
) -> Iterator[Tuple[bool, np.ndarray, np.ndarray]]:
    """Yields the cells and values that one person of each clip paints, one person at a time.

    Nobody shares a channel of a frame with himself, so no cell comes twice in one turn; the first
    element is whether the turn is the first one. `layout` tells where a value lies. Maps of joints
    may be `wide` times as wide as high.
    """
    draw: Callable[..., Painted] = _ridges
    if stream == JOINT:
        draw = partial(_dots, wide=wide)
    for rank in range(max(len(clip.poses) for clip in clips)):
        present = [number for number, clip in enumerate(clips) if rank < len(clip.poses)]
        poses = np.stack([clips[number].poses[rank] for number in present]).astype(np.float32)
        scores = np.stack([clips[number].scores[rank] for number in present]).astype(np.float32)
        cells, values = draw(poses, scores, np.array(present), size, layout)
        yield rank == 0, cells, values


def _dots(
    poses: np.ndarray,
    scores: np.ndarray,
    clip_numbers: np.ndarray,
    size: int,
    layout: Layout,
    wide: int,
) -> Painted:
    """Paints the joints of poses [B, T, 17, 2] that are seen."""
    clip, frame, joint = np.nonzero(scores >= LEAST_SCORE)
    base = layout.of_map(clip_numbers[clip].astype(np.int64), frame, joint)
    mean, peak = poses[clip, frame, joint], scores[clip, frame, joint]
    return _gaussians(mean, peak, base, size, layout, wide)


def _gaussians(
    mean: np.ndarray,
    peak: np.ndarray,
    base: np.ndarray,
    size: int,
    layout: Layout,
    wide: int = 1,
) -> Painted:
    """Returns the cells and values of Gaussians at `mean` [n, 2], in the maps at `base`.

    One at (mx, my) paints the pixels x from trunc(mx - 3 sigma) to trunc(mx + 3 sigma), y alike,
    inside the image: peak * exp(-((x - mx)^2 + (y - my)^2) / (2 sigma^2)).
    """
    sides = np.array([size * wide, size], np.int32)
    near = ((mean > -WINDOW) & (mean < sides + WINDOW)).all(1)
    mean, peak, base = mean[near], peak[near], base[near]
    exact = mean.astype(np.float64)
    low = np.trunc(exact - REACH).astype(np.int32)
    high = np.trunc(exact + REACH).astype(np.int32)
    pixel = low[..., None] + np.arange(WINDOW, dtype=np.int32)
    painted = (pixel >= 0) & (pixel < sides[:, None]) & (pixel <= high[..., None])
    weight = np.exp((pixel - mean[..., None]) ** 2 / np.float32(-2 * SIGMA * SIGMA))
    weight = (weight * painted).astype(np.float32)
    value = (weight[:, 1, :, None] * peak[:, None, None]) * weight[:, 0, None, :]
    rows, columns = layout.of_row(pixel[:, 1]), layout.of_column(pixel[:, 0])
    cell = base[:, None, None] + rows[:, :, None] + columns[:, None, :]
    inside = painted[:, 1, :, None] & painted[:, 0, None, :]
    return cell[inside], value[inside]


class _Limbs(NamedTuple):
    """Limbs from a to b [n, 2], squared lengths and scores [n], and where their maps begin [n]."""

    a: np.ndarray
    b: np.ndarray
    squared: np.ndarray
    peak: np.ndarray
    base: np.ndarray

    def chosen(self, which: np.ndarray) -> "_Limbs":
        return _Limbs(*(values[which] for values in self))


def _ridges(
    poses: np.ndarray, scores: np.ndarray, clip_numbers: np.ndarray, size: int, layout: Layout
) -> Painted:
    """Paints the limbs of poses [B, T, 17, 2] of which both ends are seen."""
    clip, frame, limb = np.nonzero(scores[:, :, LIMBS].min(-1) >= LEAST_SCORE)
    base = layout.of_map(clip_numbers[clip].astype(np.int64), frame, limb)
    first, second = (LIMBS[limb, end] for end in (0, 1))
    a, b = poses[clip, frame, first], poses[clip, frame, second]
    score_a, score_b = scores[clip, frame, first], scores[clip, frame, second]
    squared = ((a - b).astype(np.float64) ** 2).sum(1)
    # Of so short a limb the reference paints the first joint, by its own score.
    short = squared < 1
    limbs = _Limbs(a, b, squared.astype(np.float32), np.minimum(score_a, score_b), base)
    parts = [_gaussians(a[short], score_a[short], base[short], size, layout)]
    parts += _by_size(limbs.chosen(~short), size, layout)
    return np.concatenate([cells for cells, _ in parts]), np.concatenate([v for _, v in parts])


def _by_size(limbs: _Limbs, size: int, layout: Layout) -> Iterator[Painted]:
    """Paints limbs of at least a pixel, those of about the same size together."""
    low = np.maximum(np.trunc(np.minimum(limbs.a, limbs.b) - REACH), 0).astype(np.int32)
    high = np.minimum(np.trunc(np.maximum(limbs.a, limbs.b) + REACH) + 1, size).astype(np.int32)
    sides = (high - low).max(1)
    drawn = (high > low).all(1)
    smallest = 0
    for side in (*LIMB_SIDES, size):
        mine = drawn & (sides > smallest) & (sides <= side)
        smallest = side
        if mine.any():
            yield _segments(limbs.chosen(mine), low[mine], high[mine], side, layout)


def _segments(
    limbs: _Limbs, low: np.ndarray, high: np.ndarray, side: int, layout: Layout
) -> Painted:
    """Returns the cells and values of limbs whose boxes are at most `side` pixels wide.

    A pixel at distance d from the segment a-b is worth peak * exp(-d^2 / (2 sigma^2)). The steps
    up to d are float32, as the reference's: the place q on the line cancels badly.
    """
    pixel = low[..., None] + np.arange(side, dtype=np.int32)
    inside = pixel < high[..., None]
    x, y = (pixel[:, axis].astype(np.float32) for axis in (0, 1))
    distance = _squared_distances(limbs, x[:, None, :], y[:, :, None])
    value = np.exp(distance / np.float32(-2 * SIGMA * SIGMA)) * limbs.peak[:, None, None]
    rows, columns = layout.of_row(pixel[:, 1]), layout.of_column(pixel[:, 0])
    cell = limbs.base[:, None, None] + rows[:, :, None] + columns[:, None, :]
    # What is next to nothing is left out: it would only make tubelets seem painted.
    kept = inside[:, 1, :, None] & inside[:, 0, None, :] & (value > FAINTEST)
    return cell[kept], value[kept]


def _squared_distances(limbs: _Limbs, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Returns how far pixels are from the segments, squared [n, side, side]."""
    a, b, squared = (values[:, None, None] for values in limbs[:3])
    to_a = (x - a[..., 0]) ** 2 + (y - a[..., 1]) ** 2
    to_b = (x - b[..., 0]) ** 2 + (y - b[..., 1]) ** 2
    along = (to_a - to_b + squared) / 2 / squared
    foot_x = a[..., 0] + along * (b - a)[..., 0]
    foot_y = a[..., 1] + along * (b - a)[..., 1]
    between = (x - foot_x) ** 2 + (y - foot_y) ** 2
    return np.where(along <= 0, to_a, np.where(along >= 1, to_b, between))


def volumes_3d(painted: np.ndarray, frames: int) -> np.ndarray:
    """Returns painted heatmaps as the exported network's input [N, 17, T, H, W]."""
    clips = painted.reshape(-1, frames, *painted.shape[1:])
    return np.ascontiguousarray(clips.transpose(0, 4, 1, 2, 3))


def batches(clips: Sequence[Clip], size: int) -> List[Sequence[Clip]]:
    """Cuts a list into batches of at most `size` clips."""
    return [clips[first : first + size] for first in range(0, len(clips), size)]
