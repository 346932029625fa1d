"""Composes the training samples: an action, who else is there, from where it is seen."""

from dataclasses import dataclass, replace
from typing import Callable, Dict, Iterable, List, Optional, Sequence, Tuple, TypeVar

import numpy as np
from numpy.random import Generator

from export.errors import ExportError
from train.composing import augment, synthetic
from train.composing.augment import Scene
from train.data.clips import Clip, test_clip
from train.data.motions import ALARMS, INDEX, LABELS, OTHER, Motion

REVERSED = {
    INDEX[label]: INDEX[backwards]
    for label, backwards in (
        ("sit_down", "stand_up"),
        ("stand_up", "sit_down"),
        ("2p_approaching", "2p_departing"),
        ("2p_departing", "2p_approaching"),
    )
}
PERIODIC = {
    INDEX[label]
    for label in ("walk", "run", "jump", "clap", "wave", "pushup", "situp", "pullup", "squat")
}
WALK, RUN, KICK, FALL = (INDEX[label] for label in ("walk", "run", "kick", "fall"))
WAVE, CLAP, JUMP = (INDEX[label] for label in ("wave", "clap", "jump"))
# What arms do, whatever the legs do.
ARMS = {INDEX[label] for label in ("wave", "clap", "catch", "throw", "push", "punch")}
# What legs do, whatever the arms do: who sits down or picks something up is left alone.
STRIDING = {WALK, RUN, OTHER}
PAIRS = "sbu_interaction"
# What one of two people does, by the joints that tell who does it.
SOLO_PARTS = {
    "kicking": (KICK, synthetic.ANKLES),
    "punching": (INDEX["punch"], synthetic.WRISTS),
    "pushing": (INDEX["push"], synthetic.WRISTS),
}
SOLO_SET = "sbu_one_of_two"
BODY = np.arange(5, 17)
# A motion with fewer complete frames is not taken apart to make others of it.
FEWEST_FRAMES = 8
# Sets of calm people who stand or walk, for bystanders.
CALM_SETS = {"utd_mhad", "msr_action3d", "utkinect", "jhmdb"}
# Side of the pictures that composed scenes are put into, pixels for a person of size 1.
PICTURE = 400.0


Item = TypeVar("Item")
# Moves arms or legs of a body [T, 17, 3] at times in seconds.
Act = Callable[[np.ndarray, np.ndarray, Generator], np.ndarray]


@dataclass(frozen=True)
class Recipe:
    """How often what is composed: shares of samples, or of those of one label."""

    other: float = 0.20
    # labels are drawn by this power of their number of motions: 0 is all alike
    evenness: float = 0.4
    # a set of one label weighs no more than one of this many motions
    largest_set: int = 1000
    synthetic_fall: float = 0.40
    running_kick: float = 0.35
    travelling: float = 0.45
    synthetic_wave: float = 0.30
    synthetic_clap: float = 0.25
    synthetic_jump: float = 0.25
    # of the actions of arms: on the legs of somebody who does something else
    other_legs: float = 0.30
    # of all: with bones of other lengths
    other_build: float = 0.50
    reversal: float = 0.15
    bystander: float = 0.40
    held_pose: float = 0.25
    # of clips after this part of the run
    gentle: float = 0.5
    gentle_after: float = 0.7
    # of `other`: real motions, frozen poses, before a fall, people who each do something else; the
    # rest are groups of bystanders
    other_real: float = 0.42
    other_frozen: float = 0.16
    other_before_fall: float = 0.08
    other_unrelated: float = 0.14


