"""Composes recordings with known truth: `python3 -m train.composing.recordings --data DIR ..`.

Real motions of the validation side are placed among bystanders, on cameras with 1 to 10 people,
with losses of tracks and changes of ids as trackers make them. Recording and truth are for
`posestream demo --input R.jsonl.gz` and `posestream evaluate --truth T.jsonl`.
"""

import argparse
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple, TypeVar

import numpy as np
from numpy.random import Generator

from export.errors import ExportError, run_command
from train.composing import augment
from train.data.motions import INDEX, LABELS, OTHER, VALIDATION, Motion, frontal
from train.data.motions import load_training_sets, on_side
from train.data.records import plain, write_lines

FPS = 15
WIDTH, HEIGHT = 1920, 1080
ACTOR_SETS = {"utd_mhad", "msr_action3d", "utkinect", "upfall_alphapose"}
CALM_SETS = {"utd_mhad", "msr_action3d", "utkinect"}
PAIRS = "sbu_interaction"
# Who walks or runs on the spot is told apart by nobody.
LEFT_OUT = {INDEX["walk"], INDEX["run"], OTHER}
# Seconds around the event of a motion that is not trimmed.
BEFORE_EVENT, AFTER_EVENT = 1.2, 1.4
BLEND_SECONDS = 0.3
PAUSE_SECONDS = (3.0, 5.5)
# Chances per action, and per person and second.
LOSS_IN_ACTION, SWITCH_IN_ACTION, LOSS = 0.15, 0.1, 0.02
OTHER_MOTION = 0.2
# Of the actions where two people or more are.
PAIRED = 0.25
JITTER = 0.004
Item = TypeVar("Item")
# A frame of a recording, as JSON.
Frame = Dict[str, Any]


@dataclass(frozen=True)
class Truth:
    """An action that happens in a recording, and the ids of who does it."""

    camera: str
    action: str
    start_ms: int
    end_ms: int
    track_ids: List[str]


@dataclass
class Body:
    """One person of a camera: normalised poses and scores per frame, and the ids they bear."""

    place: np.ndarray
    size: float
    poses: np.ndarray
    scores: np.ndarray
    ids: List[str]
    absent: np.ndarray
    busy: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.busy = np.zeros(len(self.poses), bool)


def played(motion: Motion) -> Tuple[np.ndarray, np.ndarray]:
    """Returns a motion of size 1 at the rate of the recording: [M, T, 17, 2] and scores."""
    poses, scores = frontal(motion)
    first, last = 0, motion.frames
    if motion.event is not None:
        first = max(0, int(motion.event - BEFORE_EVENT * motion.fps))
        last = min(motion.frames, int(motion.event + AFTER_EVENT * motion.fps))
    number = max(2, int(round((last - first) / motion.fps * FPS)))
    indices = np.minimum(first + (np.arange(number) * motion.fps / FPS).astype(int), last - 1)
    poses, scores = poses[:, indices].astype(float), scores[:, indices].astype(float)
    return augment.normalise(poses, scores), scores


def held(body: Body, pose: np.ndarray, scores: np.ndarray, start: int) -> None:
    """Lets a body hold a pose from a frame on, after a short blend."""
    blend = min(int(BLEND_SECONDS * FPS), len(body.poses) - start)
    both = (scores > 0) & (body.scores[start - 1] > 0) if start > 0 else scores > 0
    before = body.poses[start - 1].copy() if start > 0 else pose
    body.poses[start:] = pose
    body.scores[start:] = scores
    for step in range(blend):
        part = (step + 1) / (blend + 1)
        mixed = (1 - part) * before + part * pose
        body.poses[start + step] = np.where(both[:, None], mixed, pose)


