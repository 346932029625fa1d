"""Motions the training sets lack or have too few of, made from 3-D ones that they have.

Falls, kicks on the run, travel, leaps, waving and clapping arms, other legs, other builds.

A pose is one person's [T, 17, 3] in metres, y up. `body` brings it to a common form: on the spot,
feet on y = 0, facing the camera (towards -z), legs of one length.
"""

from typing import Optional, Sequence, Tuple, Union

import numpy as np
from numpy.random import Generator

HIPS, SHOULDERS = (11, 12), (5, 6)
KNEES, ANKLES, WRISTS = (13, 14), (15, 16), (9, 10)
ELBOWS = (7, 8)
ABOVE_HIPS = np.arange(11)
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
    ground = np.full(len(pose), pose[:, ANKLES, 1].min())
    under = np.stack([pose[:, HIPS, 0].mean(1), ground, pose[:, HIPS, 2].mean(1)], axis=-1)
    pose = pose - under[:, None]
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


def active_person(poses: np.ndarray, joints: Sequence[int] = ANKLES) -> int:
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


def swing_leg(
    pose: np.ndarray, times: np.ndarray, rng: Generator
) -> Tuple[np.ndarray, np.ndarray]:
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


def _leg_direction(angle: np.ndarray, outwards: float) -> np.ndarray:
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


def travel(pose: np.ndarray, steps: Union[float, np.ndarray], rng: Generator) -> np.ndarray:
    """Moves a body forwards, to about -z, by `steps` metres a frame: one number, or [T]."""
    heading = rng.normal(0, 0.3)
    way = np.cumsum(np.broadcast_to(steps, len(pose)))
    path = np.stack([np.sin(heading) * way, np.zeros_like(way), -np.cos(heading) * way], axis=-1)
    return pose + path[:, None]


def with_legs_of(upper: np.ndarray, lower: np.ndarray) -> np.ndarray:
    """Puts all above the hips of one body on the legs of another, for as many frames."""
    mixed = lower.copy()
    lift = lower[:, HIPS].mean(1, keepdims=True) - upper[:, HIPS].mean(1, keepdims=True)
    mixed[:, ABOVE_HIPS] = upper[:, ABOVE_HIPS] + lift
    return mixed


def another_build(poses: np.ndarray, rng: Generator) -> np.ndarray:
    """Stretches or shortens the bones of people [.., 17, 2 or 3], left and right alike.

    Every joint keeps its direction from the one before it, counted from between the hips.
    """
    trunk, neck, upper_arm, forearm, thigh, shank = rng.uniform(0.85, 1.15, 6)
    wide_shoulders, wide_hips = rng.uniform(0.8, 1.2, 2)
    hips = poses[..., HIPS, :].mean(-2, keepdims=True)
    chest = poses[..., SHOULDERS, :].mean(-2, keepdims=True)
    new_chest = hips + trunk * (chest - hips)
    built = poses.copy()
    built[..., :5, :] = new_chest + neck * (poses[..., :5, :] - chest)
    chains = (
        (SHOULDERS, chest, new_chest, wide_shoulders, ((ELBOWS, upper_arm), (WRISTS, forearm))),
        (HIPS, hips, hips, wide_hips, ((KNEES, thigh), (ANKLES, shank))),
    )
    for roots, middle, new_middle, width, bones in chains:
        built[..., roots, :] = new_middle + width * (poses[..., roots, :] - middle)
        nearer = roots
        for joints, factor in bones:
            bone = poses[..., joints, :] - poses[..., nearer, :]
            built[..., joints, :] = built[..., nearer, :] + factor * bone
            nearer = joints
    return built


def bent_joint(
    root: np.ndarray, end: np.ndarray, upper: float, lower: float, pole: np.ndarray
) -> np.ndarray:
    """Returns the elbow or knee [T, 3] of a limb from `root` to `end`, bent towards `pole`.

    `upper` and `lower` are the lengths of its bones; an end out of reach stretches them.
    """
    way = end - root
    length = np.maximum(np.linalg.norm(way, axis=-1, keepdims=True), 1e-6)
    along = np.clip((upper**2 - lower**2 + length**2) / (2 * length), 0, length)
    out = np.sqrt(np.maximum(upper**2 - along**2, 0))
    direction = way / length
    side = pole - (pole * direction).sum(-1, keepdims=True) * direction
    side = side / np.maximum(np.linalg.norm(side, axis=-1, keepdims=True), 1e-6)
    return root + along * direction + out * side


def bone(pose: np.ndarray, joint: int, nearer: int) -> float:
    return float(np.median(np.linalg.norm(pose[:, joint] - pose[:, nearer], axis=-1)))


def started(times: np.ndarray, rng: Generator) -> np.ndarray:
    """How far [T, 1] an action has begun, 0..1: from the start, or some way into the clip."""
    if rng.random() < 0.5:
        return np.ones((len(times), 1))
    begin = rng.uniform(0, 0.35) * times[-1]
    return np.clip((times - begin) / 0.35, 0, 1)[:, None]


