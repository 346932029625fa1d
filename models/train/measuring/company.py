"""Actors among bystanders: whether they are still recognised, and whom the activation shows."""

from typing import Callable, Dict, Optional, Sequence

import numpy as np
from numpy.random import Generator

from train.composing import augment
from train.composing.augment import Scene
from train.composing.scenes import CALM_SETS, Composer
from train.data.clips import Clip, uniform_indices
from train.data.motion_clips import labels_of
from train.data.motions import OTHER, Motion, frontal
from train.measuring.evaluation import SEED, WALK, Evaluation
from train.measuring.figures import Accuracy, accuracy, share
from train.measuring.results import SeveralPeople, Shown

BYSTANDERS = (0, 1, 3)
# Draws somebody to stand beside the actor.
Company = Callable[[Generator], Scene]


def several_people(
    evaluation: Evaluation, motions: Sequence[Motion], composer: Composer
) -> SeveralPeople:
    """Measures actors with idle and with moving bystanders."""
    actors = [m for m in motions if m.source in CALM_SETS and m.label not in (OTHER, WALK)]
    kinds: Dict[str, Company] = {
        "idle": composer.frozen,
        "moving": lambda rng: composer.bystander(rng, may_walk=True),
    }
    figures: Dict[str, Accuracy] = {}
    shown: Dict[str, Shown] = {}
    labels = labels_of(actors)
    for kind, company in kinds.items():
        for number in BYSTANDERS:
            clips = _accompanied_clips(evaluation, actors, company, number)
            scores = evaluation.scores(clips)
            figures[f"{number}_{kind}"] = accuracy(scores, labels)
            if number == 1:
                right = np.flatnonzero(scores.argmax(1) == labels)
                found = _actor_shown(evaluation, [clips[i] for i in right], labels[right])
                shown.update({} if found is None else {kind: found})
    return SeveralPeople(figures, shown)


def _accompanied_clips(
    evaluation: Evaluation, actors: Sequence[Motion], company: Company, number: int
) -> Sequence[Clip]:
    rng = np.random.default_rng(SEED)
    frames = evaluation.architecture.frames
    scenes = [_accompanied(actor, frames, company, number, rng) for actor in actors]
    return [evaluation.composed_clip(scene) for scene in scenes]


def _accompanied(
    actor: Motion, frames: int, company: Company, number: int, rng: Generator
) -> Scene:
    poses, scores = frontal(actor)
    indices = uniform_indices(actor.frames, frames)
    poses, scores = poses[:, indices].astype(float), scores[:, indices]
    people = [(augment.normalise(poses, scores), scores)]
    for place in range(number):
        other, other_scores = company(rng)
        side = rng.choice([-1, 1]) * (rng.uniform(0.7, 1.3) + 0.8 * place)
        offset = np.array([side, rng.normal(0, 0.1)])
        people.append((other * rng.uniform(0.85, 1.1) + offset, other_scores))
    return np.concatenate([p for p, _ in people]), np.concatenate([s for _, s in people])


def _actor_shown(
    evaluation: Evaluation, clips: Sequence[Clip], labels: np.ndarray
) -> Optional[Shown]:
    """Counts the clips whose activation is higher on person 0 than on person 1.

    Nothing, if the network has no class activation maps.
    """
    right = []
    for clip, label in zip(clips, labels):
        maps = evaluation.architecture.activation(evaluation.network, clip, int(label))
        if maps is None:
            return None
        actor, other = _peaks(clip, maps.max(0), evaluation.architecture.size)
        right.append(actor > other)
    return Shown(len(clips), share(right))


def _peaks(clip: Clip, activation: np.ndarray, size: int) -> Sequence[float]:
    """Returns the highest activation [h, w] about the middle of each person."""
    cell = size / activation.shape[0]
    peaks = []
    for pose, score in zip(clip.poses, clip.scores):
        middle = np.median(pose[score > 0], axis=0) if (score > 0).any() else np.zeros(2)
        left, top = (int(np.clip(v / cell - 0.5, 0, len(activation) - 2)) for v in middle)
        peaks.append(float(activation[top : top + 2, left : left + 2].max()))
    return peaks
