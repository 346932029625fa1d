"""The figures that calibrated or raw scores [clips, classes] are told by."""

from dataclasses import dataclass
from typing import Dict, Optional, Sequence, SupportsFloat, Union

import numpy as np

from train.data.motions import LABELS


@dataclass(frozen=True)
class Accuracy:
    """Top-1 over all classes and the mean recall of the classes that occur; 0 without clips."""

    clips: int
    classes: int = 0
    top1: float = 0.0
    mean_class: float = 0.0


@dataclass(frozen=True)
class ClassFigures:
    """Recall of a class, and its precision if it was called at all."""

    clips: int
    recall: float
    precision: Optional[float] = None


def accuracy(scores: np.ndarray, labels: np.ndarray) -> Accuracy:
    if not len(labels):
        return Accuracy(0)
    called = scores.argmax(1)
    recalls = [(called[labels == label] == label).mean() for label in np.unique(labels)]
    top1 = rounded((called == labels).mean())
    return Accuracy(len(labels), len(recalls), top1, rounded(np.mean(recalls)))


def recall_by_class(
    scores: np.ndarray, labels: np.ndarray, names: Sequence[str] = LABELS
) -> Dict[str, ClassFigures]:
    """Returns the figures of every class that occurs."""
    called = scores.argmax(1)
    table = {}
    for label in np.unique(labels):
        mine = labels == label
        recall = rounded((called[mine] == label).mean())
        precision = rounded(mine[called == label].mean()) if (called == label).any() else None
        table[names[label]] = ClassFigures(int(mine.sum()), recall, precision)
    return table


def confusion(scores: np.ndarray, labels: np.ndarray, classes: int = len(LABELS)) -> np.ndarray:
    """Returns counts [true class, called class]."""
    counts = np.zeros((classes, classes), int)
    np.add.at(counts, (labels, scores.argmax(1)), 1)
    return counts


def area_under_curve(positive: np.ndarray, negative: np.ndarray) -> float:
    """Returns the probability that a positive outscores a negative, ties counting half.

    Without any of either it is 0.
    """
    if not len(positive) or not len(negative):
        return 0.0
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, "left")
    up_to = np.searchsorted(ordered, positive, "right")
    return rounded((below + up_to).mean() / 2 / len(negative))


def calibration_error(scores: np.ndarray, labels: np.ndarray, bins: int = 10) -> float:
    """Mean distance of confidence and accuracy over equal bins of confidence, by clips."""
    confidence, right = scores.max(1), scores.argmax(1) == labels
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    error = sum(
        (bin_of == b).mean() * abs(right[bin_of == b].mean() - confidence[bin_of == b].mean())
        for b in np.unique(bin_of)
    )
    return rounded(error)


def most_called(scores: np.ndarray, labels: Sequence[str] = LABELS) -> Dict[str, int]:
    """Returns how often each of the five labels was called that were called most."""
    counts = np.bincount(scores.argmax(1), minlength=len(labels))
    order = np.argsort(-counts, kind="stable")[:5]
    return {labels[i]: int(counts[i]) for i in order if counts[i]}


def share(values: Union[Sequence[bool], np.ndarray]) -> float:
    """Returns the mean of truth values; of none it is 0."""
    values = np.asarray(values)
    return rounded(values.mean()) if values.size else 0.0


def rounded(value: SupportsFloat) -> float:
    """Returns a figure with the four digits that are told of it."""
    return round(float(value), 4)