def waving(pose: np.ndarray, times: np.ndarray, rng: Generator) -> np.ndarray:
    """A body that waves: an arm is up, or out, and the forearm goes to and fro; at times both."""
    sides = (0, 1) if rng.random() < 0.25 else (int(rng.integers(2)),)
    raised, forwards = np.radians([rng.uniform(35, 160), rng.uniform(-10, 60)])
    tilt, swing = np.radians([rng.uniform(-25, 40), rng.uniform(15, 55)])
    rate, phase = rng.uniform(0.8, 2.8), rng.uniform(0, 2 * np.pi)
    lean = rng.uniform(-0.1, 0.5)
    share = started(times, rng)
    made = pose.copy()
    across, up, away = np.sin(raised) * np.cos(forwards), -np.cos(raised), -np.sin(raised)
    angle = tilt + swing * np.sin(2 * np.pi * rate * times + phase)
    for side in sides:
        outwards = 1 if side == 0 else -1
        upper, lower = _arm_lengths(pose, side)
        arm = np.array([outwards * across, up, away * np.sin(forwards)])
        forearm = np.stack(
            [outwards * np.sin(angle), np.cos(angle), np.full(len(times), -lean)], axis=-1
        )
        forearm /= np.linalg.norm(forearm, axis=-1, keepdims=True)
        elbow = pose[:, SHOULDERS[side]] + upper * arm
        _move_arm(made, pose, side, (elbow, elbow + lower * forearm), share)
    return made


def _arm_lengths(pose: np.ndarray, side: int) -> Tuple[float, float]:
    shoulder, elbow, wrist = SHOULDERS[side], ELBOWS[side], WRISTS[side]
    return bone(pose, elbow, shoulder), bone(pose, wrist, elbow)


def _move_arm(
    made: np.ndarray,
    pose: np.ndarray,
    side: int,
    arm: Tuple[np.ndarray, np.ndarray],
    share: np.ndarray,
) -> None:
    """Brings elbow and wrist of a body to where they shall be, as far as they have begun to."""
    for joint, place in zip((ELBOWS[side], WRISTS[side]), arm):
        made[:, joint] += share * (place - pose[:, joint])


def clapping(pose: np.ndarray, times: np.ndarray, rng: Generator) -> np.ndarray:
    """A body that claps: the hands meet before the chest, or above it, again and again."""
    rate, phase = rng.uniform(1.2, 3.5), rng.uniform(0, np.pi)
    apart = rng.uniform(0.08, 0.35) * np.abs(np.sin(np.pi * rate * times + phase))
    height, reach = rng.uniform(-0.25, 0.3), rng.uniform(0.2, 0.4)
    share = started(times, rng)
    chest = pose[:, SHOULDERS].mean(1)
    made = pose.copy()
    for side, outwards in ((0, 1), (1, -1)):
        away = [outwards * (0.02 + apart / 2), np.full_like(apart, height)]
        hand = chest + np.stack([*away, np.full_like(apart, -reach)], axis=-1)
        pole = np.array([0.6 * outwards, -1.0, 0.2])
        elbow = bent_joint(pose[:, SHOULDERS[side]], hand, *_arm_lengths(pose, side), pole)
        _move_arm(made, pose, side, (elbow, hand), share)
    return made


def leaping(pose: np.ndarray, times: np.ndarray, rng: Generator) -> np.ndarray:
    """A body that jumps: crouches, flies, lands, once or over and over, on the spot or onwards."""
    flight, height = rng.uniform(0.3, 0.6), rng.uniform(0.15, 0.5)
    crouch, tuck = rng.uniform(0.08, 0.35), rng.uniform(0, 0.35)
    period = flight + rng.uniform(0.25, 0.6) if rng.random() < 0.4 else np.inf
    since = times - rng.uniform(0.1, 0.6) * times[-1]
    if np.isfinite(period):
        since = (since + period / 2) % period - period / 2
    up = np.clip(since / flight, 0, 1)
    flying = 4 * up * (1 - up)
    sinking = bump(since + 0.12, 0.08, 0.16) + bump(since - flight - 0.1, 0.05, 0.2)
    rise = height * flying - crouch * np.clip(sinking, 0, 1)
    lifted = np.stack([np.zeros_like(rise), rise, np.zeros_like(rise)], axis=-1)
    made = pose + lifted[:, None]
    forwards = np.array([0.0, 0.0, -1.0])
    for side in (0, 1):
        hip, knee, ankle = HIPS[side], KNEES[side], ANKLES[side]
        foot = pose[:, ankle].copy()
        foot[:, 1] += (height + tuck) * flying
        made[:, ankle] = foot
        made[:, knee] = bent_joint(
            made[:, hip], foot, bone(pose, knee, hip), bone(pose, ankle, knee), forwards
        )
    if rng.random() < 0.6:
        _swing_arms(made, pose, np.clip(0.5 + since / flight, 0, 1), rng)
    return travel(made, rng.uniform(0, 2.5) * seen_share(rng) * times[-1] / len(times), rng)


def _swing_arms(
    made: np.ndarray, pose: np.ndarray, progress: np.ndarray, rng: Generator
) -> None:
    """Both arms go from behind the body up, as in a jump, in place."""
    angle = np.radians(-40 + progress * rng.uniform(120, 210))
    direction = np.stack([np.zeros_like(angle), -np.cos(angle), -np.sin(angle)], axis=-1)
    for side in (0, 1):
        shoulder, elbow, wrist = SHOULDERS[side], ELBOWS[side], WRISTS[side]
        made[:, elbow] = made[:, shoulder] + bone(pose, elbow, shoulder) * direction
        made[:, wrist] = made[:, elbow] + bone(pose, wrist, elbow) * direction
