"""Makes training batches: in other processes while the network trains, or on its device."""

import signal
from typing import Any, Iterable, Iterator, NamedTuple, Sequence, Tuple

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from train.data.clips import Sample
from train.learning.store import Store
from train.networks.architecture import DevicePreparer, Prepared, Preparer

PREFETCHED = 4
# What each network takes, and labels.
Batch = Tuple[Sequence[Prepared], torch.Tensor]


class Extent(NamedTuple):
    """Which batches make a run: `steps` of them, of `size` clips each."""

    seed: int
    steps: int
    size: int


class Batches(Dataset[Any]):
    """The batches of a run by number: what each network takes, and labels.

    A batch depends on seed and number, and by its progress on the number of steps, so a resumed
    run sees what it would have seen.
    """

    def __init__(self, sample: Sample, preparers: Sequence[Preparer], extent: Extent):
        self.sample = sample
        self.preparers = preparers
        self.extent = extent

    def __getitem__(self, number: int) -> Tuple[Sequence[Sequence[np.ndarray]], np.ndarray]:
        seed, steps, size = self.extent
        rng = np.random.default_rng([seed, number])
        clips, labels = zip(*(self.sample(rng, number / steps) for _ in range(size)))
        return tuple(prepare(clips) for prepare in self.preparers), np.array(labels)


def load(batches: Batches, first: int, workers: int) -> Iterable[Batch]:
    """Returns the batches from `first` to the end of the run, in order, as tensors."""
    return DataLoader(
        batches,
        batch_size=None,
        sampler=range(first, batches.extent.steps),
        num_workers=workers,
        prefetch_factor=PREFETCHED if workers else 2,
        worker_init_fn=_leave_interrupts_to_the_trainer,
    )


def _leave_interrupts_to_the_trainer(_worker: int) -> None:
    # Ctrl-C reaches all processes of a terminal; the trainer ends its workers when it is through.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


class DeviceBatches:
    """The batches of a run by number, of a store's clips that all lie on the device.

    As in `Batches`, one depends on seed and number, and by its progress on the number of steps.
    """

    def __init__(
        self, store: Store, preparers: Sequence[DevicePreparer], extent: Extent, device: str
    ):
        self.store = store
        self.preparers = preparers
        self.extent = extent
        self.people = torch.from_numpy(np.array(store.people)).to(device)

    def __getitem__(self, number: int) -> Batch:
        seed, steps, size = self.extent
        clips = self.store.pick(np.random.default_rng([seed, number]), number / steps, size)
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

    def load(self, first: int) -> Iterator[Batch]:
        """Yields the batches from `first` to the end of the run, in order."""
        return (self[number] for number in range(first, self.extent.steps))
