"""Makes training batches: in other processes while the network trains, or on its device."""

import signal
from typing import Callable, Iterator, Sequence, Tuple

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from train.learning.store import Store

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


class DeviceBatches:
    """The batches of a run by number, of a store's clips that all lie on the device.

    As in `Batches`, one depends on seed and number, and by its progress on the number of `steps`.
    """

    def __init__(
        self, store: Store, preparers: Sequence[Callable], seed: int, steps: int, size: int, device
    ):
        self.store = store
        self.preparers = preparers
        self.seed = seed
        self.steps = steps
        self.size = size
        self.people = torch.from_numpy(np.array(store.people)).to(device)

    def __getitem__(self, number: int) -> Tuple[Tuple, torch.Tensor]:
        rng = np.random.default_rng([self.seed, number])
        clips = self.store.pick(rng, number / self.steps, self.size)
        keypoints = self._keypoints(clips)
        labels = torch.from_numpy(self.store.labels[clips]).to(keypoints.device)
        return tuple(prepare(keypoints) for prepare in self.preparers), labels

    def _keypoints(self, clips: np.ndarray) -> torch.Tensor:
        """Returns keypoints [N, M, T, 17, 3] of the clips with these numbers, 0 for nobody."""
        numbers = self.store.numbers[clips]
        clip = np.repeat(np.arange(len(clips)), numbers)
        person = np.arange(len(clip)) - np.repeat(np.cumsum(numbers) - numbers, numbers)
        source = torch.from_numpy(self.store.first[clips][clip] + person)
        place = torch.from_numpy(clip), torch.from_numpy(person)
        device = self.people.device
        shape = len(clips), max(1, numbers.max()), *self.people.shape[1:]
        keypoints = torch.zeros(shape, device=device)
        keypoints[tuple(part.to(device) for part in place)] = self.people[source.to(device)]
        return keypoints

    def load(self, first: int) -> Iterator[Tuple[Tuple, torch.Tensor]]:
        """Yields the batches from `first` to the end of the run, in order."""
        return (self[number] for number in range(first, self.steps))
