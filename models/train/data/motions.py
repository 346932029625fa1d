"""The labelled motions that models learn from and are measured on, and how they are split.

Coordinates: 2-D poses are pixels, y down. 3-D poses are metres, x to image right, y up, z away
from the camera. Joints are COCO-17; a joint a set does not have scores 0.
"""

import csv
import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, FrozenSet, List, Mapping, Optional, Sequence, Tuple

import numpy as np

from export.errors import ExportError

PAIR_LABELS = (
    "2p_approaching",
    "2p_departing",
    "2p_exchanging_object",
    "2p_hugging",
    "2p_kicking",
    "2p_punching",
    "2p_pushing",
    "2p_shaking_hands",
    "fight",
)
PERSON_LABELS = (
    "walk",
    "run",
    "jump",
    "sit_down",
    "stand_up",
    "pick_up",
    "throw",
    "catch",
    "wave",
    "clap",
    "push",
    "swing",
    "squat",
    "punch",
    "kick",
    "fall",
    "pullup",
    "pushup",
    "situp",
    "lift",
    "bowl",
)
REJECT = "other"
LABELS = PERSON_LABELS + PAIR_LABELS + (REJECT,)
INDEX = {label: index for index, label in enumerate(LABELS)}
OTHER = INDEX[REJECT]
ALARM_LABELS = ("fall", "punch", "kick") + PAIR_LABELS
ALARMS = np.array([INDEX[label] for label in ALARM_LABELS])

TRAINING_SETS = (
    "penn_action",
    "jhmdb",
    "utd_mhad",
    "sbu_interaction",
    "msr_action3d",
    "utkinect",
    "upfall_alphapose",
)
FALLS = "upfall_alphapose"
TENNIS = "tennis_movenet"
RECORDINGS = ("stream_badminton_openpose", "stream_dance_alphapose", "stream_trackid3x3")
# Native labels that are half a target: neither a good example of it nor of its absence.
AMBIGUOUS = {
    ("utd_mhad", "pickup_and_throw"),
    ("msr_action3d", "pickup_and_throw"),
    ("msr_action3d", "horizontal_arm_wave"),
    ("utkinect", "carry"),
}
# Native labels without a target that a run may be kept from, to see whether it rejects motions
# that are new to it.
HELD_OUT = {
    ("utd_mhad", "arm_curl"),
    ("utd_mhad", "draw_x"),
    ("utd_mhad", "knock"),
    ("utd_mhad", "lunge"),
    ("msr_action3d", "bend"),
    ("msr_action3d", "draw_tick"),
    ("msr_action3d", "hammer"),
    ("utkinect", "pull"),
    ("penn_action", "strum_guitar"),
}
VALIDATION_SUBJECTS = {
    "utd_mhad": {"4", "8"},
    "msr_action3d": {"4", "8"},
    "utkinect": {"04", "08"},
    "upfall_alphapose": {"2018-07-06"},
}
VALIDATION_SPLITS = {"penn_action": "test", "jhmdb": "test", "sbu_interaction": "fold0"}

# Kinect v1 stores what it sees in a mirror.
MIRRORED_SETS = {"utd_mhad", "utkinect", "msr_action3d"}
# Sets whose 2-D coordinates are not pixels: the factor and the origin that make them so.
TO_PIXELS = {"jhmdb": (100.0, (320.0, 240.0)), TENNIS: (480.0, (0.0, 0.0))}
IMAGE_SIZES = {TENNIS: (480, 480)}
DEFAULT_IMAGE = (640, 480)
DEFAULT_FPS = 30.0
FOCAL = 1.1
NEAREST_CAMERA = 3.0
LEAST_TRUSTED = 0.05

TRAIN, VALIDATION, TEST = "train", "validation", "test"


@dataclass(frozen=True)
class Motion:
    """One labelled recording of one or two people.

    `poses` is [M, T, 17, 2 or 3], `scores` [M, T, 17] in 0..1, `image` (width, height) in pixels.
    `event` is the frame at whose centre the action happens, for sets that are not trimmed.
    """

    source: str
    id: str
    native: str
    label: int
    subject: str
    side: str
    fps: float
    poses: np.ndarray
    scores: np.ndarray
    image: Tuple[int, int]
    event: Optional[int] = None

    @property
    def frames(self) -> int:
        return self.poses.shape[1]

    @property
    def spatial(self) -> bool:
        """Whether the poses are 3-D."""
        return self.poses.shape[-1] == 3


