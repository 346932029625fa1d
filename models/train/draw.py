"""Draws clips for several runs to share: `python3 -m train.draw --data DIR --out STORE --clips N`.

On a machine with many cores and a GPU, drawing clips is what takes the time: the GPU learns from
each of them several times, and several networks from the same ones.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
from torch.utils.data import DataLoader, Dataset

from export.errors import run_command
from train.data import TRAINING_SETS
from train.network import SlimArchitecture
from train.store import Drawn, write_store
from train.tasks import TASKS, task_names

# Clips that one process draws at a time.
PART = 500
PROGRESS_SECONDS = 20


class Parts(Dataset):
    """The parts of a store by number: each depends on seed and number alone."""

    def __init__(self, sample, drawn: Drawn, folds=frozenset):
        self.sample = sample
        self.drawn = drawn
        self.folds = folds

    def __len__(self):
        return -(-self.drawn.clips // PART)

    def __getitem__(self, number: int):
        """Returns people [P, T, 17, 3], and of each clip how many, its label and its folds."""
        rng = np.random.default_rng([self.drawn.seed, number])
        people, numbers, labels, folds = [], [], [], []
        for clip_number in range(number * PART, min(self.drawn.clips, (number + 1) * PART)):
            clip, label = self.sample(rng, clip_number / self.drawn.clips)
            people.append(np.concatenate([clip.poses, clip.scores[..., None]], axis=3))
            numbers.append(len(clip.poses))
            labels.append(label)
            folds.append(sum(1 << fold for fold in self.folds()))
        columns = (np.array(column) for column in (numbers, labels, folds))
        return (np.concatenate(people).astype(np.float32), *columns)


def drawn_parts(parts: Parts, workers: int):
    """Yields the arrays of each part in order, with a line of progress now and then."""
    begin = told = time.monotonic()
    loader = DataLoader(parts, batch_size=None, num_workers=workers)
    for number, tensors in enumerate(loader, 1):
        yield tuple(tensor.numpy() for tensor in tensors)
        now = time.monotonic()
        if now - told > PROGRESS_SECONDS or number == len(parts):
            told = now
            done = min(number * PART, parts.drawn.clips)
            rate = done / (now - begin)
            print(f"{done} of {parts.drawn.clips} clips  {rate:.0f} a second", flush=True)


def parse_arguments(arguments=None):
    parser = argparse.ArgumentParser(
        prog="python3 -m train.draw",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, metavar="DIR", help="folder of the skeleton sets")
    add("--out", type=Path, required=True, metavar="STORE", help="folder of the drawn clips")
    add("--clips", type=int, required=True, help="how many")
    add("--task", choices=task_names(), default="actions", help="of what (default actions)")
    add("--leave-out", nargs="*", default=[], choices=TRAINING_SETS, metavar="SET",
        help="as of train.train")  # fmt: skip
    add("--hold-out", action="store_true", help="as of train.train")
    add("--seed", type=int, default=1, help="of the clips (default 1)")
    add("--workers", type=int, default=2, help="processes that draw (default 2)")
    return parser.parse_args(arguments)


def main(arguments=None):
    arguments = parse_arguments(arguments)
    task = TASKS[arguments.task]
    grid = SlimArchitecture(**task.sizes)
    drawn = Drawn(
        arguments.task,
        arguments.clips,
        grid.frames,
        grid.size,
        arguments.seed,
        tuple(sorted(arguments.leave_out)),
        arguments.hold_out,
    )
    lesson = task.lesson(arguments.data, drawn.leave_out, drawn.hold_out, drawn.frames, drawn.size)
    print(lesson.description, flush=True)
    parts = Parts(lesson.sample, drawn, lesson.folds)
    write_store(arguments.out, drawn, drawn_parts(parts, arguments.workers))
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
