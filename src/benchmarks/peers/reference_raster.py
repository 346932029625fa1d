"""Joint heatmaps in the style of the reference: a patch for each keypoint, one after the other."""

import numpy as np

SIGMA = 0.6
THRESHOLD = 1e-3


def paint(coordinates: np.ndarray, scores: np.ndarray, height: int, width: int) -> np.ndarray:
    """Returns volumes [V, T, H, W] of coordinates [M, T, V, 2] in heatmap pixels."""
    _, frames, joints = scores.shape
    volume = np.zeros((joints, frames, height, width), np.float32)
    for frame in range(frames):
        for joint in range(joints):
            _paint_map(volume[joint, frame], coordinates[:, frame, joint], scores[:, frame, joint])
    return volume


def _paint_map(heatmap: np.ndarray, centers: np.ndarray, peaks: np.ndarray):
    height, width = heatmap.shape
    for (mu_x, mu_y), peak in zip(centers, peaks):
        if peak < THRESHOLD:
            continue
        left, right = max(int(mu_x - 3 * SIGMA), 0), min(int(mu_x + 3 * SIGMA) + 1, width)
        top, bottom = max(int(mu_y - 3 * SIGMA), 0), min(int(mu_y + 3 * SIGMA) + 1, height)
        x = np.arange(left, right, 1, np.float32)
        y = np.arange(top, bottom, 1, np.float32)
        if not (len(x) and len(y)):
            continue
        patch = np.exp(-((x - mu_x) ** 2 + (y[:, None] - mu_y) ** 2) / 2 / SIGMA**2) * peak
        heatmap[top:bottom, left:right] = np.maximum(heatmap[top:bottom, left:right], patch)
