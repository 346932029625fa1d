"""Motions the training sets lack, made from 3-D ones they have: falls, kicks on the run, travel.

A pose is one person's [T, 17, 3] in metres, y up. `body` brings it to a common form: on the spot,
feet on y = 0, facing the camera (towards -z), legs of one length.
"""

from typing import Optional

import numpy as np
from numpy.random import Generator

HIPS, SHOULDERS = (11, 12), (5, 6)
KNEES, ANKLES, WRISTS = (13, 14), (15, 16), (9, 10)
LEG = 0.85
# A kick about its strike at 0 s: angle of the thigh before the plumb line, and bend of the knee,
# in degrees.
KICK_TIMES = (-0.40, -0.20, -0.06, 0.0, 0.14, 0.40)
KICK_THIGH = (0.0, -32.0, 15.0, 38.0, 75.0, 15.0)
KICK_KNEE = (30.0, 95.0, 75.0, 18.0, 10.0, 30.0)


def tip_over(pose: np.ndarray, rng: Generator) -> np.ndarray:
    """Lets a standing person fall: the body turns about the ankles, ever faster, to the floor.

    The legs may give way on the way down; the person then lies still.
    """
    start, duration = rng.uniform(0.05, 0.55), rng.uniform(0.18, 0.42)
    progress = np.clip((np.linspace(0, 1, len(pose)) - start) / duration, 0, 1)
    angle = np.radians(rng.uniform(70, 98)) * progress ** rng.uniform(1.5, 2.4)
    towards = rng.uniform(0, 2 * np.pi)
    axis = np.array([np.cos(towards), 0, np.sin(towards)])
    pivot = np.median(pose[:, ANKLES].mean(1), axis=0)
    body = pose - pivot
    sink = rng.uniform(0, 0.5) * np.sin(np.pi * progress)
    hip = np.maximum(body[:, HIPS, 1].mean(1), 0.1)
    body[..., 1] -= np.clip(body[..., 1], 0, hip[:, None]) * sink[:, None]
    return turned(body, axis, angle) + pivot


def turned(points: np.ndarray, axis: np.ndarray, angle: np.ndarray) -> np.ndarray:
    """Rotates [T, V, 3] about a unit axis through 0 by an angle of radians a frame (Rodrigues)."""
    cos, sin = np.cos(angle)[:, None, None], np.sin(angle)[:, None, None]
    along = (points @ axis)[..., None] * axis
    return points * cos + np.cross(axis, points) * sin + along * (1 - cos)


def body(pose: np.ndarray) -> np.ndarray:
    """Returns the pose on the spot, facing -z, feet at y = 0, with legs of `LEG` metres."""
    pose = pose.astype(np.float64)
    left = (pose[:, (5, 11)] - pose[:, (6, 12)]).mean(1)
    left = np.median(left, axis=0)
    # A person who faces the camera has the left side at +x.
    yaw = np.arctan2(left[2], left[0])
    cos, sin = np.cos(yaw), np.sin(yaw)
    x, y, z = np.moveaxis(pose, -1, 0)
    pose = np.stack([cos * x + sin * z, y, cos * z - sin * x], axis=-1)
    pose = (
        pose
        - np.stack(
            [
                pose[:, HIPS, 0].mean(1),
                np.full(len(pose), pose[:, ANKLES, 1].min()),
                pose[:, HIPS, 2].mean(1),
            ],
            axis=-1,
        )[:, None]
    )
    return pose * (LEG / max(leg_length(pose), 0.2))


def leg_length(pose: np.ndarray) -> float:
    thighs = np.linalg.norm(pose[:, HIPS] - pose[:, KNEES], axis=-1)
    shanks = np.linalg.norm(pose[:, KNEES] - pose[:, ANKLES], axis=-1)
    return float(np.median(thighs + shanks))


def lifted_ankle(pose: np.ndarray) -> np.ndarray:
    """Returns how far each ankle [T, 2] is from where it usually is, in metres."""
    ankles = pose[:, ANKLES] - pose[:, HIPS].mean(1, keepdims=True)
    return np.linalg.norm(ankles - np.median(ankles, axis=0), axis=-1)


def strike_frame(kick: np.ndarray) -> int:
    """Returns the frame of a kick at which a foot is farthest out."""
    return int(np.argmax(lifted_ankle(kick).max(1)))


def active_person(poses: np.ndarray, joints=ANKLES) -> int:
    """Returns which of [M, T, 17, 3] moves these joints most against the own body."""
    ends = poses[:, :, list(joints)] - poses[:, :, HIPS].mean(2, keepdims=True)
    return int(np.argmax(np.ptp(ends, axis=1).max(axis=(1, 2))))


