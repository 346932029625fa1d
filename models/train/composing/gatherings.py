"""Composes gatherings: several people at once, of each of whom it is known what he does.

People of all sets stand side by side, in rows or scattered over the ground; the nearer hide
others. Every person has a label, every two people who are near each other have one, and so has the
scene if only one of them does anything.
"""

from dataclasses import dataclass
from typing import List, NamedTuple, Sequence, Tuple

import numpy as np
from numpy.random import Generator

from train.composing import augment
from train.composing.augment import Scene
from train.composing.crowd import boxes, hidden, scatter
from train.composing.wild import QUIET, WildComposer, WildRecipe, disturbed
from train.data.clips import PADDING, Clip
from train.data.motions import INDEX, LABELS, OTHER, PAIR_LABELS
from train.data.real import FIGHT

# A label of which nothing is known.
UNKNOWN = -100
PAIR_INDICES = np.array([INDEX[name] for name in PAIR_LABELS])
COUNTS = (1, 2, 3, 4, 5, 6, 8, 10)
SHARES = np.array([0.2, 0.2, 0.18, 0.1, 0.12, 0.06, 0.07, 0.07])
# Two people are a pair if they are not farther apart than this many body heights.
PAIR_DISTANCE = 1.0
MOST_PAIRS = 8
# Of a person who is to be answered.
SEEN_FRAMES = 0.25
DEEPER = 0.35


class Actors(NamedTuple):
    """One or two people of size 1 about the origin, and what each and both of them do."""

    scene: Scene
    persons: List[int]
    pair: int


@dataclass(frozen=True)
class Gathering:
    """People on a heatmap grid with labels [M], pairs [Q, 2] with labels [Q], and the scene's."""

    clip: Clip
    persons: np.ndarray
    pairs: np.ndarray
    pair_labels: np.ndarray
    scene: int


class Placed(NamedTuple):
    """People in a picture [M, T, 17, 2], the scores of what is seen, and their distances [M]."""

    poses: np.ndarray
    scores: np.ndarray
    depths: np.ndarray


class GatheringComposer:
    """Draws gatherings of at most `most` people from the motions of a composer.

    Mutable, one thread.
    """

    def __init__(self, composer: WildComposer, size: int, wide: int, most: int = max(COUNTS)):
        self.composer = composer
        self.size = size
        self.wide = wide
        self.counts = [count for count in COUNTS if count <= most]
        self.shares = SHARES[: len(self.counts)] / SHARES[: len(self.counts)].sum()
        chances = composer.probabilities.copy()
        chances[PAIR_INDICES] = 0
        self.singles = chances / chances.sum()
        chances = composer.probabilities[PAIR_INDICES]
        self.doubles = chances / chances.sum()
        self.wild = WildRecipe()

    def draw(self, rng: Generator) -> Gathering:
        """Returns a gathering of one or more people, or a real clip of which less is known."""
        if rng.random() < 0.2:
            real = self.composer.real.draw(self.wild, rng)
            if real is not None:
                return self._real(*real, rng)
        number = int(rng.choice(self.counts, p=self.shares))
        actors: List[Actors] = []
        while sum(len(actor.persons) for actor in actors) < number:
            actors.append(self._actors(number, rng))
        return self._gathered(actors, rng)

    def _actors(self, number: int, rng: Generator) -> Actors:
        if number > 1 and rng.random() < 0.22:
            return self._two(rng)
        label = int(rng.choice(len(LABELS), p=self.singles))
        scene = self.composer.alone(label, rng)
        return Actors(disturbed(scene, False, self.wild, rng), [label], UNKNOWN)

    def _two(self, rng: Generator) -> Actors:
        label = int(PAIR_INDICES[rng.choice(len(PAIR_INDICES), p=self.doubles)])
        scene = self.composer.alone(label, rng)
        persons = [UNKNOWN] * len(scene[0])
        # Of three people it is not known which two are meant.
        pair = label if len(persons) == 2 else UNKNOWN
        return Actors(disturbed(scene, False, self.wild, rng), persons, pair)

    def _real(self, scene: Scene, label: int, rng: Generator) -> Gathering:
        """A real clip: of a fight it is not known who fights, of others nobody does."""
        poses, scores = disturbed(scene, True, self.wild, rng)
        calm = label in (OTHER, QUIET)
        clip = framed(poses, scores, self.size, self.wide, rng)
        near = near_pairs(poses, scores)
        pair = QUIET if calm else FIGHT if len(poses) == 2 else UNKNOWN
        return Gathering(
            clip,
            answerable(np.full(len(poses), QUIET if calm else UNKNOWN), scores),
            near,
            np.full(len(near), pair),
            QUIET if calm else label,
        )

    def _gathered(self, actors: Sequence[Actors], rng: Generator) -> Gathering:
        placed = arranged([actor.scene for actor in actors], rng)
        scores = seen_in_front(placed, rng)
        near = near_pairs(placed.poses, scores)
        owner = np.repeat(np.arange(len(actors)), [len(actor.persons) for actor in actors])
        pair_labels = np.array(
            [
                OTHER if owner[a] != owner[b] else actors[owner[a]].pair
                for a, b in near
            ],
            int,
        )
        persons = np.concatenate([np.array(actor.persons) for actor in actors])
        return Gathering(
            framed(placed.poses, scores, self.size, self.wide, rng),
            answerable(persons, scores),
            near,
            pair_labels,
            _scene_label(actors),
        )


