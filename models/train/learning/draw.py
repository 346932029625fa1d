"""Draws clips for several runs to share: `python3 -m train.learning.draw --data DIR --out STORE`.

On a machine with many cores and a GPU, drawing clips is what takes the time: the GPU learns from
each of them several times, and several networks from the same ones.
"""

import argparse
import sys
import time
from pathlib import Path
from typing import Any, Callable, Collection, Iterator, Optional, Sequence

import numpy as np
from torch.utils.data import DataLoader, Dataset

from export.errors import run_command
from train.composing.tasks import TASKS, task_names
from train.data.clips import Sample
from train.data.motions import TRAINING_SETS
from train.learning.store import Drawn, Part, write_store
from train.networks.slim import SlimArchitecture

# Clips that one process draws at a time.
PART = 500
PROGRESS_SECONDS = 20


class Parts(Dataset[Any]):
    """The parts of a store by number: each depends on seed and number alone."""

    def __init__(
        self, sample: Sample, drawn: Drawn, folds: Callable[[], Collection[int]] = frozenset
    ):
        self.sample = sample
        self.drawn = drawn
        self.folds = folds

    def __len__(self) -> int:
        return -(-self.drawn.clips // PART)

    def __getitem__(self, number: int) -> Part:
        rng = np.random.default_rng([self.drawn.seed, number])
        people, numbers, labels, folds = [], [], [], []
        for clip_number in range(number * PART, min(self.drawn.clips, (number + 1) * PART)):
            clip, label = self.sample(rng, clip_number / self.drawn.clips)
            people.append(np.concatenate([clip.poses, clip.scores[..., None]], axis=3))
            numbers.append(len(clip.poses))
            labels.append(label)
            folds.append(sum(1 << fold for fold in self.folds()))
        together = np.concatenate(people).astype(np.float32)
        return Part(together, np.array(numbers), np.array(labels), np.array(folds))


def drawn_parts(parts: Parts, workers: int) -> Iterator[Part]:
    """Yields the parts in order, with a line of progress now and then."""
    begin = told = time.monotonic()
    loader = DataLoader(parts, batch_size=None, num_workers=workers)
    for number, tensors in enumerate(loader, 1):
        yield Part(*(tensor.numpy() for tensor in tensors))
        now = time.monotonic()
        if now - told > PROGRESS_SECONDS or number == len(parts):
            told = now
            done = min(number * PART, parts.drawn.clips)
            rate = done / (now - begin)
            print(f"{done} of {parts.drawn.clips} clips  {rate:.0f} a second", flush=True)


def parse_arguments(arguments: Optional[Sequence[str]] = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 -m train.learning.draw",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, metavar="DIR", help="folder of the skeleton sets")
    add("--out", type=Path, required=True, metavar="STORE", help="folder of the drawn clips")
    add("--clips", type=int, required=True, help="how many")
    add("--task", choices=task_names(), default="actions", help="of what (default actions)")
    add("--leave-out", nargs="*", default=[], choices=TRAINING_SETS, metavar="SET",
        help="as of train.learning.train")  # fmt: skip
    add("--hold-out", action="store_true", help="as of train.learning.train")
    add("--seed", type=int, default=1, help="of the clips (default 1)")
    add("--workers", type=int, default=2, help="processes that draw (default 2)")
    return parser.parse_args(arguments)


def drawn_of(options: argparse.Namespace) -> Drawn:
    """Returns what is to be drawn, on the grid of the task's network."""
    grid = SlimArchitecture(**TASKS[options.task].sizes)
    return Drawn(
        options.task,
        options.clips,
        grid.frames,
        grid.size,
        options.seed,
        tuple(sorted(options.leave_out)),
        options.hold_out,
    )


def main(arguments: Optional[Sequence[str]] = None) -> int:
    options = parse_arguments(arguments)
    drawn, task = drawn_of(options), TASKS[options.task]
    lesson = task.lesson(options.data, drawn.leave_out, drawn.hold_out, drawn.frames, drawn.size)
    print(lesson.description, flush=True)
    parts = Parts(lesson.sample, drawn, lesson.folds)
    write_store(options.out, drawn, drawn_parts(parts, options.workers))
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
