"""Composes training samples of all sets: as `scenes`, with real people, fights and crowds."""

from dataclasses import dataclass, replace
from typing import Any, Callable, Collection, Iterable, List, Optional, Sequence, Set, Tuple
from typing import TypeVar, Union

import numpy as np
from numpy.random import Generator

from train.composing import augment
from train.composing.activities import ACTIVITY_INDEX, FLATTEST, ActivityComposer
from train.composing.augment import Scene
from train.composing.scenes import Composer, Recipe
from train.data.clips import Clip
from train.data.motions import FALLS, INDEX, LABELS, OTHER, Motion, Recording
from train.data.real import CAPTURED, FALLS_SEEN, FIGHT, FIGHTS, LEAST_SEEN, PAIRS_SEEN, WEB, YOGA
from train.data.real import alone, fold_of, lying_parts

Seen = Union[Motion, Recording]
M = TypeVar("M", bound=Seen)
# A label of clips of which no more is known than that nothing alarming happens in them.
QUIET = -1
MOST_PEOPLE = 8
Act = Callable[[Any, "WildRecipe", Generator], Optional[Tuple[Scene, int]]]
# Lists of `Composer` that motions are taken from.
WATCHED = ("singles", "calm", "harmless", "falls", "runs", "kicks", "upright", "standing", "legs")
# What counts as a fight of a scene; clips of two people in which nothing happens are too many.
FIGHTING = {FIGHT, *(INDEX[f"2p_{act}"] for act in ("punching", "kicking", "pushing"))}
UNEVENTFUL = {"none"}
# Scenes are composed of the older sets: of clean motions whose people are known.
REAL_SOURCES = {FIGHTS, PAIRS_SEEN, FALLS_SEEN, WEB, YOGA, *CAPTURED}


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


class Watched(List[M]):
    """A list that notes the folds of the motions taken from it, for `WildComposer.folds`."""

    def __init__(self, items: Iterable[M], noted: Set[int]):
        super().__init__(items)
        self.noted = noted

    def __getitem__(self, place: Any) -> Any:
        item = super().__getitem__(place)
        fold = fold_of(item)
        if fold is not None:
            self.noted.add(fold)
        return item


class RealScenes:
    """Draws real fights, calm scenes and crowds, of which a real estimator or a person saw all.

    Mutable, one thread: `noted` takes the folds of what was drawn.
    """

    def __init__(
        self,
        motions: Sequence[Motion],
        crowds: Sequence[Recording],
        frames: int,
        noted: Set[int],
        sources: Collection[str] = (FIGHTS,),
    ):
        seen = [m for m in motions if m.source in sources and m.native not in UNEVENTFUL]
        self.frames = frames
        self.fights = Watched([m for m in seen if m.label in FIGHTING], noted)
        self.calm = Watched([m for m in seen if m.label not in FIGHTING], noted)
        self.crowds = Watched([c for c in crowds if c.poses.shape[1] > frames], noted)

    def draw(self, wild: WildRecipe, rng: Generator) -> Optional[Tuple[Scene, int]]:
        """Returns a scene and `FIGHT`, `OTHER` or `QUIET`; nothing if chance wants no such."""
        chance = rng.random()
        acts: Sequence[Tuple[float, Sequence[Any], Act]] = (
            (wild.fights, self.fights, self._of_fight),
            (wild.calm, self.calm, self._of_calm),
            (wild.crowds, self.crowds, self._of_crowd),
        )
        for share, motions, act in acts:
            if chance < share and motions:
                return act(motions[int(rng.integers(len(motions)))], wild, rng)
            chance -= share
        return None

    def _of_fight(self, motion: Seen, wild: WildRecipe, rng: Generator) -> Tuple[Scene, int]:
        near = len(motion.poses) > 1 and rng.random() < wild.near_pair
        people = near_pair(motion, rng) if near else everybody(motion)
        return self._some(motion, people, rng), FIGHT

    def _of_calm(self, motion: Seen, wild: WildRecipe, rng: Generator) -> Tuple[Scene, int]:
        number = len(motion.poses)
        if number == 1 or rng.random() < wild.one:
            return self._some(motion, [int(rng.integers(number))], rng), QUIET
        near = rng.random() < wild.near_pair
        people = near_pair(motion, rng) if near else everybody(motion)
        return self._some(motion, people, rng), OTHER

    def _of_crowd(
        self, recording: Recording, wild: WildRecipe, rng: Generator
    ) -> Optional[Tuple[Scene, int]]:
        frames = recording.poses.shape[1]
        length = min(frames, int(rng.uniform(1.2, 2.6) * recording.fps))
        first = int(rng.integers(frames - length + 1))
        rows = slice(first, first + length)
        seen = (recording.scores[:, rows] > LEAST_SEEN).any(2).mean(1) > 0.3
        if not seen.any():
            return None
        cut = replace(
            recording, poses=recording.poses[seen][:, rows], scores=recording.scores[seen][:, rows]
        )
        return self._of_calm(cut, wild, rng)

    def _some(self, motion: Seen, people: Sequence[int], rng: Generator) -> Scene:
        """Returns some people of a real clip, 1.2 s of it or more, size 1."""
        chosen = np.array(people)[:MOST_PEOPLE]
        frames = motion.poses.shape[1]
        length = rng.uniform(min(frames, 1.2 * motion.fps), frames)
        edges = rng.uniform(0, frames - length) + np.linspace(0, length, self.frames + 1)
        offset = rng.random(self.frames) if rng.random() < 0.8 else 0.0
        indices = np.minimum((edges[:-1] + offset * np.diff(edges)).astype(int), frames - 1)
        poses, scores = motion.poses[chosen][:, indices], motion.scores[chosen][:, indices]
        poses = augment.another_angle(poses, rng)
        return augment.normalise(poses, scores), scores


