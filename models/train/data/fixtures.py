"""Small made-up motions for tests, so that these need none of the data sets."""

from typing import List

import numpy as np

from train.data.clips import Clip
from train.data.motions import INDEX, TRAIN, VALIDATION, Motion

# A person who stands and faces the camera, metres: nose, eyes, ears, then pairs of joints.
STANDING = np.array(
    [[0, 1.6, 0]]
    + [[0.03, 1.63, 0], [-0.03, 1.63, 0], [0.07, 1.6, 0], [-0.07, 1.6, 0]]
    + [[0.2, 1.4, 0], [-0.2, 1.4, 0], [0.25, 1.15, 0], [-0.25, 1.15, 0]]
    + [[0.27, 0.9, 0], [-0.27, 0.9, 0], [0.12, 0.9, 0], [-0.12, 0.9, 0]]
    + [[0.12, 0.5, 0], [-0.12, 0.5, 0], [0.12, 0.1, 0], [-0.12, 0.1, 0]]
)
DEPTH = 3.0


def standing(frames: int) -> np.ndarray:
    """Returns [frames, 17, 3] of a person who stands still, three metres away."""
    return np.repeat(STANDING[None] + [0, 0, DEPTH], frames, axis=0)


def waving(frames: int, joint: int, height: float, turns: float = 2.0) -> np.ndarray:
    """The same with one joint going up and down by `height` metres."""
    pose = standing(frames)
    pose[:, joint, 1] += height * np.sin(np.linspace(0, 2 * np.pi * turns, frames)) ** 2
    return pose


def motion(label: str, poses: np.ndarray, side: str = TRAIN, source: str = "utd_mhad") -> Motion:
    """Returns a motion of people [M, T, 17, 2 or 3] of whom every joint is known."""
    poses = poses.astype(np.float32)
    scores = np.ones(poses.shape[:3], np.float32)
    return Motion(
        source, f"{label}-{side}", label, INDEX[label], "1", side, 30.0, poses, scores, (640, 480)
    )


def motions(frames: int = 30) -> List[Motion]:
    """Returns some motions of one and two people, on both sides."""
    made = []
    for side in (TRAIN, VALIDATION):
        made.append(motion("wave", waving(frames, 10, 0.6)[None], side))
        made.append(motion("run", waving(frames, 15, 0.3, turns=6)[None], side))
        made.append(motion("kick", waving(frames, 16, 0.8, turns=0.5)[None], side))
        made.append(motion("other", standing(frames)[None], side))
        near = waving(frames, 9, 0.4) + [0.6, 0, 0]
        pair = np.stack([standing(frames) - [0.6, 0, 0], near])
        made.append(motion("2p_hugging", pair, side, "sbu_interaction"))
    return made


def random_clip(people: int, seed: int, frames: int = 3, size: int = 20) -> Clip:
    """Returns people of whom some joints lie outside of the clip, and some are not seen."""
    rng = np.random.default_rng(seed)
    poses = rng.uniform(-4, size + 4, (people, frames, 17, 2)).astype(np.float32)
    scores = rng.uniform(0, 1, (people, frames, 17)).astype(np.float32)
    scores[rng.random(scores.shape) < 0.2] = 0
    return Clip(poses, scores)
