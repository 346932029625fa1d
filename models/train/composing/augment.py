"""What cameras, pose estimators and people in the way do to poses, as random disturbances.

Poses are [M, T, 17, 2 or 3] and scores [M, T, 17]; a score of 0 is a joint nobody saw. Every
function returns new arrays. 2-D poses here are in units of the person's size (see `normalise`), y
down. `rng` is the only source of chance.
"""

from dataclasses import dataclass
from typing import Tuple

import numpy as np
from numpy.random import Generator

from train.data.clips import PADDING, Clip

Scene = Tuple[np.ndarray, np.ndarray]

# COCO-17: 0 nose, 1-2 eyes, 3-4 ears, then shoulders, elbows, wrists, hips, knees, ankles in
# pairs; odd numbers are left.
MIRRORED = np.array([0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15])
FACE = np.array([1, 2, 3, 4])
HEAD = np.array([0, 1, 2, 3, 4])
LIMB_ENDS = np.array([7, 8, 9, 10, 13, 14, 15, 16])
HIPS = np.array([11, 12])
KNEES = np.array([13, 14])
LEGS = np.array([13, 14, 15, 16])


@dataclass(frozen=True)
class Camera:
    """Where a 3-D scene is seen from: degrees about its centre, and metres away from it."""

    yaw: float
    pitch: float
    distance: float


def random_camera(rng: Generator) -> Camera:
    """Mostly from the front, as cameras are hung, but from every side now and then."""
    side = rng.random()
    if side < 0.3:
        yaw = rng.normal(0, 20)
    elif side < 0.85:
        yaw = rng.uniform(-80, 80)
    else:
        yaw = rng.uniform(-180, 180)
    return Camera(yaw, rng.uniform(-6, 32), rng.uniform(2.3, 7.0))


def project(poses: np.ndarray, camera: Camera, center: np.ndarray) -> np.ndarray:
    """Turns [.., 3] in metres about `center` and projects it; returns [.., 2], y down."""
    yaw, pitch = np.radians([camera.yaw, camera.pitch])
    x, y, z = np.moveaxis(poses - center, -1, 0)
    x, z = np.cos(yaw) * x + np.sin(yaw) * z, np.cos(yaw) * z - np.sin(yaw) * x
    y, z = np.cos(pitch) * y - np.sin(pitch) * z, np.sin(pitch) * y + np.cos(pitch) * z
    depth = np.maximum(z + camera.distance, 0.5)
    return np.stack([x / depth, -y / depth], axis=-1)


def another_angle(poses: np.ndarray, rng: Generator) -> np.ndarray:
    """Tilts, squeezes and shears 2-D poses: what little of another view a picture can give."""
    tilt = np.radians(rng.normal(0, 5))
    turn = np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]])
    squeeze = np.array([[rng.uniform(0.7, 1.15), rng.normal(0, 0.05)], [0, rng.uniform(0.9, 1.1)]])
    return poses @ (turn @ squeeze).T


def mirror(poses: np.ndarray, scores: np.ndarray) -> Scene:
    """Exchanges left and right: x becomes -x and every joint takes its partner's place."""
    flipped = poses[:, :, MIRRORED].copy()
    flipped[..., 0] *= -1
    return flipped, scores[:, :, MIRRORED]


def extent(pose: np.ndarray, scores: np.ndarray) -> float:
    """Returns the larger side of one person's box, robust to few odd frames."""
    seen = scores > 0.05
    whole = seen.sum(1) >= 3
    if not whole.any():
        return 1.0
    high = np.where(seen[..., None], pose, -np.inf)[whole].max(1)
    low = np.where(seen[..., None], pose, np.inf)[whole].min(1)
    return float(max(np.percentile((high - low).max(1), 75), 1e-3))


