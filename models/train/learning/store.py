"""Clips that were drawn beforehand, for several networks to learn from the same ones.

A folder holds `people.f32`, the people of all clips one after the other as [P, T, 17, 3] (x and y
in heatmap pixels, score), `clips.npz` with the number of people, the label and the folds of each
clip, and `store.json`, which tells what was drawn and is written last. Clips lie in the order of
the run that they are for: those that are disturbed less come last.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Collection, Iterable, NamedTuple, Sequence, Tuple

import numpy as np
from numpy.random import Generator

from export.errors import ExportError
from train.data.clips import JOINTS, Clip
from train.data.records import plain, record_of

PEOPLE, CLIPS, DESCRIPTION = "people.f32", "clips.npz", "store.json"
# A step takes clips from this share of the store about its place, so that it mixes them well.
NEIGHBOURHOOD = 0.1


@dataclass(frozen=True)
class Drawn:
    """What a store holds: clips of a task on a grid, of which sets, drawn with which seed."""

    task: str
    clips: int
    frames: int
    size: int
    seed: int
    leave_out: Tuple[str, ...]
    hold_out: bool


class Part(NamedTuple):
    """Clips one after the other: people [P, T, 17, 3], the number of each clip's, and labels.

    The folds of a clip are bits: 1 << fold for each that keeps something of it.
    """

    people: np.ndarray
    numbers: np.ndarray
    labels: np.ndarray
    folds: np.ndarray


class Store:
    """The clips of a folder. Immutable; the people stay in the file until they are asked for."""

    def __init__(self, folder: Path, kept: Collection[int] = ()):
        """Opens a store; clips of what the `kept` strangers' folds keep are never picked."""
        self.drawn = _description(folder / DESCRIPTION)
        with np.load(folder / CLIPS) as clips:
            self.labels = clips["labels"]
            self.numbers = clips["people"]
            folds = clips["folds"] if "folds" in clips.files else np.zeros(len(self.labels), int)
        self.open = np.flatnonzero(folds & sum(1 << fold for fold in kept) == 0)
        self.first = np.concatenate([[0], np.cumsum(self.numbers)[:-1]])
        shape = (-1, self.drawn.frames, JOINTS, 3)
        self.people = np.memmap(folder / PEOPLE, np.float32, "r").reshape(shape)
        if len(self.people) != self.numbers.sum() or len(self.labels) != self.drawn.clips:
            raise ExportError(
                f"{folder}: expected {self.drawn.clips} clips of {self.numbers.sum()} people,"
                f" found {len(self.labels)} of {len(self.people)}; draw it again"
            )

    def pick(self, rng: Generator, progress: float, number: int) -> np.ndarray:
        """Returns the numbers of clips for a step at `progress` 0..1 of a run of any length."""
        width = max(1, int(NEIGHBOURHOOD * len(self.open)))
        low = int(np.clip(progress, 0, 1) * (len(self.open) - width))
        return self.open[rng.integers(low, low + width, number)]

    def sample(self, rng: Generator, progress: float) -> Tuple[Clip, int]:
        """Returns one clip of the neighbourhood and its label."""
        number = int(self.pick(rng, progress, 1)[0])
        return self.clip(number), int(self.labels[number])

    def clip(self, number: int) -> Clip:
        """Returns the clip of a number."""
        people = self.people[self.first[number] :][: self.numbers[number]]
        return Clip(people[..., :2], people[..., 2])


class Stores:
    """Several stores of the same task and grid, each picked from by its number of clips."""

    def __init__(self, stores: Sequence[Store]):
        self.stores = list(stores)
        sizes = np.array([len(store.open) for store in stores], float)
        self.shares = sizes / sizes.sum()

    def sample(self, rng: Generator, progress: float) -> Tuple[Clip, int]:
        """Returns one clip and its label, as `Store.sample` does."""
        return self.stores[rng.choice(len(self.stores), p=self.shares)].sample(rng, progress)


def write_store(folder: Path, drawn: Drawn, parts: Iterable[Part]) -> None:
    """Writes parts in their order."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = []
    with open(folder / PEOPLE, "wb") as file:
        for part in parts:
            file.write(np.ascontiguousarray(part.people, np.float32).data)
            columns.append((part.numbers, part.labels, part.folds))
    numbers, labels, folds = (np.concatenate(column) for column in zip(*columns))
    np.savez(folder / CLIPS, people=numbers, labels=labels, folds=folds)
    draft = folder / (DESCRIPTION + ".part")
    draft.write_text(json.dumps(plain(drawn), indent=2) + "\n", encoding="utf-8")
    os.replace(draft, folder / DESCRIPTION)


def _description(path: Path) -> Drawn:
    try:
        return record_of(Drawn, json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise ExportError(f"{path}: expected a store of train.learning.draw, found none") from None
    except (TypeError, KeyError, ValueError) as error:
        raise ExportError(
            f"{path}: expected what train.learning.draw writes, got {error}"
        ) from None