class Composer:
    """Draws one sample after the other from the training side of the data."""

    def __init__(
        self, motions: Sequence[Motion], frames: int, size: int, recipe: Recipe = Recipe()
    ):
        self.frames = frames
        self.size = size
        self.recipe = recipe
        motions = list(motions) + solo_parts(motions)
        if not motions:
            raise ExportError("expected motions to train on, found none")
        self.by_label = _by_label_and_set(motions)
        self.singles = [m for m in motions if len(m.poses) == 1 and m.event is None]
        self.calm = [m for m in self.singles if m.label in (OTHER, WALK) and m.source in CALM_SETS]
        self.harmless = [m for m in self.singles if m.label not in ALARMS]
        self.falls = [m for m in motions if m.label == FALL and m.event is not None]
        self.runs = whole_bodies(m for m in self.singles if m.label in (RUN, WALK))
        self.travellers = {
            label: [m for m in self.runs if m.label == label] for label in (RUN, WALK)
        }
        self.kicks = whole_bodies(m for m in self.singles if m.label == KICK)
        self.upright = [m for m in self.calm if m.spatial]
        self.standing = whole_bodies(self.upright)
        self.legs = whole_bodies(m for m in self.singles if m.label in STRIDING)
        self.probabilities = self._label_probabilities(motions)

    def _label_probabilities(self, motions: Sequence[Motion]) -> np.ndarray:
        counts = np.bincount([m.label for m in motions], minlength=len(LABELS)).astype(float)
        weights = counts**self.recipe.evenness
        weights[ALARMS] = np.where(counts[ALARMS] > 0, np.maximum(weights[ALARMS], 4), 0)
        if self.upright:
            weights[FALL] = max(weights[FALL], 8)
        if self.runs:
            weights[KICK] = max(weights[KICK], 7)
        weights[OTHER] = 0
        if not weights.any():
            raise ExportError("expected motions of at least one action, found only 'other'")
        weights *= (1 - self.recipe.other) / weights.sum()
        weights[OTHER] = 1 - weights.sum()
        return weights

    def sample(self, rng: Generator, progress: float = 0.0) -> Tuple[Clip, int]:
        """Returns a clip on the heatmap grid and its label.

        Towards the end of a run, at a `progress` near 1, many clips are hardly disturbed: what is
        to be recognised mostly is not.
        """
        label = int(rng.choice(len(LABELS), p=self.probabilities))
        if label == OTHER:
            scene = self._other(rng)
        else:
            scene = self._with_bystanders(label, *self._action(label, rng), rng)
        gentle = progress > self.recipe.gentle_after and rng.random() < self.recipe.gentle
        disturbed = (augment.touch if gentle else augment.disturb)(*scene, rng)
        return augment.frame_people(*disturbed, self.size, rng), label

    # Actions

    def _action(self, label: int, rng: Generator) -> Scene:
        chance = rng.random()
        known = label in self.by_label
        if label == FALL and self.upright and (chance < self.recipe.synthetic_fall or not known):
            return self._synthetic_fall(rng)
        if label == KICK and self.runs and (chance < self.recipe.running_kick or not known):
            return self.running_kick(rng)
        if label in (RUN, WALK) and self.runs and chance < self.recipe.travelling:
            travelled = self.travelling(label, rng)
            if travelled is not None:
                return travelled
        made = self._made_by_arms_or_legs(label, rng)
        if made is not None:
            return made
        backwards = REVERSED.get(label)
        if backwards in self.by_label and (chance < self.recipe.reversal or not known):
            motion = self._pick(backwards, rng)
            return self._view(motion, self._window(motion, rng)[::-1], rng)
        motion = self._pick(label, rng)
        return self._view(motion, self._window(motion, rng), rng)

    def _made_by_arms_or_legs(self, label: int, rng: Generator) -> Optional[Scene]:
        """A synthetic wave, clap or jump, or arms on other legs; or nothing, as chance has it."""
        recipe = self.recipe
        made: Dict[int, Tuple[float, Act]] = {
            WAVE: (recipe.synthetic_wave, synthetic.waving),
            CLAP: (recipe.synthetic_clap, synthetic.clapping),
            JUMP: (recipe.synthetic_jump, synthetic.leaping),
        }
        # Chance is asked for every label, so that labels do not change each other's samples.
        share, act = made.get(label, (0.0, synthetic.waving))
        if self.standing and rng.random() < share:
            return self._acted(act, rng)
        if label in ARMS and self.legs and rng.random() < recipe.other_legs:
            motion = self._pick(label, rng)
            if motion.spatial and len(motion.poses) == 1:
                return self._on_other_legs(motion, rng)
        return None

    def _acted(self, act: Act, rng: Generator) -> Scene:
        """Somebody who stands or walks, with the arms or legs of a made motion."""
        motion = _one_of(self.standing, rng)
        seconds = rng.uniform(1.0, 3.0)
        times = np.linspace(0, seconds, self.frames)
        start = rng.uniform(0, motion.frames / motion.fps)
        pace = rng.uniform(0, 1)
        pose = synthetic.body(motion.poses[0])
        pose = synthetic.at_times(pose, motion.fps, start + pace * times, loop=True)
        scores = _steady_scores(motion, self.frames)
        return self._seen(motion, act(pose, times, rng)[None], scores, rng)

    def _on_other_legs(self, motion: Motion, rng: Generator) -> Scene:
        indices = self._window(motion, rng)
        other = _one_of(self.legs, rng)
        seconds = rng.uniform(0.8, 2.5)
        times = rng.uniform(0, other.frames / other.fps) + np.linspace(0, seconds, self.frames)
        pace = rng.uniform(0, 1)
        lower = synthetic.at_times(synthetic.body(other.poses[0]), other.fps, pace * times, True)
        pose = synthetic.with_legs_of(synthetic.body(motion.poses[0])[indices], lower)
        return self._seen(motion, pose[None], motion.scores[:, indices], rng)

    def _pick(self, label: int, rng: Generator) -> Motion:
        """Draws a set by the root of its size, up to a limit, then one of its motions."""
        sets = self.by_label[label]
        weights = np.sqrt([min(len(motions), self.recipe.largest_set) for motions in sets])
        return _one_of(sets[rng.choice(len(sets), p=weights / weights.sum())], rng)

    def _window(self, motion: Motion, rng: Generator) -> np.ndarray:
        """Frames to take of a motion: part of it at random speed, its ends held now and then."""
        if motion.event is not None:
            first = motion.event - rng.uniform(0.4, 1.6) * motion.fps
            last = motion.event + rng.uniform(0.6, 1.8) * motion.fps
            return self._stratified(first, last, motion.frames, rng)
        periodic = motion.label in PERIODIC and motion.frames > 40
        shortest = 0.4 if periodic else 0.75
        length: float = motion.frames
        if rng.random() < 0.6:
            length *= rng.uniform(shortest, 1)
        if periodic and motion.frames > 150:
            length = rng.uniform(45, 120)
        first = rng.uniform(0, motion.frames - length)
        last = first + length
        # Windows of a stream do not start when an action does.
        if rng.random() < self.recipe.held_pose:
            held, share = length * rng.uniform(0, 0.5), rng.random()
            first, last = first - held * share, last + held * (1 - share)
        return self._stratified(first, last, motion.frames, rng)

    def _stratified(
        self, first: float, last: float, frames: int, rng: Generator
    ) -> np.ndarray:
        """One random frame of each of T equal parts of [first, last), or each part's first."""
        edges = np.linspace(first, last, self.frames + 1)
        offset = rng.random(self.frames) if rng.random() < 0.8 else 0.0
        indices = np.floor(edges[:-1] + offset * np.diff(edges)).astype(int)
        if rng.random() < 0.1:
            # A slow camera repeats itself.
            number = np.arange(self.frames)
            indices = indices[number - number % int(rng.integers(2, 4))]
        return np.clip(indices, 0, frames - 1)

    def _view(self, motion: Motion, indices: np.ndarray, rng: Generator) -> Scene:
        """Returns the people of a motion in those frames from a random camera, size 1."""
        return self._seen(motion, motion.poses[:, indices], motion.scores[:, indices], rng)

    def _seen(
        self, motion: Motion, poses: np.ndarray, scores: np.ndarray, rng: Generator
    ) -> Scene:
        scores = _trusted(motion.source, poses, scores, rng)
        if rng.random() < self.recipe.other_build and (poses[:, :, BODY] != 0).any(-1).all():
            poses = synthetic.another_build(poses, rng)
        if motion.spatial:
            seen = scores > 0
            center = np.median(poses[seen], axis=0) if seen.any() else np.zeros(3)
            camera = augment.random_camera(rng)
            # Nobody runs into the camera.
            reach = np.abs(poses[seen] - center).max() if seen.any() else 0.0
            camera = replace(camera, distance=max(camera.distance, 1.3 * reach + 1.2))
            poses = augment.project(poses, camera, center)
        else:
            poses = augment.another_angle(poses, rng)
        return augment.normalise(poses, scores), scores

    def _synthetic_fall(self, rng: Generator) -> Scene:
        motion = _one_of(self.upright, rng)
        first = rng.uniform(0, motion.frames * 0.3)
        last = first + rng.uniform(0.05, 0.6) * motion.frames
        indices = self._stratified(first, last, motion.frames, rng)
        fallen = synthetic.tip_over(motion.poses[0, indices].astype(np.float64), rng)
        return self._seen(motion, fallen[None], motion.scores[:1, indices], rng)

    def running_kick(self, rng: Generator) -> Scene:
        """Somebody who runs and kicks: a kick of another motion, or one made by angles."""
        run = _one_of(self.runs, rng)
        kick = _one_of(self.kicks, rng) if self.kicks and rng.random() < 0.5 else None
        pose = synthetic.running_kick(
            run.poses[0],
            run.fps,
            None if kick is None else kick.poses[0],
            1.0 if kick is None else kick.fps,
            self.frames,
            rng,
        )
        return self._seen(run, pose[None], _steady_scores(run, self.frames), rng)

    def travelling(self, label: int, rng: Generator) -> Optional[Scene]:
        """People who run or walk through the picture, as they mostly do outside a laboratory."""
        if not self.travellers[label]:
            return None
        motion = _one_of(self.travellers[label], rng)
        seconds = rng.uniform(1.0, 3.0)
        times = np.linspace(0, seconds, self.frames) + rng.uniform(0, 2)
        pose = synthetic.at_times(synthetic.body(motion.poses[0]), motion.fps, times, loop=True)
        speed = rng.uniform(1.5, 5.0) if label == RUN else rng.uniform(0.5, 1.6)
        speed *= synthetic.seen_share(rng)
        pose = synthetic.travel(pose, speed * seconds / self.frames, rng)
        return self._seen(motion, pose[None], _steady_scores(motion, self.frames), rng)

    # Others

    def _other(self, rng: Generator) -> Scene:
        recipe = self.recipe
        kinds = (
            (recipe.other_real, self._real_other),
            (recipe.other_frozen, self.frozen),
            (recipe.other_before_fall, self._before_fall),
            (recipe.other_unrelated, self._unrelated),
        )
        chance = rng.random()
        for share, compose in kinds:
            if chance < share:
                scene = compose(rng)
                if len(scene[0]) == 1 and rng.random() < 0.2:
                    return self._side_by_side([scene, self.frozen(rng)], rng)
                return scene
            chance -= share
        return self.group(2 if rng.random() < 0.6 else int(rng.integers(3, 8)), rng)

    def _real_other(self, rng: Generator) -> Scene:
        """A real motion without a target."""
        if OTHER not in self.by_label:
            return self.frozen(rng)
        motion = self._pick(OTHER, rng)
        return self._view(motion, self._window(motion, rng), rng)

    def _unrelated(self, rng: Generator) -> Scene:
        """Two or three people who each do something else: no action of two."""
        if not self.harmless:
            return self.frozen(rng)
        motions = [_one_of(self.harmless, rng) for _ in range(2 if rng.random() < 0.7 else 3)]
        scenes = [self._view(motion, self._window(motion, rng), rng) for motion in motions]
        return self._side_by_side(scenes, rng)

    def frozen(self, rng: Generator) -> Scene:
        """Somebody who hardly moves, in a pose of any action."""
        motion = _one_of(self.singles, rng)
        first = 0 if rng.random() < 0.4 else int(rng.integers(motion.frames))
        indices = np.linspace(first, first + int(rng.integers(0, 4)), self.frames).astype(int)
        return self._view(motion, np.minimum(indices, motion.frames - 1), rng)

    def _before_fall(self, rng: Generator) -> Scene:
        """Somebody who will fall a moment later."""
        if not self.falls:
            return self.frozen(rng)
        motion = _one_of(self.falls, rng)
        last = (motion.event or 0) - 0.8 * motion.fps
        if last <= 0.8 * motion.fps:
            return self.frozen(rng)
        first = rng.uniform(0, last - 0.8 * motion.fps)
        last = min(first + rng.uniform(1, 2.5) * motion.fps, last)
        return self._view(motion, self._stratified(first, last, motion.frames, rng), rng)

    def bystander(self, rng: Generator, may_walk: bool = True) -> Scene:
        """Somebody who stands, walks or does nothing in particular."""
        motion = _one_of(self.calm or self.singles, rng)
        if rng.random() < 0.5 or (motion.label == WALK and not may_walk):
            return self.frozen(rng)
        return self._view(motion, self._window(motion, rng), rng)

    def group(self, number: int, rng: Generator) -> Scene:
        """Several people of whom none does anything to be recognised."""
        # One walker among them would make a fine example of `walk`.
        may_walk = number > 2
        return self._side_by_side([self.bystander(rng, may_walk) for _ in range(number)], rng)

    def _with_bystanders(
        self, label: int, poses: np.ndarray, scores: np.ndarray, rng: Generator
    ) -> Scene:
        if rng.random() >= self.recipe.bystander:
            return poses, scores
        others = 1 if len(poses) > 1 or rng.random() < 0.7 else int(rng.integers(2, 4))
        may_walk = label not in (WALK, RUN)
        scenes = [(poses, scores)] + [self.bystander(rng, may_walk) for _ in range(others)]
        return self._side_by_side(scenes, rng)

    def _side_by_side(self, scenes: List[Scene], rng: Generator) -> Scene:
        """Puts scenes of size 1 next to each other in random order, near or apart."""
        near = rng.random() < 0.4
        x, placed = 0.0, []
        for number in rng.permutation(len(scenes)):
            poses, scores = scenes[number]
            wide = len(poses) > 1
            offset = np.array([x, rng.normal(0, 0.06 if near else 0.2)])
            placed.append((poses * rng.uniform(0.8, 1.2) + offset, scores))
            x += rng.uniform(0.25, 1.1) if near and not wide else rng.uniform(0.4, 1.8)
        return (
            np.concatenate([poses for poses, _ in placed]),
            np.concatenate([scores for _, scores in placed]),
        )


