"""Trains a branch beside a network of scenes:
`python3 -m train.learning.presence --run R --out RUN`.

The branch (`networks.presence`) learns to tell what `data.bodies` measures of people whom it sees
as heatmaps: how they move, how they stand to each other, how often they are lost and found. No
clip of real fights is looked at, and what a clip shows counts little. `train.learning.head` then
weighs what the branch says; until then it adds nothing to the network's answers.
"""

import argparse
import math
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import List, NamedTuple, Optional, Sequence, Tuple, cast

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from export.errors import run_command
from train.composing.activities import ACTIVITIES
from train.composing.glimpses import Glimpse, GlimpseComposer, drawn
from train.composing.wild import QUIET
from train.data.bodies import as_columns
from train.data.clips import Clip
from train.learning.head import tapped
from train.networks.checkpoint import CHECKPOINT, Checkpoint, read_checkpoint
from train.networks.checkpoint import slim_of, write_checkpoint
from train.networks.presence import PresenceBranch, PresenceNetwork, peaks_of
from train.networks.slim import SlimArchitecture

WIDTHS = (24, 48, 64)
CLIPS, MINUTES, BATCH, SEED = 7000, 11.0, 32, 5
RATE, DECAY, WARM_UP, LAST_RATE, LONGEST_GRADIENT = 3e-3, 0.01, 20, 0.02, 5.0
# What the activity of a composed scene counts beside the measures, and how it is smoothed.
NAMED, SMOOTHING = 0.15, 0.05
# Standardised measures are no further from the usual than this.
FURTHEST = 3.0
# Clips that the norms take their last statistics of, and that are not learnt from.
NORMED, KEPT = 1024, 400
TOLD_EVERY = 60.0


class Lesson(NamedTuple):
    """Clips, their standardised measures [N, M], which of these they have, and activities."""

    clips: List[Clip]
    wanted: torch.Tensor
    known: torch.Tensor
    labels: torch.Tensor

    def chosen(self, rows: np.ndarray) -> "Lesson":
        which, clips = torch.from_numpy(rows), [self.clips[row] for row in rows]
        return Lesson(clips, self.wanted[which], self.known[which], self.labels[which])


def lesson_of(glimpses: Sequence[Glimpse]) -> Lesson:
    clips = [glimpse.clip for glimpse in glimpses]
    columns = as_columns(clips)
    usual, spread = np.nanmean(columns, 0), np.nanstd(columns, 0) + 1e-3
    wanted = np.clip((columns - usual) / spread, -FURTHEST, FURTHEST)
    known, labels = np.isfinite(wanted), np.array([glimpse.label for glimpse in glimpses])
    return Lesson(
        clips,
        torch.from_numpy(np.nan_to_num(wanted)).float(),
        torch.from_numpy(known).float(),
        torch.from_numpy(labels),
    )


class Telling(nn.Module):
    """A branch with what it is trained by: layers that tell measures, and activities."""

    def __init__(self, branch: PresenceBranch, measures: int):
        super().__init__()
        self.branch = branch
        self.measures = nn.Linear(branch.width, measures)
        self.activities = nn.Linear(branch.width, len(ACTIVITIES))

    def loss(self, peaks: torch.Tensor, lesson: Lesson) -> torch.Tensor:
        features = self.branch.features(peaks)
        missed = (self.measures(features) - lesson.wanted).square() * lesson.known
        composed = lesson.labels != QUIET
        named = functional.cross_entropy(
            self.activities(features)[composed], lesson.labels[composed], label_smoothing=SMOOTHING
        )
        total: torch.Tensor = missed.sum() / lesson.known.sum() + NAMED * named
        return total


def peaks(architecture: SlimArchitecture, clips: Sequence[Clip]) -> torch.Tensor:
    prepared = [torch.from_numpy(array) for array in architecture.preparer()(clips)]
    return peaks_of(prepared, architecture.grid, len(clips))


def rate_at(step: int, progress: float) -> float:
    falling = LAST_RATE + (1 - LAST_RATE) * 0.5 * (1 + math.cos(math.pi * progress))
    return RATE * min(1.0, (step + 1) / WARM_UP) * falling


