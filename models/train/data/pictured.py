"""Clips with pictures out of a recording whose frames carry them: one clip for each camera.

Poses and pictures are taken as an RGBPose-Conv3D bundle takes them: one square box around all of
the sampled poses cuts both. Points are pixels of the heatmaps, x to the right, y down.
"""

import base64
import gzip
import io
import json
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Sequence, Tuple

import numpy as np
from matplotlib import image

from export.pictures import Box, cut, normalised, resized

POSES, PICTURES = 32, 8
SIGMA, PADDING = 0.7, 0.25
JOINTS = 17
Frame = Dict[str, Any]


class PicturedClips(NamedTuple):
    """`points` [N, 32, 17, 3], x, y and score; `pictures` [N, 8, S, S, 3] uint8; `labels` [N]."""

    points: np.ndarray
    pictures: np.ndarray
    labels: np.ndarray

    def heatmaps(self, side: int) -> np.ndarray:
        """Returns float32 [N, 17, 32, side, side]."""
        pixels = np.arange(side, dtype=np.float32)
        points = self.points.transpose(0, 2, 1, 3)[..., None, None, :]
        across, down = pixels[None, :] - points[..., 0], pixels[:, None] - points[..., 1]
        near = np.maximum(np.abs(across), np.abs(down)) <= 3 * SIGMA
        heat = np.exp(-(across**2 + down**2) / (2 * SIGMA**2)) * near * points[..., 2]
        return heat.astype(np.float32)

    def tensor(self) -> np.ndarray:
        """Returns the pictures as a network takes them: float32 [N, 3, 8, S, S]."""
        return np.stack([normalised(clip) for clip in self.pictures])

    def some(self, chosen: np.ndarray) -> "PicturedClips":
        return PicturedClips(*(values[chosen] for values in self))


def read_clips(recording: Path, truth: Path, labels: Sequence[str], side: int) -> PicturedClips:
    """Reads a recording and its truth, one label for each camera; `side` is that of heatmaps."""
    wanted = {what["camera"]: what["action"] for what in _lines(truth)}
    cameras: Dict[str, List[Frame]] = {camera: [] for camera in wanted}
    for frame in _lines(recording):
        cameras[frame["stream"]].append(frame)
    clips = [_clip(frames, side) for frames in cameras.values()]
    points, pictures = (np.stack(part) for part in zip(*clips))
    return PicturedClips(points, pictures, np.array([labels.index(w) for w in wanted.values()]))


def _lines(path: Path) -> List[Dict[str, Any]]:
    opened = gzip.open(path, "rt") if path.suffix == ".gz" else path.open(encoding="utf-8")
    with opened as lines:
        return [json.loads(line) for line in lines]


def _clip(frames: List[Frame], side: int) -> Tuple[np.ndarray, np.ndarray]:
    sampled = (np.arange(POSES) + 0.5) * len(frames) / POSES
    poses = np.stack([_pose(frames[int(index)]) for index in sampled])
    box = _box(poses)
    poses[..., 0] = (poses[..., 0] - box[0]) * side / (box[2] - box[0])
    poses[..., 1] = (poses[..., 1] - box[1]) * side / (box[3] - box[1])
    pictured = [frame for frame in frames if "picture" in frame]
    chosen = (np.arange(PICTURES) + 0.5) * len(pictured) / PICTURES
    shown = [_picture(pictured[int(index)], box, 4 * side) for index in chosen]
    return poses, np.stack(shown)


def _pose(frame: Frame) -> np.ndarray:
    if not frame["persons"]:
        return np.zeros((JOINTS, 3), np.float32)
    return np.array(frame["persons"][0]["kp"], np.float32)


def _box(poses: np.ndarray) -> Box:
    seen = poses[poses[..., 2] > 0][:, :2]
    low, high = seen.min(axis=0), seen.max(axis=0)
    middle, half = (low + high) / 2, float((high - low).max()) / 2 * (1 + PADDING)
    left, top, right, bottom = (int(edge) for edge in (*(middle - half), *(middle + half)))
    return left, top, right, bottom


def _picture(frame: Frame, box: Box, side: int) -> np.ndarray:
    data = io.BytesIO(base64.b64decode(frame["picture"]["data"]))
    return resized(cut(np.asarray(image.imread(data, format="jpeg")), box), side, side)
