"""A small network, its teacher and batches of made-up motions, for tests."""

from dataclasses import replace
from typing import Any, Iterable

import torch

from train.composing.activities import ACTIVITIES
from train.composing.scenes import Composer
from train.data import fixtures
from train.data.motions import LABELS, TRAIN, on_side
from train.learning.loader import Batch, Batches, Extent, load
from train.learning.trainer import Trainer
from train.networks.checkpoint import Checkpoint, Options
from train.networks.keypoints import KeypointArchitecture
from train.networks.slim import SlimArchitecture

SMALL = SlimArchitecture(frames=8, size=16, widths=(6, 8), blocks=(1, 1))
SMALL_SCENES = SlimArchitecture(frames=8, size=16, widths=(6, 8), blocks=(1, 2), dropout=0)
SMALL_TEACHER = KeypointArchitecture(frames=8, size=16, people=3, width=8)
OPTIONS = Options(
    task="actions",
    steps=20,
    rate=2e-3,
    decay=0.03,
    smoothing=0.05,
    average=0.998,
    batch=4,
    leave_out=[],
    hold_out=False,
    teacher=[],
    teacher_share=0.7,
)
EXTENT = Extent(seed=3, steps=10, size=4)


def batches(first: int = 0, workers: int = 0) -> Iterable[Batch]:
    """The batches of a small run, in the form of its network and its teacher's."""
    sample = Composer(on_side(fixtures.motions(), TRAIN), SMALL.frames, SMALL.size).sample
    preparers = [SMALL.preparer(), SMALL_TEACHER.preparer()]
    return load(Batches(sample, preparers, EXTENT), first, workers)


def batch(number: int) -> Batch:
    return next(iter(batches(number)))


def new_trainer(**options: Any) -> Trainer:
    return Trainer(SMALL, LABELS, EXTENT.seed, replace(OPTIONS, **options))


def teacher_run() -> Checkpoint:
    trainer = Trainer(SMALL_TEACHER, LABELS, EXTENT.seed, OPTIONS)
    prepared, labels = batch(0)
    trainer.step(prepared[1:], labels, 0.1)
    return trainer.checkpoint()


def scenes_run() -> Checkpoint:
    torch.manual_seed(3)
    weights = SMALL_SCENES.build(len(ACTIVITIES)).state_dict()
    return Checkpoint(SMALL_SCENES, list(ACTIVITIES), OPTIONS, 1, 0, 0.0, weights)
