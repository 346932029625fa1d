"""The newer sets: real people seen by real estimators, and clean motion capture.

Clips are JSON lines (`clips_coco17_2d.jsonl.gz`); a slot of a clip may hold one track after
another, so people are told apart by track here. Every motion belongs to at most one of the
`FOLDS` strangers' folds: what a fold keeps is never trained on by the runs of that fold.
"""

import gzip
import json
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any, Collection, Dict, Iterator, List, Optional, Sequence, TypeVar, Union

import numpy as np

from train.data.motions import DEFAULT_FPS, INDEX, OTHER, TRAIN, Motion, Recording
from train.data.motions import load_recordings, load_set, recording_of

FIGHTS, PAIRS_SEEN, FALLS_SEEN = "scfd_fight_movenet", "ut_interaction_movenet", "urfd_falls"
WEB, YOGA = "jhmdb_video_movenet", "yoga_reject_movenet"
CAPTURED = ("bandai_namco", "cmu_mocap8")
CROWD, COURT = "stream_bonn_posetrack", "stream_trackid3x3"
FIGHT = INDEX["fight"]
FOLDS = 5
# Whole sets that a fold keeps; of the others it keeps a fifth of the videos, sequences or clips.
WHOLE = {
    "utkinect": 0,
    "jhmdb": 1,
    WEB: 1,
    "utd_mhad": 2,
    "msr_action3d": 3,
    "bandai_namco": 4,
    "cmu_mocap8": 4,
}
SHARED_OUT = (FIGHTS, PAIRS_SEEN, FALLS_SEEN, YOGA, CROWD, COURT)
TARGETS = {"2p_fight": "fight", "": "other"}
# Half a target, as in `data.motions.AMBIGUOUS`: who climbs stairs also walks.
AMBIGUOUS = {(WEB, "climb_stairs"), ("cmu_mocap8", "soccer")}
Kept = TypeVar("Kept", bound=Union[Motion, Recording])
LEAST_SEEN = 0.05
FEWEST_JOINTS, FEWEST_FRAMES = 5, 4


def fold_of(motion: Union[Motion, Recording]) -> Optional[int]:
    """Returns the fold that keeps a motion or a recording, or nothing if all may train on it."""
    if motion.source in WHOLE:
        return WHOLE[motion.source]
    if motion.source not in SHARED_OUT:
        return None
    group = getattr(motion, "subject", None) or motion.id
    if motion.source == PAIRS_SEEN:
        return int(group[-2:]) % FOLDS
    # Not hash(), which differs from run to run.
    return zlib.crc32(f"{motion.source} {group}".encode()) % FOLDS


def without(seen: Sequence[Kept], folds: Collection[int]) -> List[Kept]:
    """Returns the motions or recordings that none of the folds keeps."""
    return [each for each in seen if fold_of(each) not in folds]


def load_clips(root: Path, name: str, empty: bool = False) -> List[Motion]:
    """Returns the motions of a set of JSON lines, with everybody that the estimator followed.

    Clips in which it followed nobody are left out, or come with a person whom nobody sees if
    `empty` is asked for.
    """
    path = root / name / "clips_coco17_2d.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        made = [_motion(name, json.loads(line), empty) for line in file]
    return [motion for motion in made if motion is not None]