def load_set(root: Path, name: str) -> List[Motion]:
    """Returns every motion of a set but the ambiguous ones, in the set's order."""
    targets = read_label_map(root)
    with np.load(root / name / f"{name}.npz", allow_pickle=False) as stored:
        arrays = {key: stored[key] for key in stored.files}
    motions = []
    for number, native in enumerate(arrays["label"]):
        if (name, str(native)) not in AMBIGUOUS:
            motions.append(_motion(name, arrays, number, targets))
    return motions


def load_training_sets(
    root: Path, leave_out: FrozenSet[str] = frozenset(), hold_out: bool = False
) -> List[Motion]:
    """Returns the motions of all sets that may be trained on, both sides, without `leave_out`.

    With `hold_out` the training side also lacks the native labels of `HELD_OUT`.
    """
    unknown = sorted(set(leave_out) - set(TRAINING_SETS))
    if unknown:
        raise ExportError(f"expected sets of {', '.join(TRAINING_SETS)}, got {unknown[0]}")
    return [
        motion
        for name in TRAINING_SETS
        if name not in leave_out
        for motion in load_set(root, name)
        if not (hold_out and motion.side == TRAIN and is_held_out(motion))
    ]


def is_held_out(motion: Motion) -> bool:
    return (motion.source, motion.native) in HELD_OUT


def on_side(motions: Sequence[Motion], side: str) -> List[Motion]:
    return [motion for motion in motions if motion.side == side]


def read_label_map(root: Path) -> Dict[Tuple[str, str], str]:
    """Returns the target label by (set, native label); motions without a target are `other`."""
    path = root / "label_map.csv"
    with open(path, encoding="utf-8", newline="") as file:
        targets = {
            (row["dataset"], row["native_label"]): row["target_label"] or REJECT
            for row in csv.DictReader(file)
        }
    unknown = sorted(set(targets.values()) - set(LABELS))
    if unknown:
        raise ExportError(
            f"{path}: expected targets of the {len(LABELS)} labels, got {unknown[0]}"
        )
    return targets


def _motion(
    name: str,
    arrays: Mapping[str, np.ndarray],
    number: int,
    targets: Mapping[Tuple[str, str], str],
) -> Motion:
    first, last = arrays["offset"][number : number + 2]
    native, subject, split = (str(arrays[key][number]) for key in ("label", "subject", "split"))
    poses, scores = _coco17(name, arrays, first, last)
    fps = float(arrays["fps"][number]) or DEFAULT_FPS
    width, height = (int(length) for length in arrays["wh"][number])
    return Motion(
        source=name,
        id=str(arrays["id"][number]),
        native=native,
        label=INDEX[targets.get((name, native), REJECT)],
        subject=subject,
        side=_side(name, subject, split),
        fps=fps,
        poses=poses,
        scores=scores,
        image=IMAGE_SIZES.get(name, (width, height) if width else DEFAULT_IMAGE),
        event=steepest_drop(poses[0], scores[0], fps) if name == FALLS else None,
    )


def _coco17(
    name: str, arrays: Mapping[str, np.ndarray], first: int, last: int
) -> Tuple[np.ndarray, np.ndarray]:
    """Picks the COCO-17 joints: [T, M, V, D] of the set becomes [M, T, 17, D]."""
    columns = arrays["coco17"]
    known = columns >= 0
    stored = arrays["kp"][first:last].astype(np.float32).transpose(1, 0, 2, 3)
    stored_scores = arrays["score"][first:last].astype(np.float32).transpose(1, 0, 2)
    poses = np.zeros((*stored.shape[:2], len(columns), stored.shape[-1]), np.float32)
    scores = np.zeros(poses.shape[:3], np.float32)
    poses[:, :, known] = stored[:, :, columns[known]]
    scores[:, :, known] = np.clip(stored_scores[:, :, columns[known]], 0, 1)
    if name in MIRRORED_SETS:
        poses[..., 0] *= -1
    if name in TO_PIXELS:
        factor, origin = TO_PIXELS[name]
        poses[:, :, known] = poses[:, :, known] * factor + np.array(origin, np.float32)
    return poses, scores


