"""Windows that slide over recordings, and who is looked at in them, as PoseStream does it."""

from typing import Dict, List, Sequence

import numpy as np

from train.data.motions import Recording

WINDOW_SECONDS, HOP_SECONDS = 2.0, 1.0


def window_starts(frames: int, fps: float, seconds: float, hop: float) -> np.ndarray:
    last = max(0, frames - int(seconds * fps))
    return np.arange(0, last + 1, max(1, int(hop * fps)))


def windows_of(recording: Recording) -> Sequence[slice]:
    """Returns the windows of a recording as frames."""
    length = int(WINDOW_SECONDS * recording.fps)
    frames = recording.poses.shape[1]
    starts = window_starts(frames, recording.fps, WINDOW_SECONDS, HOP_SECONDS)
    return [slice(int(first), int(first) + length) for first in starts]


def groups(recording: Recording, first: int, length: int) -> Dict[str, List[List[int]]]:
    """Returns who is looked at in a window: each person, each with the nearest one, everybody."""
    window = slice(first, first + length)
    seen = (recording.scores[:, window] > 0).any(2).sum(1)
    persons = [int(i) for i in np.flatnonzero(seen >= 0.5 * length)]
    everybody = [int(i) for i in np.flatnonzero(seen >= 0.25 * length)]
    return {
        "person": [[i] for i in persons],
        "pair": _pairs(recording, persons, window),
        "scene": [everybody] if everybody else [],
    }


def _pairs(recording: Recording, persons: Sequence[int], window: slice) -> List[List[int]]:
    places = {i: _place(recording, i, window) for i in persons}
    pairs = set()
    for i in persons:
        others = [j for j in persons if j != i]
        if others:
            away = {j: float(np.linalg.norm(places[i] - places[j])) for j in others}
            nearest = min(others, key=away.__getitem__)
            pairs.add((min(i, nearest), max(i, nearest)))
    return [list(pair) for pair in sorted(pairs)]


def _place(recording: Recording, person: int, window: slice) -> np.ndarray:
    seen = recording.scores[person, window] > 0
    place: np.ndarray = np.median(recording.poses[person, window][seen], axis=0)
    return place
