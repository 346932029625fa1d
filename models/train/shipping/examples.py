"""Made-up clips with the answers of a network, so that whoever runs it can tell that it is right.

A line is a clip file as `posestream classify` reads it, and `probabilities` by label. The people
are no recordings: sticks that stand and move an arm or a leg, some joints unseen.
"""

import json
from pathlib import Path
from typing import Any, Dict, List, Tuple

import numpy as np
from torch import nn

from train.data.clips import test_clip
from train.networks.architecture import Architecture
from train.networks.predict import predict, softmax

IMAGE = (640, 480)
# A person who stands, shares of the body's height: nose, eyes, ears, then pairs of joints.
UPRIGHT = np.array(
    [[0, 0.05], [0.02, 0.03], [-0.02, 0.03], [0.04, 0.05], [-0.04, 0.05]]
    + [[0.12, 0.18], [-0.12, 0.18], [0.15, 0.35], [-0.15, 0.35], [0.16, 0.5], [-0.16, 0.5]]
    + [[0.08, 0.5], [-0.08, 0.5], [0.08, 0.75], [-0.08, 0.75], [0.08, 1.0], [-0.08, 1.0]]
)
# People and frames of each clip: fewer, as many and more frames than a network takes.
KINDS = ((1, 11), (1, 30), (2, 48), (3, 95))
SEED = 5


def made_up(people: int, frames: int, seed: int) -> Tuple[np.ndarray, np.ndarray]:
    """Returns poses [M, T, 17, 2] in pixels, rounded as they are written, and scores."""
    rng = np.random.default_rng([SEED, seed])
    time = np.linspace(0, 2 * np.pi, frames)[:, None]
    poses = np.zeros((people, frames, 17, 2))
    for pose in poses:
        height = rng.uniform(120, 300)
        pose[:] = UPRIGHT * height + [rng.uniform(120, 520), rng.uniform(20, 460 - height)]
        for joint in rng.choice(np.arange(7, 17), 3, replace=False):
            swing = np.sin(time * rng.integers(1, 4)) * rng.normal(0, 0.25, 2) * height
            pose[:, joint] += swing
        pose[:, :, 0] += np.linspace(0, rng.normal(0, 60), frames)[:, None]
    scores = np.round(rng.uniform(0.4, 1, (people, frames, 17)), 2)
    scores[rng.random(scores.shape) < 0.05] = 0
    return np.where(scores[..., None] > 0, np.round(poses, 1), 0), scores


def example_lines(
    network: nn.Module, architecture: Architecture[Any], flattest: float, sampling: str
) -> List[str]:
    """Returns the lines of an examples file for a network that gives calibrated logits."""
    sizes = architecture.frames, architecture.size
    lines = []
    for number, (people, frames) in enumerate(KINDS):
        poses, scores = made_up(people, frames, number)
        clip = test_clip(poses, scores, IMAGE, *sizes, flattest=flattest, sampling=sampling)
        answer = softmax(predict(network, [clip], architecture))[0]
        example = clip_file(f"made-up-{number}", poses, scores)
        example["probabilities"] = [round(float(p), 6) for p in answer]
        lines.append(json.dumps(example, separators=(",", ":")))
    return lines


def clip_file(name: str, poses: np.ndarray, scores: np.ndarray) -> Dict[str, Any]:
    return {
        "frame_dir": name,
        "total_frames": poses.shape[1],
        "img_shape": [IMAGE[1], IMAGE[0]],
        "keypoint": poses.tolist(),
        "keypoint_score": scores.tolist(),
    }


def write_examples(
    network: nn.Module,
    architecture: Architecture[Any],
    flattest: float,
    sampling: str,
    path: Path,
) -> None:
    lines = example_lines(network, architecture, flattest, sampling)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
