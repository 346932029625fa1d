"""How the people of a clip move and stand to each other, in some fifty numbers.

Speeds are in body sizes a frame. Nothing here knows what a clip shows: a network learns to tell
these numbers from heatmaps, of any clip at all, and a regression on what it says of them needs far
fewer fights than one on features that were trained for something else.
"""

import warnings
from typing import Dict, List, NamedTuple, Sequence

import numpy as np

from train.data.clips import Clip

WRISTS, ANKLES, SHOULDERS, HIPS = [9, 10], [15, 16], [5, 6], [11, 12]
# What a wrist may come near: nose, shoulders, hips.
BODY = [0, *SHOULDERS, *HIPS]
# A joint that scores less is not seen, a person with fewer joints neither.
LEAST_SCORE, FEWEST_JOINTS = 0.15, 5
# In sizes of the larger one: who stands near another, and whose speeds are compared.
NEAR, BESIDE = 0.6, 1.0
# Added before the logarithm is taken; of a number that a clip does not have nothing is known.
LEAST = 0.05
FAR = 1e6
Numbers = Dict[str, float]


class Bodies(NamedTuple):
    """Poses [M, T, 17, 2], which joints are seen, who is [M, T], sizes [M] and centres [M, T, 2].

    `outer` is the extent of each body [M, T, 2]; centres and extents are NaN of who is not seen.
    """

    poses: np.ndarray
    seen: np.ndarray
    there: np.ndarray
    sizes: np.ndarray
    centres: np.ndarray
    outer: np.ndarray


