"""What strangers' models are measured on, as clips: each with the fold whose runs never saw it."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Sequence, Tuple

import numpy as np

from train.composing.augment import Camera, project
from train.data.clips import Clip, test_clip
from train.data.motion_clips import motion_clip
from train.data.motions import FALLS, INDEX, OTHER, TENNIS, VALIDATION, Motion, Recording, frontal
from train.data.motions import FOCAL, NEAREST_CAMERA, load_recordings, load_set
from train.data.real import CAPTURED, FALLS_SEEN, FIGHTS, LEAST_SEEN, PAIRS_SEEN, WEB, YOGA, alone
from train.data.real import fold_of, load_captured, load_clips, load_crowds
from train.measuring.windows import groups, window_starts

# Parts of the material.
SETS, PAIRS, FIGHTING, FALLING, QUIETNESS = "sets", "pairs", "fights", "falls", "recordings"
WHOLE_SETS = ("utkinect", "jhmdb", "utd_mhad", "msr_action3d")
# 3-D sets are seen from here: yaw and pitch in degrees.
VIEWS = ((0, 0), (45, 10), (-45, 25))
# Of a large set every so many motions will do.
EVERY = {"bandai_namco": 8, TENNIS: 3}
# Metres between a camera and whoever comes nearest to it.
NEAREST_PERSON = 1.5
# A motion that lasts longer is measured by its middle, both in seconds.
LONGEST, MIDDLE = 4.5, 2.5
SECONDS, HOP = 2.0, 1.0
FALL_HOP = 0.5
RECORDINGS = ("stream_badminton_openpose", "stream_dance_alphapose")


@dataclass(frozen=True)
class Item:
    """One clip to be scored.

    `fold` keeps it from its runs, nothing if nobody trains on it. `group` is the recording, clip
    or track that it is a window of, `scope` who is in it. `second` is when its window begins, and
    `phase` tells where that is in a fall: before, in, after.
    """

    part: str
    source: str
    fold: Optional[int]
    label: int
    native: str
    clip: Clip
    group: str
    scope: str = "person"
    second: float = 0.0
    phase: str = ""


@dataclass(frozen=True)
class Grid:
    """How a network wants its clips."""

    frames: int
    size: int
    sampling: str
    flattest: float = 1.0

    def clip(
        self,
        poses: np.ndarray,
        scores: np.ndarray,
        image: Tuple[int, int],
        first: int = 0,
        last: Optional[int] = None,
    ) -> Clip:
        """Returns the clip of a window, without the frames that show nobody."""
        window = slice(first, last)
        poses, scores = poses[:, window], scores[:, window]
        present = (scores > LEAST_SEEN).any((0, 2))
        if not present.any():
            present[:] = True
        return test_clip(
            poses[:, present], scores[:, present], image, self.frames, self.size,
            flattest=self.flattest, sampling=self.sampling,
        )  # fmt: skip


def load_items(root: Path, grid: Grid, every: int = 1) -> List[Item]:
    """Returns everything that is measured, of each part every so many motions."""
    items: List[Item] = []
    for name in WHOLE_SETS:
        items += of_set(load_set(root, name)[::every], grid)
    for name in CAPTURED:
        items += of_set(load_captured(root, name)[:: every * EVERY.get(name, 1)], grid)
    items += of_set([alone(motion) for motion in load_clips(root, WEB)[::every]], grid)
    items += of_set(load_set(root, TENNIS)[:: every * EVERY[TENNIS]], grid)
    items += of_set([alone(motion) for motion in load_clips(root, YOGA)[::every]], grid)
    items += of_clips(load_clips(root, PAIRS_SEEN)[::every], grid, PAIRS)
    items += of_clips(load_clips(root, FIGHTS, empty=True)[::every], grid, FIGHTING)
    items += of_falls(load_clips(root, FALLS_SEEN)[::every], grid)
    own = [m for m in load_set(root, FALLS) if m.side == VALIDATION]
    items += of_falls(own[::every], grid)
    recordings = [r for name in RECORDINGS for r in load_recordings(root, name)]
    for recording in load_crowds(root)[::every] + recordings:
        items += of_recording(recording, grid)
    return items


def load_scenes(root: Path, grid: Grid) -> List[Item]:
    """Returns everybody in windows of real fights, calm scenes, crowds, courts and a dance."""
    items = list(of_clips(load_clips(root, FIGHTS, empty=True), grid, FIGHTING))
    for name in RECORDINGS:
        for recording in load_recordings(root, name):
            items += of_recording(recording, grid)
    for recording in load_crowds(root):
        items += of_recording(recording, grid)
    return [item for item in items if item.scope == "scene"]


def of_set(motions: Sequence[Motion], grid: Grid) -> Iterator[Item]:
    for motion in motions:
        for view, clip in views(motion, grid).items():
            group = f"{motion.id} {view}"
            about = motion.source, fold_of(motion), motion.label, motion.native
            yield Item(SETS, *about, clip, group)


def views(motion: Motion, grid: Grid) -> Dict[str, Clip]:
    """Returns the clips of a motion: from several sides if it is 3-D."""
    motion = in_the_middle(motion)
    if not motion.spatial:
        return {"": motion_clip(motion, grid.frames, grid.size, grid.sampling)}
    made = {}
    for yaw, pitch in VIEWS:
        pixels = seen_from(motion, yaw, pitch)
        missing = motion.scores < LEAST_SEEN
        pixels[missing] = 0
        scores = np.where(missing, 0, motion.scores)
        made[f"{yaw} {pitch}"] = test_clip(
            pixels.astype(np.float32), scores, motion.image, grid.frames, grid.size,
            sampling=grid.sampling,
        )  # fmt: skip
    return made


def in_the_middle(motion: Motion) -> Motion:
    """Returns the middle seconds of a motion that goes on for longer than a window or two."""
    if motion.event is not None or motion.frames <= LONGEST * motion.fps:
        return motion
    length = int(MIDDLE * motion.fps)
    first = (motion.frames - length) // 2
    frames = slice(first, first + length)
    return replace(motion, poses=motion.poses[:, frames], scores=motion.scores[:, frames])


def seen_from(motion: Motion, yaw: float, pitch: float) -> np.ndarray:
    """Returns pixels [M, T, 17, 2] of a 3-D motion, from where nobody walks into the camera."""
    known = motion.poses[motion.scores >= LEAST_SEEN].astype(np.float64)
    center = np.median(known, axis=0)
    reach = np.abs(known - center).max()
    camera = Camera(yaw, pitch, max(NEAREST_CAMERA, NEAREST_PERSON + reach))
    width, height = motion.image
    flat = project(motion.poses.astype(np.float64), camera, center)
    return np.round(FOCAL * width * flat + [width / 2, height / 2], 1)


def of_clips(motions: Sequence[Motion], grid: Grid, part: str) -> Iterator[Item]:
    """Everybody of a real clip in one volume."""
    for motion in motions:
        clip = grid.clip(*frontal(motion), motion.image)
        about = motion.source, fold_of(motion), motion.label, motion.native
        yield Item(part, *about, clip, motion.id, "scene")


def of_falls(motions: Sequence[Motion], grid: Grid) -> Iterator[Item]:
    """Windows slid over falls and what is none, as a stream does."""
    for motion in motions:
        length = int(SECONDS * motion.fps)
        poses, scores = frontal(motion)
        for first in window_starts(motion.frames, motion.fps, SECONDS, FALL_HOP):
            last = min(motion.frames, int(first) + length)
            phase = "in" if _falls_by(motion, last) else "before"
            clip = grid.clip(poses, scores, motion.image, int(first), last)
            yield Item(
                FALLING, motion.source, fold_of(motion), motion.label, motion.native, clip,
                motion.id, second=float(first / motion.fps), phase=phase,
            )  # fmt: skip


def _falls_by(motion: Motion, frame: int) -> bool:
    """Tells whether somebody has begun to fall before a frame."""
    if motion.label != INDEX["fall"] or motion.event is None:
        return False
    return frame > motion.event - 0.8 * motion.fps


def of_recording(recording: Recording, grid: Grid) -> Iterator[Item]:
    """Persons, pairs and everybody in windows of a recording in which nobody does any harm."""
    length = int(SECONDS * recording.fps)
    frames = recording.poses.shape[1]
    for first in window_starts(frames, recording.fps, SECONDS, HOP):
        for scope, people in groups(recording, int(first), length).items():
            for own in people:
                clip = grid.clip(
                    recording.poses[own], recording.scores[own], recording.image,
                    int(first), int(first) + length,
                )  # fmt: skip
                group = f"{recording.id} {scope} {own if scope != 'scene' else ''}"
                yield Item(
                    QUIETNESS, recording.source, fold_of(recording), OTHER, "", clip, group, scope,
                    float(first / recording.fps),
                )  # fmt: skip