def scene_clip(scene: Scene, frames: int, size: int) -> Clip:
    """Returns a composed scene of `frames` frames as the test pipeline sees it."""
    poses, scores = scene
    pixels = np.where(scores[..., None] > 0, poses * PICTURE + 5 * PICTURE, 0)
    image = int(10 * PICTURE), int(10 * PICTURE)
    return test_clip(pixels.astype(np.float32), scores.astype(np.float32), image, frames, size)


def solo_parts(motions: Sequence[Motion]) -> List[Motion]:
    """Returns the one of two people who kicks, punches or pushes, as motions of one person."""
    parts = []
    for motion in motions:
        if motion.source == PAIRS and motion.native in SOLO_PARTS:
            label, joints = SOLO_PARTS[motion.native]
            person = synthetic.active_person(motion.poses, joints)
            own = slice(person, person + 1)
            parts.append(
                replace(
                    motion,
                    source=SOLO_SET,
                    label=label,
                    poses=motion.poses[own],
                    scores=motion.scores[own],
                )
            )
    return parts


def whole_bodies(motions: Iterable[Motion]) -> List[Motion]:
    """Returns the 3-D motions, with only the frames in which the body is complete."""
    complete = []
    for motion in motions:
        if motion.spatial:
            known = (motion.poses[0, :, BODY] != 0).any(-1).all(0)
            if known.sum() >= FEWEST_FRAMES:
                poses, scores = motion.poses[:, known], motion.scores[:, known]
                complete.append(replace(motion, poses=poses, scores=scores))
    return complete


