"""Draws gatherings to learn from: `python3 -m train.learning.gatherings --data DIR --out STORE`.

A folder holds numbered parts of gatherings in the order of drawing; a part depends on
seed and number alone, so several processes may each draw some of them. Volumes are narrower than
those that the network is used on: convolutions do not care, and training costs half of it.
"""

import argparse
import pickle
import sys
import time
from pathlib import Path
from typing import List, Optional, Sequence

import numpy as np
from numpy.random import Generator

from export.errors import ExportError, run_command
from train.composing.gatherings import Gathering, GatheringComposer
from train.composing.wild import WildComposer
from train.data.motions import TRAIN, load_training_sets, on_side
from train.data.real import load_crowds, load_real_sets, without

PART = 500
FRAMES = 24


def load_wild(
    data: Path, size: int, kept: Sequence[int] = (), frames: int = FRAMES
) -> WildComposer:
    """Returns what composes single actions of the training side of all sets.

    What the `kept` folds of the strangers' measure keep is left out.
    """
    motions = on_side(load_training_sets(data), TRAIN) + load_real_sets(data)
    return WildComposer(without(motions, kept), without(load_crowds(data), kept), frames, size)


def add_folds(parser: argparse.ArgumentParser) -> None:
    text = "draw without what these strangers' folds keep"
    parser.add_argument("--folds", type=int, nargs="*", default=[], metavar="FOLD", help=text)


def draw_part(composer: GatheringComposer, seed: int, number: int) -> List[Gathering]:
    rng = np.random.default_rng([seed, number])
    return [composer.draw(rng) for _ in range(PART)]


def write_part(folder: Path, number: int, gatherings: List[Gathering]) -> None:
    """Writes a part of a store; whoever reads the store meanwhile finds all of it or nothing."""
    draft = folder / f"{number:04d}.part"
    draft.write_bytes(pickle.dumps(gatherings, protocol=4))
    draft.rename(draft.with_suffix(".pickle"))


class GatheringStore:
    """Gatherings of one or more folders that were drawn beforehand, all in memory."""

    def __init__(self, *folders: Path):
        self.gatherings: List[Gathering] = []
        for folder in folders:
            paths = sorted(folder.glob("*.pickle"))
            if not paths:
                raise ExportError(f"{folder}: expected gatherings of train.learning.gatherings")
            for path in paths:
                # Written by `write_part` alone, on this machine.
                self.gatherings += pickle.loads(path.read_bytes())

    def pick(self, number: int, rng: Generator) -> List[int]:
        """Returns the numbers of so many gatherings."""
        return [int(i) for i in rng.integers(len(self.gatherings), size=number)]


def parse_arguments(arguments: Optional[Sequence[str]] = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 -m train.learning.gatherings",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, metavar="DIR", help="folder of the skeleton sets")
    add("--out", type=Path, required=True, metavar="STORE", help="folder of the gatherings")
    add("--first", type=int, default=0, help="number of the first part (default 0)")
    add("--parts", type=int, default=20, help=f"how many parts of {PART} (default 20)")
    add("--side", type=int, default=48, help="height of the volumes, pixels (default 48)")
    add("--wide", type=int, default=2, help="their width in heights (default 2)")
    add("--most", type=int, default=5, help="most people in a gathering (default 5)")
    add("--seed", type=int, default=1, help="default 1")
    add_folds(parser)
    return parser.parse_args(arguments)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    options = parse_arguments(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    wild = load_wild(options.data, options.side, options.folds)
    composer = GatheringComposer(wild, options.side, options.wide, options.most)
    begin = time.monotonic()
    for number in range(options.first, options.first + options.parts):
        write_part(options.out, number, draw_part(composer, options.seed, number))
        print(f"part {number}  {time.monotonic() - begin:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