def _side(name: str, subject: str, split: str) -> str:
    if name in VALIDATION_SUBJECTS:
        return VALIDATION if subject in VALIDATION_SUBJECTS[name] else TRAIN
    if name in VALIDATION_SPLITS:
        return VALIDATION if split == VALIDATION_SPLITS[name] else TRAIN
    return TEST


def steepest_drop(pose: np.ndarray, scores: np.ndarray, fps: float) -> int:
    """Returns the frame of one person's 2-D pose at which head and shoulders drop most in 1 s."""
    upper = [0, 5, 6]
    seen = scores[:, upper] > 0.05
    frames = np.flatnonzero(seen.any(1))
    if len(frames) < 4:
        return len(pose) // 2
    height = np.where(seen, pose[:, upper, 1], 0).sum(1)[frames] / seen.sum(1)[frames]
    height = np.interp(np.arange(len(pose)), frames, height)
    height = np.median(_neighbours(height, 7), axis=1)
    height = _neighbours(height, 3).mean(1)
    half = max(2, round(fps / 2))
    padded = np.pad(height, half, mode="edge")
    return int(np.argmax(padded[2 * half :] - padded[: -2 * half]))


def _neighbours(values: np.ndarray, width: int) -> np.ndarray:
    padded = np.pad(values, width // 2, mode="edge")
    return np.lib.stride_tricks.sliding_window_view(padded, width)


def frontal(motion: Motion) -> Tuple[np.ndarray, np.ndarray]:
    """Returns 2-D poses [M, T, 17, 2] in pixels, and scores, as a pose estimator would send them.

    They equal the 2-D clips published with the data: 3-D motions are seen from the front,
    everything is rounded, and joints that score next to nothing are missing: at (0, 0), score 0.
    """
    poses = motion.poses.astype(np.float64)
    if motion.spatial:
        poses = frontal_projection(poses, motion.image)
    poses = np.round(poses, 1)
    missing = motion.scores < LEAST_TRUSTED
    poses[missing] = 0
    return poses.astype(np.float32), np.where(missing, 0, np.round(motion.scores, 2))


def frontal_projection(poses: np.ndarray, image: Tuple[int, int]) -> np.ndarray:
    """Projects [M, T, 17, 3] in metres to pixels; the camera looks at the median joint."""
    width, height = image
    center = np.median(poses.reshape(-1, 3), axis=0)
    x, y, z = np.moveaxis(poses - center, -1, 0)
    z = z + max(center[2], NEAREST_CAMERA)
    # Missing joints lie at the camera itself; the caller clears them.
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = FOCAL * width / z
        return np.stack([width / 2 + scale * x, height / 2 - scale * y], axis=-1)


@dataclass(frozen=True)
class Recording:
    """An unlabelled recording of several people: poses [M, T, 17, 2], scores 0 where absent."""

    source: str
    id: str
    fps: float
    poses: np.ndarray
    scores: np.ndarray
    image: Tuple[int, int]


def load_recordings(root: Path, source: str) -> List[Recording]:
    """Returns the recordings of a folder, one for each file."""
    return [read_recording(source, path) for path in sorted((root / source).glob("*.jsonl.gz"))]


def read_recording(source: str, path: Path) -> Recording:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        frames = [json.loads(line) for line in file]
    return recording_of(source, path.name[: -len(".jsonl.gz")], frames)


def recording_of(source: str, name: str, frames: Sequence[Dict[str, Any]]) -> Recording:
    """Returns the recording of frames of one stream; its people are in the order of their ids."""
    joints = _joints_by_track(frames)
    step = np.median(np.diff([frame["ts_ms"] for frame in frames])) / 1000
    return Recording(
        source,
        name,
        float(1 / step),
        joints[..., :2].copy(),
        np.clip(joints[..., 2], 0, 1),
        (frames[0]["w"], frames[0]["h"]),
    )


def _joints_by_track(frames: Sequence[Dict[str, Any]]) -> np.ndarray:
    """Returns [M, T, 17, 3], the people in the order of their ids."""
    tracks = sorted({person["track_id"] for frame in frames for person in frame["persons"]})
    row = {track: number for number, track in enumerate(tracks)}
    joints = np.zeros((len(tracks), len(frames), 17, 3), np.float32)
    for number, frame in enumerate(frames):
        for person in frame["persons"]:
            joints[row[person["track_id"]], number] = person["kp"]
    return joints