def _by_label_and_set(motions: Sequence[Motion]) -> Dict[int, List[List[Motion]]]:
    groups: Dict[Tuple[int, str], List[Motion]] = {}
    for motion in motions:
        groups.setdefault((motion.label, motion.source), []).append(motion)
    by_label: Dict[int, List[List[Motion]]] = {}
    for (label, _), group in groups.items():
        by_label.setdefault(label, []).append(group)
    return by_label


def _trusted(
    source: str, poses: np.ndarray, scores: np.ndarray, rng: Generator
) -> np.ndarray:
    """Shows hidden joints at times, where the set knows their place all the same."""
    if source == "penn_action" and rng.random() < 0.3:
        hidden = (scores <= 0) & (poses > 2).all(-1)
        return np.where(hidden, rng.uniform(0.2, 0.8), scores).astype(scores.dtype)
    if source == "msr_action3d" and rng.random() < 0.6:
        return np.where((poses != 0).any(-1), 1, scores).astype(scores.dtype)
    return scores


def _steady_scores(motion: Motion, frames: int) -> np.ndarray:
    """Scores [1, frames, 17] of a motion whose frames were mixed: each joint's median."""
    median = np.median(motion.scores[0], axis=0)
    return np.broadcast_to(median, (1, frames, len(median))).copy()


def _one_of(items: Sequence[Item], rng: Generator) -> Item:
    return items[int(rng.integers(len(items)))]
