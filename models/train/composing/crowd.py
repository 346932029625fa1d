"""People placed in a world, and what a camera and a pose estimator make of them.

World: metres, y up, the ground at y = 0, the camera looks towards +z. A figure is one person over
the sampled frames: pose [T, 17, 3] and scores [T, 17].
"""

import math
from dataclasses import dataclass
from typing import List, Sequence, Tuple, Union

import numpy as np
from numpy.random import Generator

from train.composing import augment
from train.composing.augment import Scene
from train.composing.synthetic import ANKLES, HIPS, LEG, at_times, body, leg_length
from train.data.motions import Motion

IMAGE = (1280, 720)
# Focal length as a share of the picture's width: a field of view of 45 to 65 degrees.
FOCALS = (0.8, 1.2)
NEAREST = 0.8
# A smaller person is not found by an estimator, pixels.
SMALLEST_PERSON = 14.0
TRUNK = np.array([5, 6, 11, 12, 13, 14])
# A place (x, z) in metres, or one for each frame.
Point = np.ndarray
# Radians, 0 towards -z, growing towards +x: one, or one for each frame.
Heading = Union[float, np.ndarray]


@dataclass(frozen=True)
class Figure:
    """One person in the world."""

    pose: np.ndarray
    scores: np.ndarray


@dataclass(frozen=True)
class Performer:
    """One person's motion on the spot: facing -z, feet at y = 0, legs of `LEG` metres.

    `pose` is [frames, 17, 3], `scores` [17] hold for all of it.
    """

    motion: Motion
    pose: np.ndarray
    scores: np.ndarray

    @staticmethod
    def of(motion: Motion) -> "Performer":
        return Performer(motion, body(motion.poses[0]), np.median(motion.scores[0], axis=0))

    @property
    def seconds(self) -> float:
        return len(self.pose) / self.motion.fps

    def at(self, seconds: np.ndarray, loop: bool = False) -> Figure:
        """The person at those seconds of the motion, the ends held or played to and fro."""
        pose = at_times(self.pose, self.motion.fps, seconds, loop)
        return Figure(pose, np.broadcast_to(self.scores, pose.shape[:2]))


def place(figure: Figure, where: Point, heading: Heading) -> Figure:
    """Turns a figure that faces -z to face `heading`, and moves it to `where`."""
    angle = np.broadcast_to(heading, len(figure.pose))
    cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
    x, y, z = np.moveaxis(figure.pose, -1, 0)
    where = np.broadcast_to(where, (len(figure.pose), 2))
    turned = np.stack(
        [cos * x - sin * z + where[:, :1], y, cos * z + sin * x + where[:, 1:]], axis=-1
    )
    return Figure(turned, figure.scores)


def mirror_image(figure: Figure) -> Figure:
    """The person does the same with the other hand and foot."""
    poses, scores = augment.mirror(figure.pose[None], figure.scores[None])
    return Figure(poses[0], scores[0])


def heading_of(step: np.ndarray) -> np.ndarray:
    """Returns the heading of steps [.., 2] in x and z."""
    heading: np.ndarray = np.arctan2(step[..., 0], -step[..., 1])
    return heading


def direction_of(heading: Heading) -> np.ndarray:
    """Returns the unit step [.., 2] in x and z of a heading."""
    return np.stack([np.sin(heading), -np.cos(heading)], axis=-1)


def on_path(performer: Performer, path: np.ndarray, pace: float, start: float) -> Figure:
    """Lets somebody walk or run along a path [T, 2] in metres.

    The legs move as far as the person does: `pace` is the speed in m/s at which the motion looks
    right, `start` where in the motion it begins. Whoever stops stands.
    """
    steps = np.diff(path, axis=0, prepend=path[:1])
    way = np.cumsum(np.linalg.norm(steps, axis=1))
    figure = performer.at(start + way / pace, loop=True)
    heading = _smooth_heading(steps)
    return place(figure, path, heading)


