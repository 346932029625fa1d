"""Scores of clips, and the accuracy figures made of them."""

from typing import Dict, List, Sequence

import numpy as np
import torch

from export.architectures import PoseNetwork
from train.clips import Clip, batches, paint, test_clip
from train.data import LABELS, Motion, frontal
from train.network import Architecture, folded_logits

# An event that is not trimmed is measured in these seconds about it.
BEFORE_EVENT, AFTER_EVENT = 1.2, 1.4


def motion_clip(motion: Motion, architecture: Architecture) -> Clip:
    """Returns the test clip of a motion: all of it, or the 2.6 s around its event."""
    first, last = 0, motion.frames
    if motion.event is not None:
        first = max(0, int(motion.event - BEFORE_EVENT * motion.fps))
        last = min(last, int(motion.event + AFTER_EVENT * motion.fps))
    sizes = architecture.frames, architecture.size
    return test_clip(*frontal(motion), motion.image, *sizes, first, last)


def motion_clips(motions: Sequence[Motion], architecture: Architecture) -> List[Clip]:
    return [motion_clip(motion, architecture) for motion in motions]


def labels_of(motions: Sequence[Motion]) -> np.ndarray:
    return np.array([motion.label for motion in motions], int)


def predict(
    network: PoseNetwork,
    clips: Sequence[Clip],
    architecture: Architecture,
    batch: int = 32,
    bfloat16: bool = False,
) -> np.ndarray:
    """Returns logits [len(clips), classes] in evaluation mode; bfloat16 is faster but rougher."""
    was_training = network.training
    network.eval()
    logits = [np.zeros((0, network.cls_head.fc_cls.out_features), np.float32)]
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
        for part in batches(clips, batch):
            volumes = torch.from_numpy(paint(part, architecture.size)).permute(0, 3, 1, 2)
            logits.append(folded_logits(network, volumes, architecture.frames).float().numpy())
    network.train(was_training)
    return np.concatenate(logits)


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


def recall_by_class(scores: np.ndarray, labels: np.ndarray) -> Dict[str, dict]:
    """Returns clips, recall and precision of every class that occurs."""
    called = scores.argmax(1)
    table = {}
    for label in np.unique(labels):
        mine = labels == label
        row = {"clips": int(mine.sum()), "recall": _rounded((called[mine] == label).mean())}
        if (called == label).any():
            row["precision"] = _rounded(mine[called == label].mean())
        table[LABELS[label]] = row
    return table


def confusion(scores: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Returns counts [true class, called class]."""
    counts = np.zeros((len(LABELS), len(LABELS)), int)
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
