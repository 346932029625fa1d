"""Composes training samples of all sets: as `scenes`, with real people, fights and crowds added."""

from dataclasses import dataclass, replace
from typing import List, Sequence, Set, Tuple

import numpy as np
from numpy.random import Generator

from train import augment
from train.augment import Scene
from train.clips import Clip
from train.data import ALARMS, FALLS, LABELS, OTHER, Motion, Recording
from train.real import FALLS_SEEN, FIGHT, FIGHTS, LEAST_SEEN, PAIRS_SEEN, WEB, YOGA, alone, fold_of
from train.real import lying_parts
from train.scenes import PAIRS, Composer, Recipe

# A label of clips of which no more is known than that nothing alarming happens in them.
QUIET = -1
QUIET_LABELS = np.setdiff1d(np.arange(len(LABELS)), ALARMS)
MOST_PEOPLE = 8


@dataclass(frozen=True)
class WildRecipe:
    """How often what is drawn, as shares of all samples."""

    fights: float = 0.10
    calm: float = 0.08
    crowds: float = 0.06
    estimated: float = 0.6
    low_rate: float = 0.35
    gentle: float = 0.15
    # of samples of fights and crowds: two people who are near each other, and one alone
    near_pair: float = 0.35
    one: float = 0.35


class Watched(list):
    """A list that notes the folds of the motions taken from it, for `WildComposer.folds`."""

    def __init__(self, items, noted: Set[int]):
        super().__init__(items)
        self.noted = noted

    def __getitem__(self, place):
        item = super().__getitem__(place)
        fold = fold_of(item)
        if fold is not None:
            self.noted.add(fold)
        return item


class WildComposer(Composer):
    """Draws one sample after the other; `folds` are those that the last sample must be kept from.

    Mutable, one thread.
    """

    def __init__(
        self,
        motions: Sequence[Motion],
        crowds: Sequence[Recording],
        frames: int,
        size: int,
        recipe: Recipe = Recipe(largest_set=120),
        wild: WildRecipe = WildRecipe(),
    ):
        super().__init__(single_scenes(motions), frames, size, recipe)
        self.wild = wild
        self.folds: Set[int] = set()
        seen = [motion for motion in motions if motion.source == FIGHTS]
        self.fights = self._watched([m for m in seen if m.label == FIGHT])
        self.calm_scenes = self._watched([m for m in seen if m.label != FIGHT])
        self.crowds = self._watched([c for c in crowds if c.poses.shape[1] > frames])
        self.by_label = {
            label: [self._watched(group) for group in groups]
            for label, groups in self.by_label.items()
        }
        self.travellers = {label: self._watched(own) for label, own in self.travellers.items()}
        for name in ("singles", "calm", "harmless", "falls", "runs", "kicks", "upright", "standing",
                     "legs"):  # fmt: skip
            setattr(self, name, self._watched(getattr(self, name)))

    def _watched(self, motions):
        return Watched(motions, self.folds)

    def sample(self, rng: Generator, progress: float = 0.0) -> Tuple[Clip, int]:
        """Returns a clip on the heatmap grid and its label, which may be `QUIET`."""
        self.folds.clear()
        wild = self.wild
        scene, label, real = self._scene(rng)
        disturb = augment.disturb
        if rng.random() < (0.5 if real else wild.gentle):
            disturb = augment.touch
        poses, scores = disturb(*scene, rng)
        if rng.random() < (0.2 if real else wild.estimated):
            poses, scores = augment.estimated(poses, scores, rng)
        if rng.random() < wild.low_rate:
            poses, scores = augment.low_rate(poses, scores, rng)
        return augment.frame_people(poses, scores, self.size, rng), label

    def _scene(self, rng) -> Tuple[Scene, int, bool]:
        """Returns a scene, its label and whether a real estimator saw all of it."""
        wild, chance = self.wild, rng.random()
        for share, motions, act in (
            (wild.fights, self.fights, self._of_fight),
            (wild.calm, self.calm_scenes, self._of_calm),
            (wild.crowds, self.crowds, self._of_crowd),
        ):
            if chance < share and motions:
                return (*act(motions[int(rng.integers(len(motions)))], rng), True)
            chance -= share
        label = int(rng.choice(len(LABELS), p=self.probabilities))
        if label == OTHER:
            return self._other(rng), label, False
        return self._with_bystanders(label, *self._action(label, rng), rng), label, False

    def _of_fight(self, motion, rng):
        near = len(motion.poses) > 1 and rng.random() < self.wild.near_pair
        return self._some(motion, near_pair(motion, rng) if near else everybody(motion), rng), FIGHT

    def _of_calm(self, motion, rng):
        people = len(motion.poses)
        if people == 1 or rng.random() < self.wild.one:
            return self._some(motion, [int(rng.integers(people))], rng), QUIET
        near = rng.random() < self.wild.near_pair
        return self._some(motion, near_pair(motion, rng) if near else everybody(motion), rng), OTHER

    def _of_crowd(self, recording, rng):
        frames = recording.poses.shape[1]
        length = min(frames, int(rng.uniform(1.2, 2.6) * recording.fps))
        first = int(rng.integers(frames - length + 1))
        rows = slice(first, first + length)
        seen = (recording.scores[:, rows] > LEAST_SEEN).any(2).mean(1) > 0.3
        if not seen.any():
            return self.frozen(rng), QUIET
        cut = replace(
            recording, poses=recording.poses[seen][:, rows], scores=recording.scores[seen][:, rows]
        )
        return self._of_calm(cut, rng)

    def _some(self, motion, people: Sequence[int], rng) -> Scene:
        """Returns some people of a real clip, 1.2 s of it or more, size 1."""
        people = np.array(people)[:MOST_PEOPLE]
        shortest = min(motion.poses.shape[1], 1.2 * motion.fps)
        length = rng.uniform(shortest, motion.poses.shape[1])
        first = rng.uniform(0, motion.poses.shape[1] - length)
        indices = self._stratified(first, first + length, motion.poses.shape[1], rng)
        poses, scores = motion.poses[people][:, indices], motion.scores[people][:, indices]
        poses = augment.another_angle(poses, rng)
        return augment.normalise(poses, scores), scores


