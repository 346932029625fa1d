"""Makes training batches in other processes, while the network trains on earlier ones."""

import multiprocessing
import queue
import signal
from typing import Tuple

import numpy as np

from export.errors import ExportError
from train.clips import JOINTS, paint
from train.scenes import Composer

SLOTS = 3
PATIENCE_SECONDS = 120


def make_batch(composer: Composer, seed: int, number: int, size: int, out=None):
    """Returns batch `number` of a run: volumes and labels [size].

    It depends on the seed and the number only, so a resumed run sees what it would have seen. The
    volumes are painted as `clips.paint` says.
    """
    rng = np.random.default_rng([seed, number])
    clips, labels = zip(*(composer.sample(rng) for _ in range(size)))
    return paint(clips, composer.size, out), np.array(labels)


class BatchLoader:
    """Batches of a run in order, from worker processes through shared memory.

    Mutable: one thread calls `next_batch`; close it, or use it in a `with`.
    """

    def __init__(self, composer: Composer, seed: int, first: int, size: int, workers: int = 1):
        # Forked, so that the data is not loaded again.
        context = multiprocessing.get_context("fork")
        self.first = self.next_number = first
        self.lanes = []
        cells = size * composer.frames * composer.size**2 * JOINTS
        for lane in range(workers):
            volumes = [context.RawArray("h", cells) for _ in range(SLOTS)]
            free, full = context.Queue(), context.Queue()
            for slot in range(SLOTS):
                free.put(slot)
            process = context.Process(
                target=_fill,
                args=(composer, seed, first + lane, workers, size, volumes, free, full),
                daemon=True,
            )
            process.start()
            arrays = [np.frombuffer(volume, np.int16) for volume in volumes]
            self.lanes.append((process, arrays, free, full))
        self.borrowed = None

    def next_batch(self) -> Tuple[np.ndarray, np.ndarray]:
        """Returns bfloat16 bit patterns, flat, and labels; both hold until the next call."""
        if self.borrowed is not None:
            free, slot = self.borrowed
            free.put(slot)
        lane = (self.next_number - self.first) % len(self.lanes)
        process, arrays, free, full = self.lanes[lane]
        try:
            slot, number, labels = full.get(timeout=PATIENCE_SECONDS)
        except queue.Empty:
            state = "still runs" if process.is_alive() else f"ended with {process.exitcode}"
            raise ExportError(
                f"expected a batch within {PATIENCE_SECONDS} s, got none; its worker {state}"
            ) from None
        if slot is None:
            raise ExportError(f"batch {number}: {labels}")
        self.next_number += 1
        self.borrowed = free, slot
        return arrays[slot], labels

    def close(self):
        for process, _, _, _ in self.lanes:
            process.terminate()
            process.join()
        self.lanes = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _fill(composer, seed, number, step, size, volumes, free, full):
    """Paints every `step`-th batch from `number` on into the slots that come free."""
    # Ctrl-C reaches all processes of a terminal; the trainer ends this one when it is through.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    arrays = [np.frombuffer(volume, np.int16) for volume in volumes]
    try:
        while True:
            slot = free.get()
            _, labels = make_batch(composer, seed, number, size, arrays[slot])
            full.put((slot, number, labels))
            number += step
    except Exception as error:  # Whatever it is, the trainer has to hear of it.
        full.put((None, number, f"{type(error).__name__}: {error}"))