def _smooth_heading(steps: np.ndarray) -> Heading:
    """A heading for every frame; a person who stands keeps the last one."""
    moving = np.linalg.norm(steps, axis=1) > 1e-4
    if not moving.any():
        return 0.0
    frames = np.flatnonzero(moving)
    nearest = frames[np.abs(np.arange(len(steps))[:, None] - frames).argmin(1)]
    return heading_of(steps[nearest])


def pair_of(motion: Motion) -> List[Performer]:
    """Returns both people of a motion about the middle between them, scaled to legs of `LEG`."""
    poses = motion.poses.astype(np.float64)
    scale = LEG / max(float(np.median([leg_length(pose) for pose in poses])), 0.2)
    middle = np.median(poses[:, :, HIPS].mean(2), axis=(0, 1))
    ground = min(np.percentile(pose[:, ANKLES, 1], 10) for pose in poses)
    poses = (poses - [middle[0], ground, middle[2]]) * scale
    scores = np.median(motion.scores, axis=1)
    return [Performer(motion, pose, score) for pose, score in zip(poses, scores)]


def as_at_the_end(figure: Figure) -> Figure:
    """The person stays as in the last frame."""
    return Figure(np.repeat(figure.pose[-1:], len(figure.pose), 0), figure.scores)


def hopping(figure: Figure, seconds: np.ndarray, rng: Generator) -> Figure:
    """The person jumps up and down, the arms up at times."""
    rate, height = rng.uniform(1.3, 2.4), rng.uniform(0.12, 0.4)
    phase = (seconds * rate + rng.random()) % 1
    pose = figure.pose.copy()
    pose[..., 1] += (height * 4 * phase * (1 - phase))[:, None]
    return Figure(pose, figure.scores)


@dataclass(frozen=True)
class View:
    """Where a camera hangs: metres above the ground and away from the centre, degrees."""

    height: float
    distance: float
    yaw: float
    roll: float
    focal: float


def random_view(radius: float, rng: Generator) -> View:
    """A camera that has a scene of this radius about (0, 0) more or less in the picture."""
    focal = rng.uniform(*FOCALS)
    distance = max(radius, 1.0) * focal * rng.uniform(1.5, 3.2) + rng.uniform(1.5, 4)
    height = rng.uniform(1.5, 4) if rng.random() < 0.4 else rng.uniform(0.25, 1.0) * distance
    return View(height, distance, rng.uniform(-180, 180),
                rng.normal(0, 2), focal)  # fmt: skip


def photograph(figures: Sequence[Figure], view: View, rng: Generator) -> Scene:
    """Returns what is seen: poses [M, T, 17, 2] in pixels of `IMAGE`, scores 0 where hidden."""
    poses = np.stack([figure.pose for figure in figures])
    scores = np.stack([figure.scores for figure in figures]).astype(np.float64)
    pixels, depth = _projected(poses, view)
    scores = scores * (depth > NEAREST)
    low, high = boxes(pixels, scores > 0)
    scores = scores * ~hidden(pixels, depth, low, high, rng)
    inside = (pixels >= 0).all(-1) & (pixels[..., 0] < IMAGE[0]) & (pixels[..., 1] < IMAGE[1])
    tall = (high - low).max(-1) >= SMALLEST_PERSON
    scores = scores * inside * tall[..., None]
    # An estimator does not give a person of whom it sees two joints.
    scores = scores * ((scores > 0).sum(-1) >= 4)[..., None]
    return pixels, scores