def _motion(name: str, clip: Dict[str, Any], empty: bool) -> Optional[Motion]:
    if (name, clip["label"]) in AMBIGUOUS:
        return None
    joints = np.array(clip["kp"], np.float32).transpose(1, 0, 2, 3)
    tracks = clip.get("track_id")
    if tracks is not None:
        joints = by_track(joints, np.array(tracks))
    scores = np.clip(joints[..., 2], 0, 1)
    kept = ((scores > LEAST_SEEN).sum(2) >= FEWEST_JOINTS).sum(1) >= FEWEST_FRAMES
    if not kept.any():
        if not empty:
            return None
        joints = np.zeros((1, *joints.shape[1:]), np.float32)
        scores, kept = joints[..., 2], np.array([True])
    target = TARGETS.get(clip["target"], clip["target"])
    event = None
    if "fall_start" in clip:
        event = (clip["fall_start"] + clip["fall_end"]) // 2
    return Motion(
        source=name,
        id=clip["id"],
        native=clip["label"],
        label=INDEX[target],
        subject=clip["subject"],
        side=TRAIN,
        fps=float(clip["fps"]) or DEFAULT_FPS,
        poses=joints[kept][..., :2],
        scores=scores[kept],
        image=(clip["w"], clip["h"]),
        event=event,
    )


def by_track(joints: np.ndarray, tracks: np.ndarray) -> np.ndarray:
    """Turns slots [M, T, 17, 3] into people: a row for each id of `tracks` [T, M], 0 for nobody.

    Those who are seen longest come first.
    """
    ids, frames = np.unique(tracks[tracks > 0], return_counts=True)
    people = np.zeros((len(ids), *joints.shape[1:]), np.float32)
    for row, track in enumerate(ids[np.argsort(-frames, kind="stable")]):
        frame, slot = np.nonzero(tracks == track)
        people[row, frame] = joints[slot, frame]
    return people


def alone(motion: Motion, person: int = 0) -> Motion:
    """Returns one of a motion's people, with the frames from first to last sight."""
    seen = np.flatnonzero((motion.scores[person] > LEAST_SEEN).any(1))
    frames = slice(seen[0], seen[-1] + 1)
    own = slice(person, person + 1)
    return replace(
        motion, poses=motion.poses[own, frames], scores=motion.scores[own, frames], event=None
    )


def load_captured(root: Path, name: str) -> List[Motion]:
    """Returns the motions of a set of motion capture, with the targets of its clips."""
    targets: Dict[str, int] = {}
    with open(root / name / "meta.json", encoding="utf-8") as file:
        for native, row in json.load(file)["classes"].items():
            targets[native] = INDEX[TARGETS.get(row["target"], row["target"])]
    return [
        replace(motion, label=targets[motion.native], side=TRAIN)
        for motion in load_set(root, name)
        if (name, motion.native) not in AMBIGUOUS
    ]


def load_crowds(root: Path) -> List[Recording]:
    """Returns the recordings of crowds and courts, one for each stream; nobody fights in them."""
    crowds = [part for whole in load_streams(root, CROWD) for part in whole]
    return crowds + load_recordings(root, COURT)


def load_streams(root: Path, source: str) -> Iterator[List[Recording]]:
    """Yields the recordings of each file of a folder whose files hold several streams."""
    for path in sorted((root / source).glob("*.jsonl.gz")):
        streams: Dict[str, List[Dict[str, Any]]] = {}
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                frame = json.loads(line)
                streams.setdefault(frame["stream"], []).append(frame)
        yield [recording_of(source, name, frames) for name, frames in streams.items()]


def load_real_sets(root: Path) -> List[Motion]:
    """Returns the motions of all sets of this module, of which not one is validated on."""
    captured = [motion for name in CAPTURED for motion in load_captured(root, name)]
    seen = FIGHTS, PAIRS_SEEN, FALLS_SEEN, WEB, YOGA
    return captured + [motion for name in seen for motion in load_clips(root, name)]


def lying_parts(falls: List[Motion]) -> List[Motion]:
    """Returns what comes after falls, of those that go on for a second: people who lie."""
    parts = []
    for motion in falls:
        first = int(motion.event + 1.0 * motion.fps) if motion.event is not None else 0
        if motion.frames - first >= 1.0 * motion.fps:
            after = slice(first, motion.frames)
            parts.append(
                replace(
                    motion, native="lying", label=OTHER, event=None,
                    poses=motion.poses[:, after], scores=motion.scores[:, after],
                )
            )  # fmt: skip
    return parts
