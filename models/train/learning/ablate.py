"""Draws an experiment's clips: `python3 -m train.learning.ablate --variant NAME --out STORE`.

Each variant differs from the one before it by one thing; runs of `train.learning.train` with
`--store STORE`, `--folds K` and `--network keypoints` are then compared by
`train.measuring.strangers`.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import List, Optional, Sequence

from export.errors import run_command
from train.composing.scenes import Recipe
from train.composing.wild import WildComposer, WildRecipe
from train.data.motions import TRAIN, Recording, load_training_sets, on_side
from train.data.real import load_crowds, load_real_sets
from train.learning.draw import Parts, drawn_parts
from train.learning.store import Drawn, write_store
from train.networks.slim import SlimArchitecture

NONE = WildRecipe(fights=0, calm=0, crowds=0, estimated=0, low_rate=0)
RATES = replace(NONE, low_rate=WildRecipe.low_rate)
NOISE = replace(RATES, estimated=WildRecipe.estimated)
# Name: what is drawn how often, and whether of the newer sets too.
VARIANTS = {
    "older": (NONE, Recipe(), False),
    "rates": (RATES, Recipe(), False),
    "noise": (NOISE, Recipe(), False),
    "sets": (NOISE, Recipe(largest_set=120), True),
    "fights": (WildRecipe(), Recipe(largest_set=120), True),
    "held": (WildRecipe(), Recipe(largest_set=120, held_pose=0.5), True),
    "others": (WildRecipe(), Recipe(largest_set=120, other=0.3, other_real=0.6), True),
}


def main(arguments: Optional[Sequence[str]] = None) -> int:
    parser = argparse.ArgumentParser(prog="python3 -m train.learning.ablate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the skeleton sets")
    parser.add_argument("--out", type=Path, required=True, metavar="STORE")
    parser.add_argument("--variant", choices=list(VARIANTS), required=True)
    parser.add_argument("--clips", type=int, default=25_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=0)
    options = parser.parse_args(arguments)
    grid = SlimArchitecture()
    wild, recipe, newer = VARIANTS[options.variant]
    motions = on_side(load_training_sets(options.data), TRAIN)
    crowds: List[Recording] = []
    if newer:
        motions += load_real_sets(options.data)
        crowds = load_crowds(options.data)
    composer = WildComposer(motions, crowds, grid.frames, grid.size, recipe, wild)
    drawn = Drawn("actions", options.clips, grid.frames, grid.size, options.seed, (), False)
    parts = Parts(composer.sample, drawn, lambda: composer.folds)
    write_store(options.out, drawn, drawn_parts(parts, options.workers))
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