def _projected(poses: np.ndarray, view: View) -> Tuple[np.ndarray, np.ndarray]:
    """Pixels [.., 2] and distances along the camera's axis."""
    yaw, roll = np.radians([view.yaw, view.roll])
    pitch = np.arctan2(view.height - 0.9, view.distance)
    x, y, z = np.moveaxis(poses, -1, 0)
    x, z = np.cos(yaw) * x + np.sin(yaw) * z, np.cos(yaw) * z - np.sin(yaw) * x
    y = y - 0.9
    y, z = np.cos(pitch) * y + np.sin(pitch) * z, np.cos(pitch) * z - np.sin(pitch) * y
    depth = z + np.hypot(view.distance, view.height - 0.9)
    scale = view.focal * IMAGE[0] / np.maximum(depth, NEAREST)
    right, down = scale * x, -scale * y
    cos, sin = np.cos(roll), np.sin(roll)
    pixels = np.stack([cos * right - sin * down, sin * right + cos * down], axis=-1)
    return pixels + np.array(IMAGE) / 2, depth


def boxes(pixels: np.ndarray, seen: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """Returns low and high corners [M, T, 2] of what is seen of each person."""
    low = np.where(seen[..., None], pixels, np.inf).min(2)
    high = np.where(seen[..., None], pixels, -np.inf).max(2)
    empty = ~np.isfinite(low)
    return np.where(empty, 0, low), np.where(empty, 0, high)


def hidden(
    pixels: np.ndarray, depth: np.ndarray, low: np.ndarray, high: np.ndarray, rng: Generator
) -> np.ndarray:
    """Returns which joints [M, T, 17] are lost: most of those behind a nearer trunk."""
    trunk = pixels[:, :, TRUNK]
    left, right = trunk.min(2), trunk.max(2)
    near = depth.mean(2)
    behind_others = np.zeros(depth.shape, bool)
    for person in range(len(pixels)):
        behind = near > near[person] + 0.3
        behind &= (low < right[person]).all(-1) & (high > left[person]).all(-1)
        other, frame = np.nonzero(behind)
        joints = pixels[other, frame]
        inside = (joints > left[person, frame, None]) & (joints < right[person, frame, None])
        behind_others[other, frame] |= inside.all(-1)
    return behind_others & (rng.random(behind_others.shape) < 0.7)


def observe(pixels: np.ndarray, scores: np.ndarray, rng: Generator) -> Scene:
    """What an estimator does to a crowd [M, T, 17, 2]: noise by size, losses, low scores."""
    low, high = boxes(pixels, scores > 0)
    size = (high - low).max(-1).max(-1)
    sigma = (abs(rng.normal(0, 0.012)) + 0.003) * size[:, None, None, None] + rng.uniform(0, 1.0)
    pixels = pixels + rng.normal(0, 1, pixels.shape) * sigma
    pixels = pixels + rng.normal(0, 1, (len(pixels), 1, *pixels.shape[2:])) * sigma
    scores = augment.lower_scores(scores, rng) if rng.random() < 0.6 else scores
    if rng.random() < 0.5:
        scores = scores * (rng.random(scores.shape) > rng.uniform(0, 0.15))
    if rng.random() < 0.5:
        scores = scores * (rng.random(scores.shape[:2]) > rng.uniform(0, 0.2))[..., None]
    if rng.random() < 0.1:
        pixels, scores = augment.with_waist(pixels, scores)
    if rng.random() < 0.5:
        pixels, scores = augment.with_face(pixels, scores, rng)
    return pixels, scores


def mirrored(pixels: np.ndarray, scores: np.ndarray) -> Scene:
    """The picture in a mirror."""
    pixels, scores = augment.mirror(pixels, scores)
    return pixels + [IMAGE[0], 0], scores


def scatter(number: int, radius: float, apart: float, rng: Generator) -> np.ndarray:
    """Returns places [number, 2] within `radius`, at least `apart` where there is room."""
    places: List[Tuple[float, float]] = []
    for candidates in rng.uniform(-radius, radius, (number, 20, 2)).tolist():
        for point in candidates:
            if math.hypot(*point) <= radius and all(
                math.dist(point, other) >= apart for other in places
            ):
                break
        places.append(point)
    return np.array(places).reshape(-1, 2)