def everybody(motion) -> List[int]:
    return list(range(len(motion.poses)))


def near_pair(motion, rng) -> List[int]:
    """Returns somebody and the one who is nearest to him, as far as they are seen together."""
    first = int(rng.integers(len(motion.poses)))
    seen = motion.scores > LEAST_SEEN
    weights = seen[..., None]
    center = (motion.poses * weights).sum(2) / np.maximum(weights.sum(2), 1)
    there = seen.any(2)
    both = there & there[first]
    gap = np.linalg.norm(center - center[first], axis=-1)
    distance = np.where(both.any(1), (gap * both).sum(1) / np.maximum(both.sum(1), 1), np.inf)
    distance[first] = np.inf
    second = int(np.argmin(distance))
    return [first] if not np.isfinite(distance[second]) else [first, second]


def single_scenes(motions: Sequence[Motion]) -> List[Motion]:
    """Returns what `Composer` takes: one person a motion, but for actions of two."""
    made = []
    for motion in motions:
        if motion.source in (WEB, YOGA):
            made.append(alone(motion))
        elif motion.source == PAIRS_SEEN:
            made.append(_together(motion))
        elif motion.source != FIGHTS:
            made.append(motion)
    return made + lying_parts([m for m in motions if m.source in (FALLS, FALLS_SEEN)])


def _together(motion: Motion) -> Motion:
    """The people of a clip of two who are there for a fifth of it or more."""
    share = (motion.scores > LEAST_SEEN).any(2).mean(1)
    kept = (share >= 0.2) | (np.arange(len(share)) < 2)
    return replace(motion, poses=motion.poses[kept], scores=motion.scores[kept])


__all__ = ["PAIRS", "QUIET", "QUIET_LABELS", "WildComposer", "WildRecipe"]
