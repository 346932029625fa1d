"""A run of training: steps to the last one, and what its folder keeps of them."""

import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Callable, Dict, Iterable, List, Optional, Sequence

import numpy as np

from train.composing.tasks import Lesson
from train.learning.history import Checked, Learnt, draw_curves
from train.learning.loader import Batch, Batches, DeviceBatches, Extent, load
from train.learning.store import Stores
from train.learning.trainer import CPU, StepFigures, Trainer
from train.measuring.figures import Accuracy, accuracy
from train.networks.architecture import Trainable
from train.networks.checkpoint import CHECKPOINT, write_checkpoint
from train.networks.predict import predict

CURVES = "curves.png"
PROGRESS_SECONDS = 20
# How much of the running mean of loss and accuracy one step replaces.
NEWS = 0.02


@dataclass(frozen=True)
class Habits:
    """Where a run keeps its files and how often, and how many processes make batches."""

    folder: Path
    check_minutes: float
    save_minutes: float
    workers: int


class Run:
    """Trains to the last step and keeps the folder of the run. Mutable, one thread."""

    def __init__(self, trainer: Trainer, lesson: Lesson, store: Optional[Stores], habits: Habits):
        self.trainer = trainer
        self.lesson = lesson
        self.store = store
        self.habits = habits
        self.total = trainer.options.steps
        self.first_step, self.first_second = trainer.steps, trainer.seconds
        self.mean: Optional[StepFigures] = None
        self.waited = 0.0
        self.stopped = False

    def train(self) -> None:
        self._learn(self._batches(), self._duties())
        self._report()
        if self.stopped:
            print(f"stopped after step {self.trainer.steps}; go on with --resume", flush=True)
        else:
            self.check()
        self.save()

    def _learn(self, batches: Iterable[Batch], duties: Sequence["_Duty"]) -> None:
        trainer = self.trainer
        begin = time.monotonic()
        for prepared, labels in batches:
            self.waited += time.monotonic() - begin
            self._follow(trainer.step(prepared, labels, trainer.steps / self.total))
            # Only steps count as training time: checks and saves do not.
            trainer.seconds += time.monotonic() - begin
            for duty in duties:
                duty.do_if_due(trainer.seconds)
            if self.stopped:
                break
            begin = time.monotonic()

    def _duties(self) -> Sequence["_Duty"]:
        now, habits = self.trainer.seconds, self.habits
        return [
            _Duty(self._report, PROGRESS_SECONDS, now),
            _Duty(self.check, 60 * habits.check_minutes, now),
            _Duty(self.save, 60 * habits.save_minutes, now),
        ]

    def _batches(self) -> Iterable[Batch]:
        """Returns the batches from the step that the run is at."""
        trainer = self.trainer
        learners: List[Trainable[Any]] = [trainer.architecture]
        if trainer.teacher is not None:
            learners.append(trainer.teacher.architecture)
        extent = Extent(trainer.seed, self.total, trainer.options.batch)
        if trainer.device != CPU and self.store is not None:
            on_device = [learner.device_preparer() for learner in learners]
            batches = DeviceBatches(self.store.stores[0], on_device, extent, trainer.device)
            return batches.load(trainer.steps)
        sample = self.lesson.sample if self.store is None else self.store.sample
        made = Batches(sample, [learner.preparer() for learner in learners], extent)
        return load(made, trainer.steps, self.habits.workers)

    def stop(self, _signal: int, _frame: Optional[FrameType]) -> None:
        """Ends training after the step that is under way; a handler of signals."""
        self.stopped = True

    def _follow(self, step: StepFigures) -> None:
        mean = self.mean or step
        self.mean = StepFigures(*(old + NEWS * (new - old) for old, new in zip(mean, step)))

    def _report(self) -> None:
        if self.mean is None:
            return
        trainer = self.trainer
        loss, share = float(self.mean.loss), float(self.mean.accuracy)
        seconds = max(trainer.seconds - self.first_second, 1e-9)
        steps = max(trainer.steps - self.first_step, 1)
        per_clip = 1000 * seconds / steps / trainer.options.batch
        rate = trainer.optimiser.param_groups[0]["lr"]
        minutes = trainer.seconds / 60
        print(
            f"step {trainer.steps} of {self.total}  {minutes:.1f} min  loss {loss:.3f}"
            f"  accuracy {share:.3f}  rate {rate:.5f}  {per_clip:.2f} ms/clip"
            f"  waited {100 * self.waited / seconds:.0f} %",
            flush=True,
        )
        trainer.history.learnt.append(Learnt(minutes, trainer.steps, loss, share))

    def check(self) -> None:
        """Measures the averaged weights on the validation side."""
        trainer, lesson = self.trainer, self.lesson
        logits = predict(
            trainer.average, lesson.clips, trainer.architecture, device=trainer.device
        )
        result = accuracy(logits, lesson.labels)
        trainer.history.checked.append(Checked(trainer.seconds / 60, trainer.steps, result))
        by_source = self._by_source(logits)
        parts = "  ".join(f"{name} {part.top1:.3f}" for name, part in by_source.items())
        print(
            f"validation  top-1 {result.top1:.3f}  mean class {result.mean_class:.3f}  {parts}",
            flush=True,
        )

    def _by_source(self, logits: np.ndarray) -> Dict[str, Accuracy]:
        lesson = self.lesson
        own = {source: lesson.sources == source for source in sorted(set(lesson.sources))}
        return {name: accuracy(logits[mine], lesson.labels[mine]) for name, mine in own.items()}

    def save(self) -> None:
        write_checkpoint(self.trainer.checkpoint(), self.habits.folder / CHECKPOINT)
        draw_curves(self.trainer.history, self.habits.folder / CURVES)


class _Duty:
    """Something to do every so many seconds of training. Mutable."""

    def __init__(self, action: Callable[[], None], period: float, now: float):
        self.action = action
        self.period = period
        self.due = now + period

    def do_if_due(self, now: float) -> None:
        if now >= self.due:
            self.action()
            self.due = now + self.period
