"""Draws clips of people as surveillance shows them, for what `data.bodies` measures of them.

What they do is known of composed scenes only, and nothing need be: the clips are to be measured,
not named. The fights of `FIGHTS` are not among them.
"""

from itertools import islice
from pathlib import Path
from typing import Iterator, List, NamedTuple, Sequence, Tuple

import numpy as np
from numpy.random import Generator

from train.composing import augment, crowd
from train.composing.activities import ACTIVITIES, ACTIVITY_INDEX, FLATTEST, MOST_PEOPLE
from train.composing.activities import ActivityComposer, possible
from train.composing.augment import Scene
from train.composing.wild import QUIET
from train.data.clips import Clip
from train.data.motions import TRAIN, Motion, frontal, load_training_sets, on_side
from train.data.real import FALLS_SEEN, LEAST_SEEN, PAIRS_SEEN, WEB, load_clips

# Shares of clips that are composed, that fight among these beside what falls to them by chance,
# and of clips in which people are lost for a while.
COMPOSED, FIGHTING, FLICKERING = 0.72, 0.15, 0.4
# Meetings of two are as rare as they are telling: each counts so often.
REPEATED = 3
# Frames that an estimator loses somebody for, and how often at most.
LONGEST_GAP, MOST_GAPS = 5, 3


class Glimpse(NamedTuple):
    """A clip, and what a composed scene shows or `QUIET`."""

    clip: Clip
    label: int


class GlimpseComposer:
    """Draws glimpses. Immutable, any number of generators."""

    def __init__(self, scenes: ActivityComposer, real: Sequence[Motion]):
        self.scenes = scenes
        self.real = list(real)

    @staticmethod
    def of(root: Path, frames: int, size: int) -> "GlimpseComposer":
        """Returns the composer of the sets of a folder."""
        scenes = ActivityComposer(on_side(load_training_sets(root), TRAIN), frames, size)
        real = load_clips(root, PAIRS_SEEN) * REPEATED
        real += load_clips(root, WEB) + load_clips(root, FALLS_SEEN)
        return GlimpseComposer(scenes, real)

    def draw(self, rng: Generator) -> Iterator[Glimpse]:
        """Yields glimpses without end, of clips in which somebody is seen."""
        while True:
            scene, label = self._composed(rng) if rng.random() < COMPOSED else self._filmed(rng)
            if rng.random() < 0.5:
                scene = crowd.mirrored(*scene)
            clip = augment.frame_people(*scene, self.scenes.size, rng, FLATTEST)
            if rng.random() < FLICKERING:
                clip = flickering(clip, rng)
            if (clip.scores > 0).any():
                yield Glimpse(clip, label)

    def _composed(self, rng: Generator) -> Tuple[Scene, int]:
        people = int(np.exp(rng.uniform(0, np.log(MOST_PEOPLE + 1))))
        # Of one alone there is little to measure.
        people = 2 if people == 1 and rng.random() < 0.6 else people
        label = int(rng.choice(possible(people)))
        if people > 1 and rng.random() < FIGHTING:
            label = ACTIVITY_INDEX["fight"]
        scene = self.scenes.scene(ACTIVITIES[label], people, rng)
        return _estimated(crowd.observe(*scene, rng), rng), label

    def _filmed(self, rng: Generator) -> Tuple[Scene, int]:
        motion = self.real[int(rng.integers(len(self.real)))]
        frames, wanted = motion.frames, self.scenes.frames
        length = rng.uniform(min(frames, motion.fps), frames)
        edges = rng.uniform(0, frames - length) + np.linspace(0, length, wanted + 1)
        offset = rng.random(wanted) if rng.random() < 0.5 else 0.5
        taken = np.minimum((edges[:-1] + offset * np.diff(edges)).astype(int), frames - 1)
        poses, scores = (array[:, taken] for array in frontal(motion))
        if rng.random() < 0.5:
            poses = poses * rng.uniform(0.8, 1.25, 2)
        return (poses.astype(np.float32), scores), QUIET


def _estimated(scene: Scene, rng: Generator) -> Scene:
    """What an estimator makes of people of any size, and a slow camera of all."""
    pixels, scores = scene
    sizes = np.array([_height(*person) for person in zip(pixels, scores)])[:, None, None, None]
    poses = pixels / sizes
    if rng.random() < 0.7:
        poses, scores = augment.estimated(poses, scores, rng)
    if rng.random() < 0.35:
        poses, scores = augment.low_rate(poses, scores, rng)
    return poses * sizes, scores


def _height(pixels: np.ndarray, scores: np.ndarray) -> float:
    seen = scores > 0
    return max(10.0, float(np.ptp(pixels[seen][:, 1]))) if seen.any() else 100.0


def flickering(clip: Clip, rng: Generator) -> Clip:
    """Returns a clip whose people are lost for some frames, and come back as somebody else."""
    people: List[np.ndarray] = []
    scores: List[np.ndarray] = []
    for poses, own in zip(clip.poses, clip.scores):
        for part in _parts(np.array(own), rng):
            people.append(poses)
            scores.append(part)
    return Clip(np.stack(people), np.stack(scores)) if people else clip


def _parts(scores: np.ndarray, rng: Generator) -> Iterator[np.ndarray]:
    """The scores of one person as those of each track that the person is split into."""
    frames = len(scores)
    cuts = {0, frames}
    if rng.random() < 0.6:
        for _ in range(int(rng.integers(1, MOST_GAPS + 1))):
            first = int(rng.integers(frames))
            scores[first : first + int(rng.integers(1, LONGEST_GAP + 1))] = 0
            cuts.add(first)
    if rng.random() < 0.15:
        scores = scores * rng.uniform(0.3, 0.7)
    ordered = sorted(cuts)
    for first, last in zip(ordered, ordered[1:]):
        part = np.zeros_like(scores)
        part[first:last] = scores[first:last]
        if (part > LEAST_SEEN).any():
            yield part


def drawn(composer: GlimpseComposer, number: int, seed: int) -> List[Glimpse]:
    """Returns so many glimpses."""
    return list(islice(composer.draw(np.random.default_rng(seed)), number))