def play(body: Body, poses: np.ndarray, scores: np.ndarray, start: int) -> int:
    """Plays a motion from a frame on, holds its last pose, and returns the frame it ends at."""
    held(body, poses[0], scores[0], start)
    start += int(BLEND_SECONDS * FPS)
    end = min(start + len(poses), len(body.poses))
    body.poses[start:end] = poses[: end - start]
    body.scores[start:end] = scores[: end - start]
    if end < len(body.poses):
        body.poses[end:] = poses[-1]
        body.scores[end:] = scores[-1]
    body.busy[max(0, start - FPS) : end + FPS] = True
    return end


class Composer:
    """Draws cameras full of people of one side; `paired` of the actions are those of two."""

    def __init__(
        self,
        motions: Sequence[Motion],
        seconds: float,
        side: str = VALIDATION,
        paired: float = PAIRED,
    ):
        self.frames = int(seconds * FPS)
        self.paired = paired
        own = on_side(motions, side)
        self.actors = [m for m in own if m.source in ACTOR_SETS and m.label not in LEFT_OUT]
        self.pairs = [m for m in own if m.source == PAIRS]
        self.others = [m for m in own if m.source in CALM_SETS and m.label == OTHER]
        if not self.actors or not self.others:
            raise ExportError(f"expected {side} motions of single people, found none")
        self.by_label = sorted({m.label for m in self.actors})

    def camera(self, name: str, people: int, rng: Generator) -> Tuple[List[Frame], List[Truth]]:
        """Returns the frames and the truths of one camera."""
        bodies = [self._bystander(number, people, rng) for number in range(people)]
        truths: List[Truth] = []
        start = int(rng.uniform(2.5, 4.5) * FPS)
        while start < self.frames - 5 * FPS:
            pair = people > 1 and bool(self.pairs) and rng.random() < self.paired
            truth = (self._pair if pair else self._single)(bodies, start, rng)
            truths.append(replace(truth, camera=name))
            start = int(truth.end_ms * FPS / 1000 + rng.uniform(*PAUSE_SECONDS) * FPS)
        for body in bodies:
            self._pass_time(body, rng)
        return [self._frame(name, bodies, t, rng) for t in range(self.frames)], truths

    def _bystander(self, number: int, people: int, rng: Generator) -> Body:
        poses, scores = played(_one_of(self.others, rng))
        gap = WIDTH / (people + 0.5)
        place = np.array([gap * (number + 0.75), HEIGHT * rng.uniform(0.45, 0.6)])
        size = min(420.0, 1.5 * gap) * rng.uniform(0.85, 1.15)
        return Body(
            place,
            size,
            np.repeat(poses[0, :1], self.frames, 0),
            np.repeat(scores[0, :1], self.frames, 0),
            [str(number + 1)] * self.frames,
            np.zeros(self.frames, bool),
        )

    def _single(self, bodies: Sequence[Body], start: int, rng: Generator) -> Truth:
        label = _one_of(self.by_label, rng)
        motion = _one_of([m for m in self.actors if m.label == label], rng)
        poses, scores = played(motion)
        body = _one_of(bodies, rng)
        end = play(body, poses[0], scores[0], start)
        self._trouble(body, start, end, rng)
        return _truth(motion, start, end, [body])

    def _pair(self, bodies: Sequence[Body], start: int, rng: Generator) -> Truth:
        motion = _one_of(self.pairs, rng)
        poses, scores = played(motion)
        first = int(rng.integers(len(bodies) - 1))
        both = bodies[first : first + 2]
        # Two people who do something together stand where one of them stood, in one scale.
        both[1].place, both[1].size = both[0].place, both[0].size
        centers = [np.median(poses[m][scores[m] > 0], axis=0) for m in (0, 1)]
        if centers[0][0] > centers[1][0]:
            poses, scores = poses[::-1], scores[::-1]
        ends = [play(b, poses[m], scores[m], start) for m, b in enumerate(both)]
        self._trouble(both[0], start, ends[0], rng)
        return _truth(motion, start, ends[0], both)

    def _trouble(self, body: Body, start: int, end: int, rng: Generator) -> None:
        if rng.random() < LOSS_IN_ACTION:
            first = int(rng.integers(start, end))
            body.absent[first : first + int(rng.uniform(0.3, 0.9) * FPS)] = True
        if rng.random() < SWITCH_IN_ACTION:
            self._rename(body, int(rng.integers(start, end)))

    def _rename(self, body: Body, first: int) -> None:
        name = f"{body.ids[first]}-{first}"
        body.ids[first:] = [name] * (self.frames - first)

    def _pass_time(self, body: Body, rng: Generator) -> None:
        """Idle people shift about, do something that has no name, and are lost now and then."""
        for second in range(1, self.frames // FPS - 4):
            first = second * FPS
            if rng.random() < LOSS:
                body.absent[first : first + int(rng.uniform(0.3, 0.9) * FPS)] = True
            poses, scores = played(_one_of(self.others, rng))
            until = first + len(poses[0]) + 2 * FPS
            if rng.random() < OTHER_MOTION and not body.busy[first:until].any():
                rest_poses, rest_scores = body.poses[until:].copy(), body.scores[until:].copy()
                play(body, poses[0], scores[0], first)
                body.poses[until:], body.scores[until:] = rest_poses, rest_scores

    def _frame(self, name: str, bodies: Sequence[Body], t: int, rng: Generator) -> Frame:
        persons = [
            {"track_id": body.ids[t], "kp": _joints(body, t, rng)}
            for body in bodies
            if not body.absent[t] and (body.scores[t] > 0).any()
        ]
        return {
            "stream": name,
            "frame": t,
            "ts_ms": int(round(1000 * t / FPS)),
            "w": WIDTH,
            "h": HEIGHT,
            "persons": persons,
        }


def _joints(body: Body, t: int, rng: Generator) -> List[List[float]]:
    """Returns x, y and score of a body's joints in a frame, as a recording holds them."""
    pose = body.poses[t] + rng.normal(0, JITTER, body.poses[t].shape)
    pixels = np.round(body.place + body.size * pose, 1)
    return [
        [float(x), float(y), round(float(s), 2)] if s > 0 else [0.0, 0.0, 0.0]
        for (x, y), s in zip(pixels, body.scores[t])
    ]


def _truth(motion: Motion, start: int, end: int, bodies: Sequence[Body]) -> Truth:
    first = start + int(BLEND_SECONDS * FPS)
    ids = sorted({name for body in bodies for name in body.ids[first:end]})
    start_ms, end_ms = (int(round(1000 * frame / FPS)) for frame in (first, end))
    return Truth("", LABELS[motion.label], start_ms, end_ms, ids)


def _one_of(items: Sequence[Item], rng: Generator) -> Item:
    return items[int(rng.integers(len(items)))]


def parse_arguments(arguments: Optional[Sequence[str]] = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 -m train.composing.recordings", description=__doc__
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the motion sets")
    parser.add_argument("--out", type=Path, required=True, help="takes the recording")
    parser.add_argument("--truth", type=Path, required=True, help="takes what happens in it")
    parser.add_argument("--cameras", type=int, default=10)
    parser.add_argument("--people", type=int, nargs="+", default=list(range(1, 11)))
    parser.add_argument("--seconds", type=float, default=90)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(arguments)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    options = parse_arguments(arguments)
    composer = Composer(load_training_sets(options.data), options.seconds)
    frames: List[List[Frame]] = []
    truths: List[Truth] = []
    for number in range(options.cameras):
        rng = np.random.default_rng((options.seed, number))
        people = options.people[number % len(options.people)]
        own, happened = composer.camera(f"camera-{number + 1:02d}", people, rng)
        frames.append(own)
        truths += happened
    # A recording is in time order.
    write_lines([frame for instant in zip(*frames) for frame in instant], options.out)
    write_lines([plain(truth) for truth in truths], options.truth)
    print(f"{sum(map(len, frames))} frames, {len(truths)} actions")
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
