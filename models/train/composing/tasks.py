"""What can be learnt: labels, where training samples come from, and what they are checked on."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, List, Sequence

import numpy as np

from train.composing.activities import ACTIVITIES, ACTIVITY_ALARMS, ACTIVITY_INDEX
from train.composing.activities import ActivityComposer, composed_scenes
from train.composing.scenes import Composer, Recipe
from train.data.clips import Clip, Sample
from train.data.motion_clips import labels_of, motion_clips
from train.data.motions import ALARMS, LABELS, OTHER, TRAIN, VALIDATION, load_training_sets
from train.data.motions import on_side

# Scenes of each activity and number of people, for the checks during training.
CHECKED_SCENES = 10


@dataclass(frozen=True)
class Lesson:
    """A task's material: clips to learn from, and others to check on with labels and sources."""

    sample: Sample
    clips: Sequence[Clip]
    labels: np.ndarray
    sources: np.ndarray
    description: str


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
    return Lesson(
        Composer(training, frames, size, Recipe()).sample,
        motion_clips(validation, frames, size),
        labels_of(validation),
        np.array([motion.source for motion in validation]),
        f"{len(training)} motions to train on, {len(validation)} to validate",
    )


def _scenes(
    root: Path, leave_out: Sequence[str], hold_out: bool, frames: int, size: int
) -> Lesson:
    motions = load_training_sets(root, frozenset(leave_out), hold_out)
    training, validation = on_side(motions, TRAIN), on_side(motions, VALIDATION)
    scenes = composed_scenes(ActivityComposer(validation, frames, size), CHECKED_SCENES)
    return Lesson(
        ActivityComposer(training, frames, size).sample,
        [scene.clip for scene in scenes],
        np.array([scene.label for scene in scenes]),
        np.array([f"{scene.people} people" for scene in scenes]),
        f"scenes of {len(training)} motions to train on, {len(scenes)} scenes to validate",
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
