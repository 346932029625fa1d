"""How a run went: what its steps and its checks gave, and the curves drawn of them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, List, Sequence

from train.data.records import plain
from train.measuring.figures import Accuracy


@dataclass(frozen=True)
class Learnt:
    """Running means of loss and accuracy of the training batches at a step."""

    minutes: float
    step: int
    loss: float
    accuracy: float


@dataclass(frozen=True)
class Checked:
    """Accuracy of the averaged weights on the validation side at a step."""

    minutes: float
    step: int
    accuracy: Accuracy


@dataclass
class History:
    """What a run has told of itself so far. Mutable."""

    learnt: List[Learnt] = field(default_factory=list)
    checked: List[Checked] = field(default_factory=list)

    def entries(self) -> List[Dict[str, float]]:
        """Returns what a checkpoint holds."""
        checks = [
            {"minutes": check.minutes, "step": check.step, **plain(check.accuracy)}
            for check in self.checked
        ]
        return [plain(entry) for entry in self.learnt] + checks

    @staticmethod
    def of(entries: Sequence[Dict[str, float]]) -> "History":
        history = History()
        for entry in entries:
            minutes, step = entry["minutes"], int(entry["step"])
            if "loss" in entry:
                history.learnt.append(Learnt(minutes, step, entry["loss"], entry["accuracy"]))
            else:
                history.checked.append(Checked(minutes, step, _accuracy(entry)))
        return history


def _accuracy(entry: Dict[str, float]) -> Accuracy:
    if not entry["clips"]:
        return Accuracy(0)
    clips, classes = int(entry["clips"]), int(entry["classes"])
    return Accuracy(clips, classes, entry["top1"], entry["mean_class"])


def draw_curves(history: History, path: Path) -> None:
    """Draws loss and accuracy over the minutes of a run, if matplotlib is there."""
    # Drawing is a luxury: a machine without matplotlib trains as well.
    try:
        from train.measuring.plots import pyplot, save
    except ImportError:
        return
    minutes = [entry.minutes for entry in history.learnt]
    checked = [check.minutes for check in history.checked]
    checks = [check.accuracy for check in history.checked]
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4))
    left.plot(minutes, [entry.loss for entry in history.learnt])
    left.set(title="Training loss (augmented)", xlabel="minutes", ylabel="cross entropy")
    right.plot(minutes, [entry.accuracy for entry in history.learnt], label="training")
    right.plot(checked, [check.top1 for check in checks], "o-", label="validation top-1")
    right.plot(checked, [c.mean_class for c in checks], "o-", label="validation mean class")
    right.set(title="Accuracy", xlabel="minutes", ylim=(0, 1))
    right.legend(loc="lower right")
    for axes in (left, right):
        axes.grid(alpha=0.3)
    save(figure, path)