def train(telling: Telling, architecture: SlimArchitecture, lesson: Lesson, minutes: float) -> int:
    """Returns the number of steps that were made."""
    telling.train()
    optimiser = torch.optim.AdamW(telling.parameters(), RATE, weight_decay=DECAY)
    rng, began, steps, told = np.random.default_rng(0), time.monotonic(), 0, 0.0
    while (progress := (time.monotonic() - began) / 60 / minutes) < 1:
        for group in optimiser.param_groups:
            group["lr"] = rate_at(steps, progress)
        batch = lesson.chosen(rng.choice(len(lesson.clips), BATCH, replace=False))
        loss = telling.loss(peaks(architecture, batch.clips), batch)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(telling.parameters(), LONGEST_GRADIENT)
        optimiser.step()
        steps += 1
        if progress * minutes * 60 - told > TOLD_EVERY:
            told = progress * minutes * 60
            print(f"step {steps}  {told / 60:.1f} min  loss {float(loss):.3f}", flush=True)
    return steps


def settle(telling: Telling, architecture: SlimArchitecture, lesson: Lesson) -> None:
    """Gives the norms the statistics of the weights as they are now."""
    for module in telling.modules():
        if isinstance(module, nn.BatchNorm3d):
            module.reset_running_stats()
            # The mean of all batches.
            setattr(module, "momentum", None)
    telling.train()
    with torch.no_grad():
        for first in range(0, min(NORMED, len(lesson.clips)), BATCH):
            part = peaks(architecture, lesson.clips[first : first + BATCH])
            telling.branch.features(part)
    telling.eval()


def explained(telling: Telling, architecture: SlimArchitecture, lesson: Lesson) -> np.ndarray:
    """Returns the share of each measure's variance that is told [M]."""
    told = []
    with torch.no_grad():
        for first in range(0, len(lesson.clips), BATCH):
            part = peaks(architecture, lesson.clips[first : first + BATCH])
            told.append(telling.measures(telling.branch.features(part)))
    known, wanted = lesson.known, lesson.wanted
    usual = (wanted * known).sum(0) / known.sum(0).clamp(min=1)
    missed = ((torch.cat(told) - wanted).square() * known).sum(0)
    shares: np.ndarray = 1 - (missed / ((wanted - usual).square() * known).sum(0)).numpy()
    return shares


def with_branch(run: Checkpoint, path: Path) -> Tuple[Checkpoint, PresenceNetwork]:
    """Returns a run with a branch that says nothing yet, and its network."""
    run = tapped(run, path)
    architecture = replace(slim_of(run, path), presence=WIDTHS)
    network = cast(PresenceNetwork, architecture.build(len(run.labels)))
    network.load_state_dict({**network.state_dict(), **run.average})
    return replace(run, architecture=architecture), network


def main(arguments: Optional[Sequence[str]] = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python3 -m train.learning.presence", description=__doc__
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, help="folder of the skeleton sets")
    add("--run", type=Path, required=True, help="a run of scenes, or its weights")
    add("--out", type=Path, required=True, metavar="RUN", help="the same with a branch")
    add("--clips", type=int, default=CLIPS, help="drawn for it (default %(default)s)")
    add("--minutes", type=float, default=MINUTES, help="of training (default %(default)s)")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    path = options.run if options.run.is_file() else options.run / CHECKPOINT
    run, network = with_branch(read_checkpoint(path), path)
    sizes = slim_of(run, path)
    composer = GlimpseComposer.of(options.data, sizes.frames, sizes.size)
    lesson = lesson_of(drawn(composer, options.clips, SEED))
    learnt, kept = (lesson.chosen(rows) for rows in np.split(np.arange(options.clips), [-KEPT]))
    telling = Telling(network.presence, lesson.wanted.shape[1])
    steps = train(telling, sizes, learnt, options.minutes)
    settle(telling, sizes, learnt)
    shares = explained(telling, sizes, kept)
    print(f"{steps} steps; of the measures' variance told: {shares.mean():.3f} in the mean")
    options.out.mkdir(parents=True, exist_ok=True)
    write_checkpoint(replace(run, average=network.state_dict()), options.out / CHECKPOINT)
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