def normalise(poses: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Moves 2-D poses so that the median joint is at 0 and the largest person has size 1."""
    seen = scores > 0
    if not seen.any():
        return np.zeros_like(poses)
    size = max(extent(pose, score) for pose, score in zip(poses, scores))
    return (poses - np.median(poses[seen], axis=0)) / size


def with_face(poses: np.ndarray, scores: np.ndarray, rng: Generator) -> Scene:
    """Draws eyes and ears for people who have none, from the head point and the shoulders."""
    faceless = ~(scores[:, :, FACE] > 0).any((1, 2))
    if not faceless.any():
        return poses, scores
    poses, scores = poses.copy(), scores.copy()
    people = poses[faceless]
    across, up = _axes_of_head(people)
    shape = (len(people), 1, 1)
    eye, ear, lift = (
        rng.uniform(*span, shape) for span in ((0.08, 0.16), (0.18, 0.32), (0, 0.15))
    )
    places = ((eye, lift + 0.06), (-eye, lift + 0.06), (ear, lift), (-ear, lift))
    own = scores[faceless]
    known = np.where((own[:, :, 5] > 0) & (own[:, :, 6] > 0), own[:, :, 0], 0)
    for joint, (side, height) in zip(FACE, places):
        people[:, :, joint] = people[:, :, 0] + side * across + height * up
        own[:, :, joint] = known * (rng.random((len(people), 1)) > 0.2)
    poses[faceless], scores[faceless] = people, own
    return poses, scores


def _axes_of_head(people: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """Returns how far a head goes to its left and from the neck up [P, T, 2]."""
    nose, left, right = people[:, :, 0], people[:, :, 5], people[:, :, 6]
    across, up = left - right, nose - (left + right) / 2
    neck = np.linalg.norm(up, axis=-1, keepdims=True)
    width = np.linalg.norm(across, axis=-1, keepdims=True)
    return across * np.minimum(1, 1.2 * neck / np.maximum(width, 1e-6)), up


def without(scores: np.ndarray, joints: np.ndarray) -> np.ndarray:
    """Nobody sees these joints."""
    scores = scores.copy()
    scores[:, :, joints] = 0
    return scores


def with_waist(poses: np.ndarray, scores: np.ndarray) -> Scene:
    """The joints of coarser skeletons: both hips at the waist, no knees, of the face the nose."""
    poses = poses.copy()
    poses[:, :, HIPS] = poses[:, :, HIPS].mean(2, keepdims=True)
    scores = without(scores, np.concatenate([FACE, KNEES]))
    scores[:, :, HIPS] = scores[:, :, HIPS].min(2, keepdims=True)
    return poses, scores


def drop_limb_ends(scores: np.ndarray, probability: float, rng: Generator) -> np.ndarray:
    """Loses, in each frame with that probability, one elbow, wrist, knee or ankle of a person.

    The paper's robustness test.
    """
    scores = scores.copy()
    persons, frames = scores.shape[:2]
    lost = rng.random((persons, frames)) < probability
    joint = LIMB_ENDS[rng.integers(len(LIMB_ENDS), size=(persons, frames))]
    person, frame = np.nonzero(lost)
    scores[person, frame, joint[lost]] = 0
    return scores


def jitter(poses: np.ndarray, sigma: float, rng: Generator) -> np.ndarray:
    """Adds white noise to every coordinate; `sigma` in the unit of the poses."""
    return poses + rng.normal(0, sigma, poses.shape) if sigma else poses


def lower_scores(scores: np.ndarray, rng: Generator) -> np.ndarray:
    """Scores as estimators give them: an own level for each joint, and some noise."""
    level = rng.uniform(rng.uniform(0.15, 0.9), 1.0, (len(scores), 1, scores.shape[2]))
    return scores * level * rng.uniform(0.85, 1.0, scores.shape)


def disturb(poses: np.ndarray, scores: np.ndarray, rng: Generator) -> Scene:
    """Everything a pose estimator does to [M, T, 17, 2] poses of size 1, each now and then."""
    # One more than are used, so that a seed goes on giving the same samples.
    chance = rng.random(12)
    poses, scores = _other_face(poses, scores, chance[0], rng)
    poses = _noisy(poses, chance[1], rng)
    scores = _hard_to_see(scores, chance[2:7], rng)
    if chance[7] < 0.05:
        scores = without(scores, LEGS if rng.random() < 0.4 else KNEES)
    elif chance[7] < 0.10:
        poses, scores = with_waist(poses, scores)
    if chance[8] < 0.15:
        astray = rng.random(scores.shape) < 0.02
        poses = poses + astray[..., None] * rng.normal(0, 0.25, poses.shape)
    if chance[9] < 0.06:
        poses, scores = _swap_sides(poses, scores, rng)
    if chance[10] < 0.5:
        poses, scores = mirror(poses, scores)
    return poses, scores


def _other_face(poses: np.ndarray, scores: np.ndarray, chance: float, rng: Generator) -> Scene:
    if chance < 0.5:
        return with_face(poses, scores, rng)
    if chance < 0.75:
        return poses, without(scores, FACE)
    return poses, without(scores, HEAD) if chance < 0.8 else scores


def _noisy(poses: np.ndarray, chance: float, rng: Generator) -> np.ndarray:
    """Each joint is off all the time, and in each frame by as much again; at times by more."""
    sigma = abs(rng.normal(0, 0.012)) + 0.002
    bias = rng.normal(0, sigma, (len(poses), 1, *poses.shape[2:]))
    poses = jitter(poses + bias, sigma, rng)
    return jitter(poses, rng.uniform(0.01, 0.05), rng) if chance < 0.1 else poses


def _hard_to_see(scores: np.ndarray, chance: np.ndarray, rng: Generator) -> np.ndarray:
    """Low scores, and joints, people or frames that nobody sees."""
    if chance[0] < 0.5:
        scores = lower_scores(scores, rng)
    if chance[1] < 0.25:
        scores = drop_limb_ends(scores, rng.choice([0.125, 0.25, 0.5, 1.0]), rng)
    if chance[2] < 0.3:
        scores = scores * (rng.random(scores.shape) > rng.uniform(0, 0.15))
    if chance[3] < 0.15:
        scores = scores * (rng.random((len(scores), 1, 17)) > rng.uniform(0, 0.2))
    return _lose_frames(scores, rng) if chance[4] < 0.2 else scores


def estimated(poses: np.ndarray, scores: np.ndarray, rng: Generator) -> Scene:
    """What MoveNet did to annotated people: drift, sides swapped, half bodies, doubtful ends."""
    chance = rng.random(4)
    if chance[0] < 0.6:
        poses = _drift(poses, rng)
    if chance[1] < 0.6:
        scores = _doubtful(scores, rng)
    if chance[2] < 0.12:
        poses, scores = _swap_for_a_while(poses, scores, rng)
    if chance[3] < 0.15:
        scores = _cut_by_border(poses, scores, rng)
    return poses, scores


def _drift(poses: np.ndarray, rng: Generator) -> np.ndarray:
    """Errors that last: each joint of a frame errs mostly as it did in the frame before."""
    persons, frames, joints, axes = poses.shape
    keep, sigma = rng.uniform(0.6, 0.95), abs(rng.normal(0, 0.02))
    news = rng.normal(0, sigma, (frames, persons, joints, axes))
    # Elbows, wrists, knees and ankles err twice as much as the rest.
    news[:, :, LIMB_ENDS] *= 2
    errors = np.empty_like(news)
    errors[0] = news[0]
    share = np.sqrt(1 - keep * keep)
    for frame in range(1, frames):
        errors[frame] = keep * errors[frame - 1] + share * news[frame]
    return poses + errors.transpose(1, 0, 2, 3)


def _doubtful(scores: np.ndarray, rng: Generator) -> np.ndarray:
    """Scores about .3 to .8, lower at the ends of limbs, each joint with its own level."""
    level = rng.uniform(0.3, 0.85)
    own = rng.normal(level, 0.12, (len(scores), 1, scores.shape[2]))
    own[:, :, LIMB_ENDS] -= rng.uniform(0, 0.25)
    noise = rng.normal(0, 0.08, scores.shape)
    return np.where(scores > 0, np.clip(own + noise, 0.02, 0.98), 0).astype(scores.dtype)


def _swap_for_a_while(poses: np.ndarray, scores: np.ndarray, rng: Generator) -> Scene:
    """Left is taken for right through a row of frames: legs, arms, or both."""
    frames = poses.shape[1]
    length = int(rng.integers(1, max(2, frames // 3)))
    first = int(rng.integers(0, frames - length + 1))
    taken = np.arange(17)
    part = rng.random()
    for low, high in ((5, 11), (11, 17)):
        if part < 0.3 or (part < 0.65) == (low == 5):
            taken[low:high] = MIRRORED[low:high]
    rows = slice(first, first + length)
    poses, scores = poses.copy(), scores.copy()
    poses[:, rows] = poses[:, rows][:, :, taken]
    scores[:, rows] = scores[:, rows][:, :, taken]
    return poses, scores


def _cut_by_border(poses: np.ndarray, scores: np.ndarray, rng: Generator) -> np.ndarray:
    """The picture ends inside the people: below, at one side, or above."""
    seen = scores > 0
    if not seen.any():
        return scores
    side = rng.random()
    axis, sign = (1, 1) if side < 0.6 else (0, 1 if side < 0.75 else -1) if side < 0.9 else (1, -1)
    place = sign * poses[..., axis]
    border = np.quantile(place[seen], rng.uniform(0.45, 0.9))
    return np.where(place > border, 0, scores).astype(scores.dtype)


def low_rate(poses: np.ndarray, scores: np.ndarray, rng: Generator) -> Scene:
    """A camera of few frames: each is repeated until the next one comes, none is looped."""
    frames = poses.shape[1]
    kept = int(rng.integers(4, max(5, frames - 2)))
    middles = (np.arange(frames) + 0.5) / frames * (kept - 1)
    taken = np.round(np.round(middles) * (frames - 1) / max(1, kept - 1)).astype(int)
    return poses[:, taken], scores[:, taken]


def touch(poses: np.ndarray, scores: np.ndarray, rng: Generator) -> Scene:
    """The little that even a good pose estimator does: faces, some noise; and either hand."""
    if rng.random() < 0.5:
        poses, scores = with_face(poses, scores, rng)
    poses = jitter(poses, rng.uniform(0, 0.008), rng)
    return mirror(poses, scores) if rng.random() < 0.5 else (poses, scores)


def _lose_frames(scores: np.ndarray, rng: Generator) -> np.ndarray:
    """Nobody is found in scattered frames, or one person in a row of frames."""
    persons, frames = scores.shape[:2]
    if rng.random() < 0.6:
        return scores * (rng.random((persons, frames, 1)) > rng.uniform(0, 0.25))
    scores = scores.copy()
    length = int(rng.integers(1, max(2, frames // 4)))
    first = int(rng.integers(0, frames - length))
    scores[int(rng.integers(persons)), first : first + length] = 0
    return scores


def _swap_sides(poses: np.ndarray, scores: np.ndarray, rng: Generator) -> Scene:
    """An estimator takes left for right in a few frames; nothing moves."""
    poses, scores = poses.copy(), scores.copy()
    swapped = rng.random(poses.shape[1]) < rng.uniform(0.02, 0.2)
    poses[:, swapped] = poses[:, swapped][:, :, MIRRORED]
    scores[:, swapped] = scores[:, swapped][:, :, MIRRORED]
    return poses, scores


def frame_people(
    poses: np.ndarray, scores: np.ndarray, size: int, rng: Generator, flattest: float = 1.0
) -> Clip:
    """Puts the people on the heatmap grid, often exactly as PoseCompact would, often looser."""
    seen = scores > 0
    if not seen.any():
        return Clip(np.zeros_like(poses), scores)
    low, high = poses[seen].min(0), poses[seen].max(0)
    wide, tall = (high - low) / 2 * (1 + PADDING)
    tall = max(tall, flattest * wide, 1e-3)
    half = np.array([max(wide, tall), tall])
    center = (low + high) / 2
    if rng.random() < 0.5:
        slack = rng.uniform(0.85, 1.3) if rng.random() < 0.7 else rng.uniform(1.3, 1.9)
        half = half * slack
        center = center + rng.uniform(-1, 1, 2) * half * (0.1 if slack < 1.3 else 0.3)
    return Clip((poses - (center - half)) / (2 * half) * size, scores)
