"""Scores of clips, and the accuracy figures made of them."""

from typing import Dict, List, Sequence

import numpy as np
import torch
from torch import nn

from train.clips import TIME_UNIFORM, Clip, batches, test_clip
from train.data import LABELS, Motion, frontal

# An event that is not trimmed is measured in these seconds about it.
BEFORE_EVENT, AFTER_EVENT = 1.2, 1.4


def motion_clip(
    motion: Motion, frames: int, size: int, sampling: str = TIME_UNIFORM
) -> Clip:
    """Returns the test clip of a motion: all of it, or the 2.6 s around its event."""
    first, last = 0, motion.frames
    if motion.event is not None:
        first = max(0, int(motion.event - BEFORE_EVENT * motion.fps))
        last = min(last, int(motion.event + AFTER_EVENT * motion.fps))
    return test_clip(*frontal(motion), motion.image, frames, size, first, last, sampling=sampling)


def motion_clips(motions: Sequence[Motion], frames: int, size: int) -> List[Clip]:
    return [motion_clip(motion, frames, size) for motion in motions]


def labels_of(motions: Sequence[Motion]) -> np.ndarray:
    return np.array([motion.label for motion in motions], int)


def predict(
    network: nn.Module, clips: Sequence[Clip], architecture, batch: int = 32, device: str = "cpu"
) -> np.ndarray:
    """Returns logits [len(clips), classes] of a network on `device` in evaluation mode."""
    network.eval()
    prepare = architecture.preparer()
    logits = []
    with torch.no_grad():
        for part in batches(clips, batch):
            prepared = [torch.from_numpy(array).to(device) for array in prepare(part)]
            logits.append(architecture.logits(network, prepared, len(part)).cpu().numpy())
    return np.concatenate(logits) if logits else np.zeros((0, len(LABELS)), np.float32)


def softmax(logits: np.ndarray) -> np.ndarray:
    raised = np.exp(logits - logits.max(1, keepdims=True))
    return raised / raised.sum(1, keepdims=True)


def accuracy(scores: np.ndarray, labels: np.ndarray) -> dict:
    """Returns number, top-1 over all classes and the mean recall of the classes that occur."""
    if not len(labels):
        return {"clips": 0}
    called = scores.argmax(1)
    recalls = [(called[labels == label] == label).mean() for label in np.unique(labels)]
    return {
        "clips": len(labels),
        "classes": len(recalls),
        "top1": _rounded((called == labels).mean()),
        "mean_class": _rounded(np.mean(recalls)),
    }


def recall_by_class(
    scores: np.ndarray, labels: np.ndarray, names: Sequence[str] = LABELS
) -> Dict[str, dict]:
    """Returns clips, recall and precision of every class that occurs."""
    called = scores.argmax(1)
    table = {}
    for label in np.unique(labels):
        mine = labels == label
        row = {"clips": int(mine.sum()), "recall": _rounded((called[mine] == label).mean())}
        if (called == label).any():
            row["precision"] = _rounded(mine[called == label].mean())
        table[names[label]] = row
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
    return _rounded((below + up_to).mean() / 2 / len(negative))


def _rounded(value) -> float:
    return round(float(value), 4)
