"""The test clips of whole motions."""

from typing import List, Sequence, Tuple

import numpy as np

from train.data.clips import TIME_UNIFORM, Clip, test_clip
from train.data.motions import Motion, frontal

# An event that is not trimmed is measured in these seconds about it.
BEFORE_EVENT, AFTER_EVENT = 1.2, 1.4


def motion_clip(
    motion: Motion, frames: int, size: int, sampling: str = TIME_UNIFORM
) -> Clip:
    """Returns the test clip of a motion: all of it, or the 2.6 s around its event."""
    window = motion_frames(motion)
    return test_clip(*frontal(motion), motion.image, frames, size, *window, sampling=sampling)


def motion_frames(motion: Motion) -> Tuple[int, int]:
    """Returns the half-open window of frames that a motion is measured on."""
    if motion.event is None:
        return 0, motion.frames
    first = max(0, int(motion.event - BEFORE_EVENT * motion.fps))
    return first, min(motion.frames, int(motion.event + AFTER_EVENT * motion.fps))


def motion_clips(motions: Sequence[Motion], frames: int, size: int) -> List[Clip]:
    return [motion_clip(motion, frames, size) for motion in motions]


def labels_of(motions: Sequence[Motion]) -> np.ndarray:
    return np.array([motion.label for motion in motions], int)