def _scene_label(actors: Sequence[Actors]) -> int:
    """The label of the only one who does something; of several ones' nothing is known."""
    done = [
        label
        for actor in actors
        for label in (actor.pair, *actor.persons)
        if label not in (UNKNOWN, OTHER)
    ]
    return OTHER if not done else done[0] if len(done) == 1 else UNKNOWN


def answerable(labels: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Returns the labels of people; of those of whom too little is seen nothing is known."""
    return np.where(((scores > 0).sum(2) >= 4).mean(1) >= SEEN_FRAMES, labels, UNKNOWN)


def arranged(scenes: Sequence[Scene], rng: Generator) -> Placed:
    """Puts people in a row, in two rows or over the ground, those behind smaller and higher."""
    number = len(scenes)
    order = rng.permutation(number)
    gap = rng.uniform(0.35, 1.3)
    if rng.random() < 0.5 or number < 3:
        x, z = gap * (np.arange(number) + rng.normal(0, 0.15, number)), rng.normal(0, 0.3, number)
    else:
        ground = scatter(number, gap * max(1.0, np.sqrt(number)), gap, rng)
        x, z = 1.5 * ground[:, 0], ground[:, 1] - ground[:, 1].min()
    shrunk = 1 / (1 + rng.uniform(0.05, 0.2) * np.maximum(z, -1))
    raised = rng.uniform(0.05, DEEPER) * z
    poses, seen, depths = [], [], []
    for place, number_of in enumerate(order):
        pose, score = scenes[number_of]
        size = rng.uniform(0.85, 1.15) * shrunk[place]
        where = np.array([x[place], -raised[place]]) * shrunk[place]
        poses.append(pose * size + where)
        seen.append(score)
        depths.append(np.full(len(pose), 2 + z[place]))
    origin = np.concatenate([np.full(len(scenes[i][0]), i) for i in order])
    back = np.argsort(origin, kind="stable")
    return Placed(
        np.concatenate(poses)[back], np.concatenate(seen)[back], np.concatenate(depths)[back]
    )


def seen_in_front(placed: Placed, rng: Generator) -> np.ndarray:
    """Returns the scores without most of what is behind the trunks of others."""
    low, high = boxes(placed.poses, placed.scores > 0)
    depth = np.broadcast_to(placed.depths[:, None, None], placed.scores.shape)
    scores: np.ndarray = placed.scores * ~hidden(placed.poses, depth, low, high, rng)
    return scores


def near_pairs(poses: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Returns pairs [Q, 2] of people whose middles are mostly within a body height."""
    seen = scores > 0
    number = np.maximum(seen.sum(2), 1)[..., None]
    middle = (poses * seen[..., None]).sum(2) / number
    there = seen.any(2)
    sizes = np.array([augment.extent(pose, score) for pose, score in zip(poses, scores)])
    found: List[Tuple[float, int, int]] = []
    for one in range(len(poses)):
        for other in range(one + 1, len(poses)):
            both = there[one] & there[other]
            if both.mean() < 0.5:
                continue
            gap = np.linalg.norm(middle[one] - middle[other], axis=1)[both]
            distance = float(np.median(gap)) / max(sizes[one], sizes[other])
            if distance < PAIR_DISTANCE:
                found.append((distance, one, other))
    found.sort()
    return np.array([pair[1:] for pair in found[:MOST_PAIRS]], int).reshape(-1, 2)


def framed(
    poses: np.ndarray, scores: np.ndarray, size: int, wide: int, rng: Generator
) -> Clip:
    """Puts people on a grid of `size` x `size` * `wide`, as PoseCompact would, often looser."""
    seen = scores > 0
    if not seen.any():
        return Clip(np.zeros_like(poses), scores)
    center, tall = frame_around(poses[seen], wide)
    if rng.random() < 0.5:
        slack = rng.uniform(0.9, 1.3)
        tall *= slack
        center = center + rng.uniform(-0.1, 0.1, 2) * tall
    return Clip(in_frame(poses, center, tall, (size, wide)), scores)


def frame_around(points: np.ndarray, wide: int) -> Tuple[np.ndarray, float]:
    """Returns the middle [2] and half the height of the padded frame of points [n, 2]."""
    low, high = points.min(0), points.max(0)
    half = (high - low) / 2 * (1 + PADDING)
    return (low + high) / 2, max(float(half[1]), float(half[0]) / wide, 1e-3)


def in_frame(
    poses: np.ndarray, center: np.ndarray, tall: float, grid: Tuple[int, int]
) -> np.ndarray:
    """Returns poses on a grid, whose height and width in heights are given, of a frame."""
    size, wide = grid
    moved: np.ndarray = (poses - (center - tall * np.array([wide, 1]))) / (2 * tall) * size
    return moved
