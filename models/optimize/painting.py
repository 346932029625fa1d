"""Heatmaps painted as the reference does, one person after the other: slow and obvious.

Coordinates are heatmap pixels in float32, x to the right, y down.
"""

from dataclasses import dataclass
from typing import Tuple

import numpy as np

JOINT, LIMB = "joint", "limb"
# Limbs of COCO-17 in the order of the reference's limb configurations.
COCO17_LIMBS = ((0, 5), (0, 6), (5, 7), (7, 9), (6, 8), (8, 10), (5, 11), (11, 13), (13, 15)) + (
    (6, 12),
    (12, 14),
    (14, 16),
    (0, 1),
    (0, 2),
    (1, 3),
    (2, 4),
    (11, 12),
)
# Below these a score is not painted.
LEAST_SCORES = {"mmaction2": 1e-4, "pyskl": 1e-3}


@dataclass(frozen=True)
class Drawing:
    """What volumes show: `joints` maps of height x width pixels, or a map for each limb.

    A limb is a pair of joints; without limbs the joints are painted. Scores below `least_score`
    are left out.
    """

    joints: int
    height: int
    width: int
    sigma: float = 0.6
    least_score: float = LEAST_SCORES["mmaction2"]
    limbs: Tuple[Tuple[int, int], ...] = ()

    @property
    def channels(self) -> int:
        return len(self.limbs) or self.joints


def paint(drawing: Drawing, keypoints: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Returns [N, K, T, H, W] of keypoints [N, M, T, V, 2] and scores [N, M, T, V]."""
    clips, people, frames, _ = scores.shape
    size = drawing.channels, frames, drawing.height, drawing.width
    volume = np.zeros((clips, *size), np.float32)
    for clip, person, frame in np.ndindex(clips, people, frames):
        points, peaks = keypoints[clip, person, frame], scores[clip, person, frame]
        for channel in range(drawing.channels):
            plane = volume[clip, channel, frame]
            if drawing.limbs:
                a, b = drawing.limbs[channel]
                _limb(drawing, plane, points[a], points[b], peaks[a], peaks[b])
            elif float(peaks[channel]) >= drawing.least_score:
                _dot(drawing, plane, points[channel], peaks[channel])
    return volume


def _window(
    drawing: Drawing, low: np.ndarray, high: np.ndarray
) -> Tuple[np.ndarray, np.ndarray]:
    """Returns pixels x [1, w] and y [h, 1] around two points: 3 sigma more, truncated."""
    reach = 3 * drawing.sigma
    ranges = []
    for start, end, size in zip(low, high, (drawing.width, drawing.height)):
        first = max(int(float(start) - reach), 0)
        ranges.append(np.arange(first, max(first, min(int(float(end) + reach) + 1, size))))
    return ranges[0][None], ranges[1][:, None]


def _dot(drawing: Drawing, plane: np.ndarray, point: np.ndarray, peak: np.floating) -> None:
    x, y = _window(drawing, point, point)
    distance = (x.astype(np.float32) - point[0]) ** 2 + (y.astype(np.float32) - point[1]) ** 2
    value = np.exp(-distance / 2 / np.float32(drawing.sigma**2)) * peak
    plane[y, x] = np.maximum(plane[y, x], value)


def _limb(
    drawing: Drawing,
    plane: np.ndarray,
    a: np.ndarray,
    b: np.ndarray,
    score_a: np.floating,
    score_b: np.floating,
) -> None:
    """Paints exp(-d^2 / 2 sigma^2) of the distance d to the segment a-b.

    The steps up to d are float32 in this order: the place along the segment cancels badly.
    """
    peak = min(score_a, score_b)
    if float(peak) < drawing.least_score:
        return
    squared = (((a - b).astype(np.float64)) ** 2).sum()
    if squared < 1:
        # Of so short a limb the reference paints the first joint, by its own score.
        _dot(drawing, plane, a, score_a)
        return
    columns, rows = _window(drawing, np.minimum(a, b), np.maximum(a, b))
    distance = _to_segment(columns.astype(np.float32), rows.astype(np.float32), a, b)
    value = np.exp(-distance.astype(np.float64) / 2 / drawing.sigma**2) * peak
    plane[rows, columns] = np.maximum(plane[rows, columns], value.astype(np.float32))


def _to_segment(x: np.ndarray, y: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Returns the squared distances of pixels to the segment a-b, in the reference's steps."""
    squared = np.float32((((a - b).astype(np.float64)) ** 2).sum())
    to_a = (x - a[0]) ** 2 + (y - a[1]) ** 2
    to_b = (x - b[0]) ** 2 + (y - b[1]) ** 2
    along = ((to_a - to_b) + squared) / np.float32(2) / squared
    foot_x, foot_y = a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])
    beside = (x - foot_x) ** 2 + (y - foot_y) ** 2
    return np.where(along <= 0, to_a, np.where(along >= 1, to_b, beside))
