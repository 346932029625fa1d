"""Draws gatherings of windows of composed recordings, for `train.learning.crowd` to learn from.

    python3 -m train.learning.streamed_gatherings --data DIR --out STORE

What `train.learning.streamed` does for the network of clips: a window begins anywhere in what
people do, most of them do nothing, and bystanders do what no label names. Everybody in the window
is in one gathering, laid out as the job's crowd clip is; of a wide one a part is cut that is as
wide as the volumes to learn from. Bystanders of recordings never walk or run, so that now and
then somebody passes by.
"""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Sequence

import numpy as np
from numpy.random import Generator

from export.errors import run_command
from train.composing import augment
from train.composing.gatherings import PAIR_INDICES, UNKNOWN, Gathering, answerable, framed
from train.composing.gatherings import near_pairs
from train.composing.recordings import FPS, HEIGHT, Composer, Truth
from train.composing.wild import WildComposer, WildRecipe, disturbed
from train.data.clips import Clip, time_indices
from train.data.motions import INDEX, OTHER, PAIR_LABELS, TRAIN, Recording, load_training_sets
from train.data.motions import recording_of
from train.data.real import without
from train.learning.gatherings import FRAMES, add_folds, load_wild, write_part
from train.learning.streamed import CAMERA_SECONDS, label_of
from train.measuring.strangers.material import HOP, SECONDS
from train.measuring.windows import window_starts

PEOPLE = (1, 2, 3, 4, 5, 6, 8, 10)
CAMERAS = 10
# Windows in which nobody does anything, as a share of the others.
CALM = 0.5
# Chances of a window.
PASSED_BY, TRAVELLING, DISTURBED, MIRRORED, OF_SOMEBODY_BUSY = 0.2, 0.7, 0.5, 0.5, 0.8
MOST_PASSING = 3
# Of the actions: more than in recordings, for there are many kinds and few of each.
PAIRED = 0.4
PASSING = (INDEX["walk"], INDEX["run"])


class Window(NamedTuple):
    """People [M, T, 17, 2] in pixels, their scores and names, and the second it begins at."""

    poses: np.ndarray
    scores: np.ndarray
    names: List[str]
    second: float


class Sizes(NamedTuple):
    """Height of volumes in pixels; width in heights of those to learn from and to be used on."""

    height: int = 48
    learnt: int = 2
    used: int = 4


class WindowComposer:
    """Draws the windows of composed cameras. Mutable, one thread."""

    def __init__(self, composer: Composer, wild: WildComposer, sizes: Sizes = Sizes()):
        self.composer = composer
        self.wild = wild
        self.sizes = sizes
        self.recipe = WildRecipe()

    def camera(self, people: int, rng: Generator) -> List[Gathering]:
        """Returns what is kept of the windows of one camera."""
        frames, truths = self.composer.camera("", people, rng)
        for person in (person for frame in frames for person in frame["persons"]):
            person["track_id"] = lasting(person["track_id"])
        known = [
            replace(truth, track_ids=sorted({lasting(name) for name in truth.track_ids}))
            for truth in truths
        ]
        found = [self._gathering(window, known, rng) for window in _windows(frames)]
        return thinned([gathering for gathering in found if gathering is not None], rng)

    def _gathering(
        self, window: Window, truths: Sequence[Truth], rng: Generator
    ) -> Optional[Gathering]:
        persons = [person_label(truths, name, window.second) for name in window.names]
        if rng.random() < PASSED_BY:
            for _ in range(int(rng.integers(1, MOST_PASSING + 1))):
                label = int(rng.choice(PASSING))
                window = self._passed_by(window, label, rng)
                persons.append(label)
        poses, scores = self._seen(window, rng)
        near = near_pairs(poses, scores)
        names = [[window.names[row] for row in pair] for pair in near]
        labels = [pair_label(truths, two, window.second) for two in names]
        clip = framed(poses, scores, self.sizes.height, self.sizes.used, rng)
        known = answerable(np.array(persons), scores)
        whole = Gathering(clip, known, near, np.array(labels, int), UNKNOWN)
        return cut(whole, self.sizes.height * self.sizes.learnt, rng)

    def _seen(self, window: Window, rng: Generator) -> augment.Scene:
        """Returns a window's people, of size 1, often as a worse estimator would see them."""
        scene = augment.normalise(window.poses, window.scores), window.scores
        if rng.random() < DISTURBED:
            return disturbed(scene, True, self.recipe, rng)
        return augment.mirror(*scene) if rng.random() < MIRRORED else scene

    def _passed_by(self, window: Window, label: int, rng: Generator) -> Window:
        """Adds somebody who walks or runs among the others, or past them."""
        travelled = self.wild.travelling(label, rng) if rng.random() < TRAVELLING else None
        poses, scores = travelled or self.wild.alone(label, rng)
        sizes = [augment.extent(*person) for person in zip(window.poses, window.scores)]
        seen = window.poses[window.scores > 0]
        place = np.array(
            [rng.uniform(seen[:, 0].min(), seen[:, 0].max()), HEIGHT * rng.uniform(0.45, 0.6)]
        )
        size = float(np.median(sizes)) * rng.uniform(0.85, 1.15)
        return Window(
            np.concatenate([window.poses, poses[:1] * size + place]),
            np.concatenate([window.scores, scores[:1]]),
            [*window.names, "who passes by"],
            window.second,
        )


def lasting(name: str) -> str:
    """Returns the first id of somebody whose id changed, as the job goes on calling him."""
    return name.split("-")[0]


