"""What can be learnt: labels, where training samples come from, and what they are checked on."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Collection, Dict, List, Sequence

import numpy as np

from train.composing.activities import ACTIVITIES, ACTIVITY_ALARMS, ACTIVITY_INDEX
from train.composing.activities import ActivityComposer, composed_scenes
from train.composing.wild import WildActivities, WildComposer
from train.data.clips import Clip, Sample
from train.data.motion_clips import labels_of, motion_clips
from train.data.motions import ALARMS, LABELS, OTHER, TRAIN, VALIDATION, load_training_sets
from train.data.motions import on_side
from train.data.real import load_crowds, load_real_sets

# Scenes of each activity and number of people, for the checks during training.
CHECKED_SCENES = 10


@dataclass(frozen=True)
class Lesson:
    """A task's material: clips to learn from, and others to check on with labels and sources.

    `folds` tells which strangers' folds keep something of the last sample.
    """

    sample: Sample
    clips: Sequence[Clip]
    labels: np.ndarray
    sources: np.ndarray
    description: str
    folds: Callable[[], Collection[int]] = frozenset


@dataclass(frozen=True)
class Task:
    """Something to recognise.

    `alarms` are the indices of labels that have a threshold of their own, `reject` is the index of
    the label for none of the others, `sizes` are the network's where they differ from its default.
    `lesson` loads the material from the folder of the data.
    """

    name: str
    labels: Sequence[str]
    alarms: np.ndarray
    reject: int
    sizes: Dict[str, Any]
    lesson: Callable[[Path, Sequence[str], bool, int, int], Lesson]


def _actions(
    root: Path, leave_out: Sequence[str], hold_out: bool, frames: int, size: int
) -> Lesson:
    motions = load_training_sets(root, frozenset(leave_out), hold_out)
    training, validation = on_side(motions, TRAIN), on_side(motions, VALIDATION)
    # These two options are about the older sets; --folds is about all.
    whole = not (hold_out or leave_out)
    real, crowds = (load_real_sets(root), load_crowds(root)) if whole else ([], [])
    composer = WildComposer(training + real, crowds, frames, size)
    return Lesson(
        composer.sample,
        motion_clips(validation, frames, size),
        labels_of(validation),
        np.array([motion.source for motion in validation]),
        f"{len(training) + len(real)} motions to train on, {len(validation)} to validate",
        lambda: composer.folds,
    )


def _scenes(
    root: Path, leave_out: Sequence[str], hold_out: bool, frames: int, size: int
) -> Lesson:
    motions = load_training_sets(root, frozenset(leave_out), hold_out)
    training, validation = on_side(motions, TRAIN), on_side(motions, VALIDATION)
    scenes = composed_scenes(ActivityComposer(validation, frames, size), CHECKED_SCENES)
    whole = not (hold_out or leave_out)
    real, crowds = (load_real_sets(root), load_crowds(root)) if whole else ([], [])
    composer = WildActivities(training + real, crowds, frames, size)
    return Lesson(
        composer.sample,
        [scene.clip for scene in scenes],
        np.array([scene.label for scene in scenes]),
        np.array([f"{scene.people} people" for scene in scenes]),
        f"scenes of {len(training)} motions to train on, {len(scenes)} scenes to validate",
        lambda: composer.folds,
    )


ACTIONS = Task("actions", LABELS, ALARMS, OTHER, {}, _actions)
SCENES = Task(
    "scenes",
    ACTIVITIES,
    ACTIVITY_ALARMS,
    ACTIVITY_INDEX["other"],
    {"frames": 16, "size": 64},
    _scenes,
)
TASKS = {task.name: task for task in (ACTIONS, SCENES)}


def task_names() -> List[str]:
    return list(TASKS)