def running_kick(
    run: np.ndarray,
    run_fps: float,
    kick: Optional[np.ndarray],
    kick_fps: float,
    frames: int,
    rng: Generator,
) -> np.ndarray:
    """A person runs, kicks and runs on: [frames, 17, 3] over 1.2 to 3 s.

    The kick is the given person's, or, with None, a swing of one leg by angles. Arms and trunk of
    the run go on during the latter.
    """
    seconds = rng.uniform(1.2, 3.0)
    times = np.linspace(0, seconds, frames)
    strike = rng.uniform(0.35, 0.85) * seconds
    running = at_times(body(run), run_fps, times + rng.uniform(0, len(run) / run_fps), loop=True)
    if kick is None:
        kicking, share = swing_leg(running, times - strike, rng)
    else:
        source = body(kick)
        pace = rng.uniform(0.9, 1.4)
        at_strike = strike_frame(source) / kick_fps
        kicking = at_times(source, kick_fps, at_strike + (times - strike) * pace)
        share = bump(times - strike, rng.uniform(0.3, 0.45), 0.15)
    mixed = running + share[:, None, None] * (kicking - running)
    slow = 1 - rng.uniform(0.2, 0.7) * share
    speed = rng.uniform(1.0, 5.0) * seen_share(rng)
    return travel(mixed, speed * slow * seconds / frames, rng)


def seen_share(rng: Generator) -> float:
    """How much of a way is seen in the picture: less than all if the camera follows."""
    return rng.uniform(0.6, 1.0) if rng.random() < 0.3 else rng.uniform(0.0, 0.4)


def swing_leg(pose: np.ndarray, times: np.ndarray, rng: Generator):
    """Swings a leg of a body about the strike at time 0; returns the pose and its share [T]."""
    side = int(rng.integers(2))
    hip, knee, ankle = HIPS[side], KNEES[side], ANKLES[side]
    strength, pace = rng.uniform(0.75, 1.2), rng.uniform(0.8, 1.3)
    thigh = np.radians(np.interp(times * pace, KICK_TIMES, KICK_THIGH) * strength)
    shank = thigh - np.radians(np.interp(times * pace, KICK_TIMES, KICK_KNEE))
    outwards = rng.normal(0, 0.2)
    upper = np.median(np.linalg.norm(pose[:, knee] - pose[:, hip], axis=-1))
    lower = np.median(np.linalg.norm(pose[:, ankle] - pose[:, knee], axis=-1))
    kicking = pose.copy()
    kicking[:, knee] = pose[:, hip] + upper * _leg_direction(thigh, outwards)
    kicking[:, ankle] = kicking[:, knee] + lower * _leg_direction(shank, outwards)
    return kicking, bump(times * pace, 0.32, 0.1)


def _leg_direction(angle, outwards):
    """Unit vectors [T, 3] that point down at angle 0 and towards -z at 90 degrees."""
    direction = np.stack([outwards * np.sin(angle), -np.cos(angle), -np.sin(angle)], axis=-1)
    return direction / np.linalg.norm(direction, axis=-1, keepdims=True)


def bump(times: np.ndarray, half: float, edge: float) -> np.ndarray:
    """1 within `half` seconds of 0, falling smoothly to 0 over `edge` seconds."""
    x = np.clip((half + edge - np.abs(times)) / edge, 0, 1)
    return x * x * (3 - 2 * x)


def at_times(pose: np.ndarray, fps: float, seconds: np.ndarray, loop: bool = False) -> np.ndarray:
    """Returns the pose at those times, the ends held or, with `loop`, played to and fro."""
    position = seconds * fps
    last = len(pose) - 1
    if loop and last > 0:
        position = last - np.abs(position % (2 * last) - last)
    position = np.clip(position, 0, last)
    before = np.floor(position).astype(int)
    after = np.minimum(before + 1, last)
    share = (position - before)[:, None, None]
    return pose[before] * (1 - share) + pose[after] * share


def travel(pose: np.ndarray, steps: np.ndarray, rng: Generator) -> np.ndarray:
    """Moves a body forwards, to about -z, by `steps` [T] metres a frame."""
    heading = rng.normal(0, 0.3)
    way = np.cumsum(np.broadcast_to(steps, len(pose)))
    path = np.stack([np.sin(heading) * way, np.zeros_like(way), -np.cos(heading) * way], axis=-1)
    return pose + path[:, None]