def disturbed(scene: Scene, real: bool, wild: WildRecipe, rng: Generator) -> Scene:
    """What estimators and slow cameras do; less of it where a real estimator has done it."""
    gentle = rng.random() < (0.5 if real else wild.gentle)
    poses, scores = (augment.touch if gentle else augment.disturb)(*scene, rng)
    if rng.random() < (0.2 if real else wild.estimated):
        poses, scores = augment.estimated(poses, scores, rng)
    if rng.random() < wild.low_rate:
        poses, scores = augment.low_rate(poses, scores, rng)
    return poses, scores


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
        self.real = RealScenes(motions, crowds, frames, self.folds)
        self.by_label = {
            label: [self._watched(group) for group in groups]
            for label, groups in self.by_label.items()
        }
        self.travellers = {label: self._watched(own) for label, own in self.travellers.items()}
        for name in WATCHED:
            setattr(self, name, self._watched(getattr(self, name)))

    def _watched(self, motions: Iterable[Motion]) -> List[Motion]:
        return Watched(motions, self.folds)

    def sample(self, rng: Generator, progress: float = 0.0) -> Tuple[Clip, int]:
        """Returns a clip on the heatmap grid and its label, which may be `QUIET`."""
        self.folds.clear()
        drawn = self.real.draw(self.wild, rng)
        scene, label = drawn or self._composed(rng)
        scene = disturbed(scene, drawn is not None, self.wild, rng)
        return augment.frame_people(*scene, self.size, rng), label

    def alone(self, label: int, rng: Generator) -> Scene:
        """Returns the people of an action without anybody else, or somebody who does another."""
        if label != OTHER:
            return self._action(label, rng)
        chance = rng.random()
        acts = self._real_other, self._before_fall, self.frozen
        scene = acts[0 if chance < 0.6 else 1 if chance < 0.75 else 2](rng)
        return scene if len(scene[0]) == 1 else self.frozen(rng)

    def _composed(self, rng: Generator) -> Tuple[Scene, int]:
        label = int(rng.choice(len(LABELS), p=self.probabilities))
        if label == OTHER:
            return self._other(rng), label
        return self._with_bystanders(label, *self._action(label, rng), rng), label


class WildActivities(ActivityComposer):
    """Draws composed scenes of group activities, and real fights and crowds among them.

    Nobody knows what the crowds do, but that they neither fight nor fall. Mutable, one thread.
    """

    LABELS = {FIGHT: ACTIVITY_INDEX["fight"], OTHER: QUIET, QUIET: QUIET}

    def __init__(
        self,
        motions: Sequence[Motion],
        crowds: Sequence[Recording],
        frames: int,
        size: int,
        wild: WildRecipe = WildRecipe(fights=0.16, calm=0.18, crowds=0.12, near_pair=0.1, one=0.1),
    ):
        super().__init__([m for m in motions if m.source not in REAL_SOURCES], frames, size)
        self.wild = wild
        self.folds: Set[int] = set()
        self.real = RealScenes(motions, crowds, frames, self.folds, (FIGHTS, PAIRS_SEEN))

    def sample(self, rng: Generator, progress: float = 0.0) -> Tuple[Clip, int]:
        """Returns a clip on the heatmap grid and its label, which may be `QUIET`."""
        self.folds.clear()
        drawn = self.real.draw(self.wild, rng)
        if drawn is None:
            return super().sample(rng, progress)
        scene, label = drawn
        scene = disturbed(scene, True, self.wild, rng)
        return augment.frame_people(*scene, self.size, rng, FLATTEST), self.LABELS[label]


def everybody(motion: Seen) -> List[int]:
    return list(range(len(motion.poses)))


def near_pair(motion: Seen, rng: Generator) -> List[int]:
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
