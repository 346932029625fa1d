"""Trains the network of one run for everybody: `python3 -m train.learning.crowd --data DIR`.

It starts from the trunk of a slim network, such as actions-slim/weights.pt, or from a run of its
own, and learns from the gatherings of a store (`train.learning.gatherings`) as long as `--minutes`
say. The `--heads` minutes come first: heads and branches learn from what the trunk has read
once, which costs next to nothing. RUN/crowd.pt holds the averaged weights; Ctrl-C and SIGTERM stop
after the step under way and save.
"""

import argparse
import copy
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, List, NamedTuple, Optional, Sequence

import numpy as np
import torch
from torch import nn

from export.errors import ExportError, run_command
from train.composing.gatherings import UNKNOWN, Gathering
from train.data.motions import ALARMS, LABELS
from train.learning.gatherings import GatheringStore
from train.learning.trainer import rate_at, supervised, with_labels
from train.networks.architecture import Prepared
from train.networks.checkpoint import read_checkpoint
from train.networks.crowd import Answers, CrowdArchitecture, CrowdNetwork, Parts, People
from train.networks.crowd import people_of, start_from, together
from train.networks.crowd_file import CROWD, CrowdRun, read_run, write_weights
from train.networks.slim import SlimArchitecture
from train.networks.tubelets import TubeletPainter

HARMLESS = np.setdiff1d(np.arange(len(LABELS)), ALARMS)
SMOOTHING, DECAY, LONGEST_GRADIENT = 0.05, 0.03, 5.0
# Of the loss: how much a person, a pair, the scene and each part by itself count.
PERSON, PAIR, SCENE, PART = 1.0, 0.5, 0.25, 0.5
# The trunk has learnt already.
TRUNK_RATE = 0.3
MEMORY = 0.995


class Batch(NamedTuple):
    """People of gatherings, and their labels."""

    people: People
    scenes: torch.Tensor
    persons: torch.Tensor
    pairs: torch.Tensor


def painted(gatherings: Sequence[Gathering], painter: TubeletPainter) -> Prepared:
    arrays = painter.paint([gathering.clip for gathering in gatherings])
    return [torch.from_numpy(array) for array in arrays]


def batch_of(gatherings: Sequence[Gathering]) -> Batch:
    labels = (
        [gathering.scene for gathering in gatherings],
        np.concatenate([gathering.persons for gathering in gatherings]),
        np.concatenate([gathering.pair_labels for gathering in gatherings]),
    )
    people = together([people_of(gathering.clip, gathering.pairs) for gathering in gatherings])
    return Batch(people, *(torch.tensor(part, dtype=torch.long) for part in labels))


def known_loss(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """The loss of those of whom something is known."""
    known = labels != UNKNOWN
    if not known.any():
        return logits.sum() * 0
    return supervised(logits[known], labels[known], SMOOTHING, HARMLESS)


class Seen(NamedTuple):
    """What the trunk sees of a batch: its volumes, or what it has read of them before."""

    prepared: Optional[Prepared] = None
    read: torch.Tensor = torch.zeros(0)


class CrowdTrainer:
    """A network, its running average and its optimiser. Mutable, one thread."""

    def __init__(self, network: CrowdNetwork, rate: float):
        self.network = network
        self.average = copy.deepcopy(network).eval()
        self.rate = rate
        trunk = set(network.trunk.parameters())
        self.optimiser = torch.optim.AdamW(
            [
                {"params": list(trunk), "share": TRUNK_RATE},
                {"params": [p for p in network.parameters() if p not in trunk], "share": 1.0},
            ],
            lr=rate,
            weight_decay=DECAY,
        )
        self.steps = 0
        self.right: List[float] = []

    def step(self, batch: Batch, seen: "Seen", progress: float) -> float:
        """Learns from one batch; `progress` in 0..1 sets the rate. Returns the loss."""
        torch.manual_seed(self.steps)
        for group in self.optimiser.param_groups:
            group["lr"] = rate_at(progress, self.rate) * group["share"]
        self.network.train()
        scenes = len(batch.scenes)
        if seen.prepared is not None:
            read = self.network.read(seen.prepared, scenes, batch.people)
        else:
            read = seen.read
        loss = self._loss(batch, *self.network.answers_of(read, scenes, batch.people))
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), LONGEST_GRADIENT)
        self.optimiser.step()
        self.steps += 1
        self._follow()
        return float(loss)

    def _loss(self, batch: Batch, answers: Answers, parts: Parts) -> torch.Tensor:
        named = batch.persons >= 0
        if named.any():
            called = answers.persons[named].argmax(1) == batch.persons[named]
            self.right.append(float(called.float().mean()))
        loss = PERSON * known_loss(answers.persons, batch.persons)
        loss = loss + PAIR * known_loss(answers.pairs, batch.pairs)
        loss = loss + SCENE * known_loss(answers.scenes, batch.scenes)
        for part in parts:
            loss = loss + PART * known_loss(part, batch.persons)
        return loss

    def _follow(self) -> None:
        keep = min(MEMORY, self.steps / (self.steps + 20))
        with torch.no_grad():
            values = self.network.state_dict()
            for name, mean in self.average.state_dict().items():
                if mean.dtype.is_floating_point:
                    mean.lerp_(values[name], 1 - keep)


