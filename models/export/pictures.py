"""Pictures as RGBPose-Conv3D takes them: cut, resized, normalised; equal to the reference's bytes.

The resize is OpenCV's bilinear one of 8-bit pictures, in its whole numbers: positions in float32,
shares in 2048ths, two roundings. Nothing is averaged when a picture shrinks.
"""

from typing import NamedTuple, Tuple

import numpy as np

MEAN = (123.675, 116.28, 103.53)
STD = (58.395, 57.12, 57.375)
ONE = 2048

# Left, top, right and bottom edge in pixels; it may reach beyond the picture, where all is black.
Box = Tuple[int, int, int, int]


class Taps(NamedTuple):
    """The two places [target] that each place of an axis is mixed of, and their shares."""

    low: np.ndarray
    high: np.ndarray
    low_share: np.ndarray
    high_share: np.ndarray


def taps(source: int, target: int, whole_edges: bool) -> Taps:
    """Returns the taps of an axis; on the x axis, `whole_edges`, the outermost place takes all."""
    scale = 1.0 / (target / source)
    position = ((np.arange(target) + 0.5) * scale - 0.5).astype(np.float32)
    first = np.floor(position).astype(np.int64)
    share = position - first.astype(np.float32)
    if whole_edges:
        outside = (first < 0) | (first >= source - 1)
        first = np.clip(first, 0, source - 1)
        share = np.where(outside, np.float32(0), share)
    shares = [np.rint(part * np.float32(ONE)).astype(np.int64) for part in (1 - share, share)]
    return Taps(*(np.clip(first + i, 0, source - 1) for i in (0, 1)), *shares)


def cut(picture: np.ndarray, box: Box) -> np.ndarray:
    """Returns the part of a picture [H, W, 3] in a box, black where there is no picture."""
    left, top, right, bottom = box
    height, width = picture.shape[:2]
    part = np.zeros((bottom - top, right - left, 3), np.uint8)
    rows = slice(max(top, 0), max(min(bottom, height), max(top, 0)))
    columns = slice(max(left, 0), max(min(right, width), max(left, 0)))
    inside = picture[rows, columns]
    y, x = rows.start - top, columns.start - left
    part[y : y + inside.shape[0], x : x + inside.shape[1]] = inside
    return part


def resized(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """Returns a uint8 picture [H, W, 3] in another size."""
    values = picture.astype(np.int64)
    x = taps(picture.shape[1], width, True)
    y = taps(picture.shape[0], height, False)
    across = values[:, x.low] * x.low_share[:, None] + values[:, x.high] * x.high_share[:, None]
    across >>= 4
    above = across[y.low] * y.low_share[:, None, None] >> 16
    beneath = across[y.high] * y.high_share[:, None, None] >> 16
    return ((above + beneath + 2) >> 2).astype(np.uint8)


def normalised(pictures: np.ndarray) -> np.ndarray:
    """Returns float32 [3, T, H, W] of uint8 pictures [T, H, W, 3]."""
    planes = np.ascontiguousarray(pictures.transpose(3, 0, 1, 2)).astype(np.float32)
    mean, std = (np.array(v, np.float32).reshape(3, 1, 1, 1) for v in (MEAN, STD))
    return (planes - mean) / std