def bodies_of(clip: Clip) -> Bodies:
    poses, scores = np.asarray(clip.poses, np.float32), np.asarray(clip.scores, np.float32)
    seen = scores > LEAST_SCORE
    there = seen.sum(2) >= FEWEST_JOINTS
    known = np.where(seen[..., None], poses, np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        outer = np.nanmax(known, 2) - np.nanmin(known, 2)
        each = np.where(there, np.maximum(np.nanmax(outer, -1), 1.0), np.nan)
        sizes = np.nan_to_num(np.nanmedian(each, 1), nan=1.0)
        return Bodies(poses, seen, there, sizes, np.nanmedian(known, 2), outer)


def measures(clip: Clip) -> Numbers:
    """Returns all numbers of a clip, NaN where it has none."""
    bodies, scores = bodies_of(clip), np.asarray(clip.scores, np.float32)
    return {**_speeds(bodies), **_between(bodies), **_postures(bodies), **_seen(bodies, scores)}


def as_columns(clips: Sequence[Clip]) -> np.ndarray:
    """Returns logarithms of the numbers of clips [N, numbers], NaN where a clip has none."""
    rows = np.array([list(measures(clip).values()) for clip in clips])
    return np.log(np.abs(rows) + LEAST)


def _quantiles(name: str, values: np.ndarray, shares: Sequence[float]) -> Numbers:
    found = np.quantile(values, shares) if len(values) else np.full(len(shares), np.nan)
    return {f"{name} {share}": float(value) for share, value in zip(shares, found)}


def _steps(bodies: Bodies) -> np.ndarray:
    """Where both frames of a step show a joint [M, T - 1, 17]."""
    whole = bodies.there[:, 1:] & bodies.there[:, :-1]
    both: np.ndarray = bodies.seen[:, 1:] & bodies.seen[:, :-1] & whole[..., None]
    return both


def _velocities(bodies: Bodies) -> np.ndarray:
    steps: np.ndarray = np.diff(bodies.poses, axis=1) / bodies.sizes[:, None, None, None]
    return steps


def _speeds(bodies: Bodies) -> Numbers:
    moves, both = _velocities(bodies), _steps(bodies)
    whole = np.nan_to_num(np.diff(bodies.centres, axis=1)) / bodies.sizes[:, None, None]
    speed = np.linalg.norm(moves, axis=-1)
    own = np.linalg.norm(moves - whole[:, :, None], axis=-1)
    change, thrice = np.linalg.norm(np.diff(moves, axis=1), axis=-1), both[:, 1:] & both[:, :-1]
    passed = bodies.there[:, 1:] & bodies.there[:, :-1]
    return {
        **_quantiles("speed", speed[both], (0.25, 0.5, 0.75, 0.9, 0.97)),
        **_quantiles("whole speed", np.linalg.norm(whole, axis=-1)[passed], (0.5, 0.9)),
        **_quantiles("own speed", own[both], (0.5, 0.9, 0.97)),
        **_quantiles("wrist speed", _of(WRISTS, speed, both), (0.5, 0.9, 0.97)),
        **_quantiles("own wrist speed", _of(WRISTS, own, both), (0.5, 0.9)),
        **_quantiles("ankle speed", _of(ANKLES, speed, both), (0.5, 0.9)),
        **_quantiles("change", change[thrice], (0.5, 0.9, 0.97)),
        **_quantiles("wrist change", _of(WRISTS, change, thrice), (0.5, 0.9)),
    }


def _of(joints: List[int], values: np.ndarray, known: np.ndarray) -> np.ndarray:
    chosen: np.ndarray = values[:, :, joints][known[:, :, joints]]
    return chosen


def _between(bodies: Bodies) -> Numbers:
    """How far apart people are, and what those do who are near another one."""
    there, larger = bodies.there, np.maximum(bodies.sizes[:, None], bodies.sizes)
    both = there[:, None] & there & ~np.eye(len(there), dtype=bool)[..., None]
    gap = np.where(both[..., None], bodies.centres[:, None] - bodies.centres, 0)
    apart = np.where(both, np.linalg.norm(gap, axis=-1) / larger[..., None], np.inf)
    near = (apart < NEAR).any(1)
    beside = both[..., 1:] & both[..., :-1] & (apart[..., 1:] < BESIDE)
    parting = np.linalg.norm(np.diff(gap, axis=2), axis=-1) / larger[..., None]
    speed, steps = np.linalg.norm(_velocities(bodies), axis=-1), _steps(bodies)
    return {
        **_quantiles("apart", apart[both], (0.05, 0.25, 0.5)),
        **_quantiles("wrist to body", _reaches(bodies, both, larger), (0.05, 0.25, 0.5)),
        **_quantiles("parting", parting[beside], (0.5, 0.9)),
        "near": float(near.sum() / max(there.sum(), 1)),
        "speed of near": _mean(speed[steps & near[:, 1:, None]]),
        "speed of others": _mean(speed[steps & ~near[:, 1:, None]]),
    }


def _reaches(bodies: Bodies, both: np.ndarray, larger: np.ndarray) -> np.ndarray:
    """How far each wrist is from the body of each other one, in sizes."""
    body = np.where(bodies.seen[:, :, BODY, None], bodies.poses[:, :, BODY], FAR)
    wrists = bodies.poses[:, :, WRISTS]
    reach = np.linalg.norm(wrists[:, None, :, :, None] - body[None, :, :, None], axis=-1).min(-1)
    known = both[..., None] & bodies.seen[:, None, :, WRISTS] & (reach < FAR / 2)
    found: np.ndarray = (reach / larger[..., None, None])[known]
    return found


def _postures(bodies: Bodies) -> Numbers:
    there, outer = bodies.there, bodies.outer
    spine = bodies.poses[:, :, SHOULDERS].mean(2) - bodies.poses[:, :, HIPS].mean(2)
    whole = bodies.seen[:, :, [*SHOULDERS, *HIPS]].all(2) & there
    tilt = np.abs(np.arctan2(spine[..., 0], -spine[..., 1]))
    extent = np.maximum(outer.max(-1), 1.0)
    return {
        **_quantiles("size", extent[there], (0.1, 0.5, 0.9)),
        **_quantiles("aspect", (outer[..., 0] / (outer[..., 1] + 1e-6))[there], (0.25, 0.5, 0.9)),
        **_quantiles("tilt", tilt[whole], (0.5, 0.9)),
    }


def _seen(bodies: Bodies, scores: np.ndarray) -> Numbers:
    """How many are there, how well they are seen, and how often somebody comes to light."""
    there, known = bodies.there, scores[scores > 0]
    number = there.sum(0)
    return {
        "people": float(number.mean()),
        "most people": float(number.max()),
        "change of people": float(number.std()),
        "score": _mean(known),
        **_quantiles("score", known, (0.9,)),
        "missed": 1 - _mean(bodies.seen[there]),
        "found": float((there[:, 1:] & ~there[:, :-1]).sum() / max(there.sum(), 1)),
        "tracks": float(len(there)),
    }


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else np.nan
