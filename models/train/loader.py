"""Makes training batches in other processes, while the network trains on earlier ones."""

import signal
from typing import Callable, Sequence, Tuple

import numpy as np
from torch.utils.data import DataLoader, Dataset

PREFETCHED = 4


class Batches(Dataset):
    """The batches of a run by number: what each network takes, and labels.

    `sample` draws a clip and its label from a generator and the progress of the run, 0..1. A batch
    depends on seed and number, and by its progress on the number of `steps`, so a resumed run sees
    what it would have seen.
    """

    def __init__(
        self, sample: Callable, preparers: Sequence[Callable], seed: int, steps: int, size: int
    ):
        self.sample = sample
        self.preparers = preparers
        self.seed = seed
        self.steps = steps
        self.size = size

    def __getitem__(self, number: int) -> Tuple[Tuple, np.ndarray]:
        rng = np.random.default_rng([self.seed, number])
        progress = number / self.steps
        clips, labels = zip(*(self.sample(rng, progress) for _ in range(self.size)))
        return tuple(prepare(clips) for prepare in self.preparers), np.array(labels)


def load(batches: Batches, first: int, workers: int) -> DataLoader:
    """Returns the batches from `first` to the end of the run, in order, as tensors."""
    return DataLoader(
        batches,
        batch_size=None,
        sampler=range(first, batches.steps),
        num_workers=workers,
        prefetch_factor=PREFETCHED if workers else 2,
        worker_init_fn=_leave_interrupts_to_the_trainer,
    )


def _leave_interrupts_to_the_trainer(_):
    # Ctrl-C reaches all processes of a terminal; the trainer ends its workers when it is through.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