def _windows(frames: Sequence[Dict[str, Any]]) -> List[Window]:
    """Returns the windows of a camera with those who are in them."""
    names = sorted({person["track_id"] for frame in frames for person in frame["persons"]})
    recording: Recording = recording_of("", "", frames)
    length = int(SECONDS * FPS)
    taken = time_indices(length, FRAMES)
    found = []
    for first in window_starts(len(frames), FPS, SECONDS, HOP):
        poses, scores = recording.poses[:, first + taken], recording.scores[:, first + taken]
        rows = np.flatnonzero((scores > 0).any((1, 2)))
        if rows.size:
            own = [names[row] for row in rows]
            found.append(Window(poses[rows].astype(float), scores[rows], own, first / FPS))
    return found


def person_label(truths: Sequence[Truth], name: str, second: float) -> int:
    label = label_of(truths, [name], second)
    return UNKNOWN if label is None else label


def pair_label(truths: Sequence[Truth], names: Sequence[str], second: float) -> int:
    """Returns what two do together: what one of them does alone is nothing of that."""
    shared = [truth for truth in truths if truth.action in PAIR_LABELS]
    label = label_of(shared, names, second)
    return UNKNOWN if label is None else label


def thinned(gatherings: Sequence[Gathering], rng: Generator) -> List[Gathering]:
    """Returns those in which somebody does something, and a share of the others."""
    busy = [gathering for gathering in gatherings if len(busy_people(gathering))]
    calm = [gathering for gathering in gatherings if not len(busy_people(gathering))]
    kept = rng.permutation(len(calm))[: round(CALM * len(busy))]
    return busy + [calm[number] for number in kept]


def busy_people(gathering: Gathering) -> np.ndarray:
    """Returns the rows of those who do something, alone or together."""
    alone = np.flatnonzero(~np.isin(gathering.persons, (UNKNOWN, OTHER)))
    together = gathering.pairs[np.isin(gathering.pair_labels, PAIR_INDICES)]
    return np.union1d(alone, together)


def cut(gathering: Gathering, width: float, rng: Generator) -> Optional[Gathering]:
    """Returns a part of a gathering as wide as that, nothing if nobody is wholly in it.

    Of those who are in it in part nothing is known.
    """
    seen = gathering.clip.scores > 0
    x = gathering.clip.poses[..., 0]
    low = np.where(seen, x, np.inf).min((1, 2))
    high = np.where(seen, x, -np.inf).max((1, 2))
    there = seen.any((1, 2))
    if not there.any():
        return None
    left = _left(low[there].min(), high[there].max(), width, rng)
    if high[there].max() - low[there].min() > width:
        busy = busy_people(gathering)
        some = len(busy) and rng.random() < OF_SOMEBODY_BUSY
        about = int(rng.choice(busy if some else np.flatnonzero(there)))
        middle = (low[about] + high[about]) / 2 - width * rng.uniform(0.3, 0.7)
        left = float(np.clip(middle, low[there].min(), high[there].max() - width))
    whole = there & (low >= left - 1) & (high <= left + width + 1)
    rows = np.flatnonzero(there & (high > left) & (low < left + width))
    return _part(gathering, rows, whole, left) if whole.any() else None


def _left(first: float, last: float, width: float, rng: Generator) -> float:
    """Returns where a part begins that holds everybody, if it can."""
    return float(rng.uniform(min(first, last - width), first))


def _part(
    gathering: Gathering, rows: np.ndarray, whole: np.ndarray, left: float
) -> Gathering:
    clip = gathering.clip
    poses = (clip.poses[rows] - np.array([left, 0])).astype(np.float32)
    persons = np.where(whole, gathering.persons, UNKNOWN)[rows]
    kept = whole[gathering.pairs].all(1)
    number = np.zeros(len(whole), int)
    number[rows] = np.arange(len(rows))
    pairs, labels = number[gathering.pairs[kept]], gathering.pair_labels[kept]
    part = Clip(poses, clip.scores[rows].astype(np.float32))
    return Gathering(part, persons, pairs, labels, scene_label(persons, pairs, labels))


def scene_label(persons: np.ndarray, pairs: np.ndarray, labels: np.ndarray) -> int:
    """The label of the only ones who do something, if everybody else is known to do nothing."""
    together = np.isin(labels, PAIR_INDICES)
    known = persons != UNKNOWN
    known[pairs[together].ravel()] = True
    done = [*persons[~np.isin(persons, (UNKNOWN, OTHER))], *labels[together]]
    if not known.all() or len(done) > 1:
        return UNKNOWN
    return int(done[0]) if done else OTHER


def parse_arguments(arguments: Optional[Sequence[str]] = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 -m train.learning.streamed_gatherings",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, metavar="DIR", help="folder of the skeleton sets")
    add("--out", type=Path, required=True, metavar="STORE", help="folder of the gatherings")
    add("--first", type=int, default=0, help="number of the first part (default 0)")
    add("--parts", type=int, default=35,
        help=f"how many parts of {CAMERAS} cameras of a minute each (default 35)")  # fmt: skip
    add("--seed", type=int, default=17)
    add_folds(parser)
    return parser.parse_args(arguments)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    options = parse_arguments(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    sizes = Sizes()
    motions = without(load_training_sets(options.data), options.folds)
    composer = Composer(motions, CAMERA_SECONDS, TRAIN, PAIRED)
    wild = load_wild(options.data, sizes.height, options.folds)
    windows = WindowComposer(composer, wild, sizes)
    begin = time.monotonic()
    for part in range(options.first, options.first + options.parts):
        drawn: List[Gathering] = []
        for number in range(CAMERAS * part, CAMERAS * (part + 1)):
            rng = np.random.default_rng((options.seed, number))
            drawn += windows.camera(PEOPLE[number % len(PEOPLE)], rng)
        write_part(options.out, part, drawn)
        print(f"part {part}  {len(drawn)} windows  {time.monotonic() - begin:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