def started(architecture: CrowdArchitecture, init: Path) -> CrowdNetwork:
    """Returns a network that starts from a slim one's weights or from those of another run."""
    state = torch.load(init, map_location="cpu")
    if state.get("kind") == CrowdArchitecture.kind:
        run = read_run(init)
        if run.architecture.width != architecture.width:
            raise ExportError(f"{init}: expected branches {architecture.width} wide")
        network = architecture.build(len(LABELS))
        network.load_state_dict(run.network.state_dict())
        return network
    slim = SlimArchitecture(widths=architecture.widths, blocks=architecture.blocks)
    trunk = slim.build(len(LABELS))
    trunk.load_state_dict(with_labels(read_checkpoint(init), trunk.state_dict(), LABELS))
    network = architecture.build(len(LABELS))
    start_from(network, trunk)
    return network


class Stop:
    """Whether Ctrl-C or SIGTERM came."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def _ask(self, *_signal: Any) -> None:
        self.asked = True


class Pace:
    """How long a part of a run takes: until its time is over, or it is told to stop."""

    def __init__(self, minutes: float, stop: Stop):
        self.begin = time.monotonic()
        self.minutes = minutes
        self.stop = stop

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.begin

    @property
    def progress(self) -> float:
        return min(1.0, self.seconds / (60 * self.minutes))

    @property
    def over(self) -> bool:
        return self.stop.asked or self.progress >= 1


@dataclass(frozen=True)
class Pages:
    """How many gatherings a step takes: of heads and branches, and of the whole network."""

    branches: int
    whole: int


def learn_heads(store: GatheringStore, trainer: CrowdTrainer, pages: Pages, pace: Pace) -> None:
    """Lets heads and branches learn from what the trunk reads once, until the time is over."""
    rng = np.random.default_rng(1)
    read = read_all(store.gatherings, trainer.network)
    print(f"read {len(read)} gatherings in {pace.seconds / 60:.1f} min", flush=True)
    told = Teller(pace)
    while not pace.over:
        numbers = store.pick(pages.branches, rng)
        seen = Seen(read=torch.cat([read[number] for number in numbers]))
        batch = batch_of([store.gatherings[number] for number in numbers])
        told.step(trainer, trainer.step(batch, seen, pace.progress))


def read_all(gatherings: Sequence[Gathering], network: CrowdNetwork) -> List[torch.Tensor]:
    """Returns what the trunk has at people's joints [P, C] of each gathering."""
    network.eval()
    painter = TubeletPainter(network.architecture.trunk.grid)
    found = []
    with torch.no_grad():
        for gathering in gatherings:
            people = people_of(gathering.clip, gathering.pairs)
            found.append(network.read(painted([gathering], painter), 1, people))
    return found


def train(store: GatheringStore, trainer: CrowdTrainer, pages: Pages, pace: Pace) -> None:
    """Lets the whole network learn until the time is over."""
    rng = np.random.default_rng(2)
    painter = TubeletPainter(trainer.network.architecture.trunk.grid)
    told = Teller(pace)
    while not pace.over:
        gatherings = [store.gatherings[number] for number in store.pick(pages.whole, rng)]
        seen = Seen(painted(gatherings, painter))
        told.step(trainer, trainer.step(batch_of(gatherings), seen, pace.progress))


class Teller:
    """Prints a line now and then."""

    def __init__(self, pace: Pace):
        self.pace = pace
        self.told = pace.seconds

    def step(self, trainer: CrowdTrainer, loss: float) -> None:
        now = self.pace.seconds
        if now - self.told > 20:
            self.told = now
            right = np.mean(trainer.right[-60:])
            print(
                f"step {trainer.steps}  {now / 60:.1f} min  loss {loss:.3f}  persons {right:.3f}",
                flush=True,
            )


def parse_arguments(arguments: Optional[Sequence[str]] = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 -m train.learning.crowd",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--store", type=Path, nargs="+", required=True,
        help="folders of train.learning.gatherings and streamed_gatherings")  # fmt: skip
    add("--out", type=Path, required=True, metavar="RUN", help="folder of the run")
    add("--init", type=Path, required=True, metavar="WEIGHTS",
        help="weights of a slim network, or of another run")  # fmt: skip
    add("--heads", type=float, default=0, help="minutes of heads and branches alone (default 0)")
    add("--minutes", type=float, default=11, help="of the whole network (default 11)")
    add("--batch", type=int, default=8, help="gatherings in a step (default 8)")
    add("--rate", type=float, default=2e-3, help="highest learning rate (default 0.002)")
    add("--folds", type=int, nargs="*", default=[], metavar="FOLD",
        help="of the strangers' measure, which stores and weights know nothing of")  # fmt: skip
    add("--side", type=int, default=48, help="height of the volume, pixels (default 48)")
    add("--wide", type=int, default=4, help="its width in heights (default 4)")
    add("--learn-wide", type=int, default=2, help="the same of the store's (default 2)")
    return parser.parse_args(arguments)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    options = parse_arguments(arguments)
    torch.manual_seed(1)
    options.out.mkdir(parents=True, exist_ok=True)
    # It learns from narrow volumes, and is written as the network of wide ones.
    narrow = CrowdArchitecture(size=options.side, wide=options.learn_wide)
    trainer = CrowdTrainer(started(narrow, options.init), options.rate)
    pages = Pages(8 * options.batch, options.batch)
    stop = Stop()
    seconds = 0.0
    for minutes, learn in ((options.heads, learn_heads), (options.minutes, train)):
        pace = Pace(minutes, stop)
        if minutes > 0 and not stop.asked:
            # Read anew: other processes may still be drawing.
            learn(GatheringStore(*options.store), trainer, pages, pace)
            seconds += pace.seconds
    architecture = CrowdArchitecture(size=options.side, wide=options.wide)
    folds = tuple(options.folds)
    run = CrowdRun(architecture, trainer.average, trainer.steps, seconds, folds)
    write_weights(run, options.out / CROWD)
    print(f"{trainer.steps} steps in {seconds / 60:.1f} min, wrote {options.out / CROWD}")
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
