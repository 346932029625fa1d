"""How much of its accuracy a network keeps when poses are disturbed."""

from typing import Callable, Dict, Sequence

import numpy as np
from numpy.random import Generator

from train.composing import augment
from train.composing.augment import Scene
from train.data.clips import test_clip
from train.data.motion_clips import labels_of, motion_frames
from train.data.motions import Motion, frontal
from train.measuring.evaluation import SEED, Evaluation
from train.measuring.figures import Accuracy, accuracy

DROPS = (0.0, 0.125, 0.25, 0.5, 1.0)
# Standard deviation as a share of the person's size.
JITTERS = (0.0, 0.01, 0.02, 0.04)
SCORE_LEVELS = (1.0, 0.5, 0.3, 0.15)
# Changes poses [M, T, 17, 2] and scores.
Change = Callable[[np.ndarray, np.ndarray, Generator], Scene]


def robustness(
    evaluation: Evaluation, motions: Sequence[Motion]
) -> Dict[str, Dict[str, Accuracy]]:
    """Returns accuracy by disturbance and level."""
    tables: Dict[str, Dict[str, Change]] = {
        "joints_dropped": {f"{p:g}": _drop(p) for p in DROPS},
        "jitter": {f"{p:g}": _shake(p) for p in JITTERS},
        "scores_at": {f"{p:g}": _fade(p) for p in SCORE_LEVELS},
        "faces": {"none": _without_face, "as recorded": _as_it_is, "drawn": augment.with_face},
    }
    return {
        name: {level: disturbed(evaluation, motions, change) for level, change in levels.items()}
        for name, levels in tables.items()
    }


def disturbed(evaluation: Evaluation, motions: Sequence[Motion], change: Change) -> Accuracy:
    rng = np.random.default_rng(SEED)
    clips = []
    for motion in motions:
        poses, scores = frontal(motion)
        indices = np.arange(*motion_frames(motion))
        poses, scores = change(poses[:, indices], scores[:, indices], rng)
        # A joint that nobody sees lies at (0, 0).
        poses = np.where(scores[..., None] > 0, poses, 0)
        clips.append(test_clip(poses, scores, motion.image, *evaluation.sizes))
    return accuracy(evaluation.scores(clips), labels_of(motions))


def _drop(level: float) -> Change:
    return lambda poses, scores, rng: (poses, augment.drop_limb_ends(scores, level, rng))


def _shake(level: float) -> Change:
    return lambda poses, scores, rng: (jittered(poses, scores, level, rng), scores)


def _fade(level: float) -> Change:
    return lambda poses, scores, rng: (
        poses,
        scores * rng.uniform(0.7 * level, level, scores.shape),
    )


def _without_face(poses: np.ndarray, scores: np.ndarray, rng: Generator) -> Scene:
    return poses, augment.without(scores, augment.FACE)


def _as_it_is(poses: np.ndarray, scores: np.ndarray, rng: Generator) -> Scene:
    return poses, scores


def jittered(
    poses: np.ndarray, scores: np.ndarray, level: float, rng: Generator
) -> np.ndarray:
    size = np.array([augment.extent(p, s) for p, s in zip(poses, scores)])
    noise: np.ndarray = rng.normal(0, 1, poses.shape) * level * size[:, None, None, None]
    return poses + noise
