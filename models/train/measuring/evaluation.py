"""A network of actions on everything there is to measure it on."""

from typing import Any, Dict, List, Sequence, Tuple

import numpy as np
from torch import nn

from train.composing.augment import Scene
from train.composing.scenes import Composer, scene_clip
from train.composing.tasks import ACTIONS
from train.data.clips import Clip, test_clip
from train.data.motion_clips import labels_of, motion_clips
from train.data.motions import ALARMS, INDEX, OTHER, PAIR_LABELS, Motion, Recording, frontal
from train.measuring.calibration import Calibration
from train.measuring.figures import accuracy, area_under_curve, calibration_error, confusion
from train.measuring.figures import most_called, recall_by_class, share
from train.measuring.results import AtThresholds, Falls, HeldOut, Kicks, LeftOut, ScopeAlarms
from train.measuring.results import Tennis, Validation
from train.measuring.windows import WINDOW_SECONDS, groups, window_starts, windows_of
from train.networks.architecture import Architecture
from train.networks.predict import predict

SEED = 7
KICKS = 200
FALL_HOP_SECONDS = 0.5
# A window that ends so long before a fall shows nothing of it.
BEFORE_FALL_SECONDS = 0.8
SWING, KICK, FALL, RUN, WALK = (INDEX[name] for name in ("swing", "kick", "fall", "run", "walk"))
PAIR_INDICES = np.array([INDEX[name] for name in PAIR_LABELS])
PERSON_INDICES = np.array([i for i in range(OTHER) if i not in set(PAIR_INDICES)])
ACTION_INDICES = np.arange(OTHER)
SCOPES = {"person": PERSON_INDICES, "pair": PAIR_INDICES, "scene": ACTION_INDICES}


class Evaluation:
    """One network and what it scores; of long parts every n-th piece is measured."""

    def __init__(
        self,
        network: nn.Module,
        architecture: Architecture[Any],
        calibration: Calibration,
        every: int,
    ):
        self.network = network
        self.architecture = architecture
        self.calibration = calibration
        self.enter = calibration.enter(ACTIONS)
        self.every = every

    @property
    def sizes(self) -> Tuple[int, int]:
        """Frames and side of a clip."""
        return self.architecture.frames, self.architecture.size

    def scores(self, clips: Sequence[Clip]) -> np.ndarray:
        """Calibrated probabilities [clips, labels]."""
        return self.calibration.probabilities(predict(self.network, clips, self.architecture))

    def motion_scores(self, motions: Sequence[Motion]) -> np.ndarray:
        return self.scores(motion_clips(motions, *self.sizes))

    def composed_clip(self, scene: Scene) -> Clip:
        return scene_clip(scene, *self.sizes)

    def fires(self, scores: np.ndarray, labels: np.ndarray = ACTION_INDICES) -> np.ndarray:
        """Whether any of these labels reaches its threshold, for each clip."""
        fired: np.ndarray = (scores[:, labels] >= self.enter[labels]).any(1)
        return fired

    def rejected(self, scores: np.ndarray) -> float:
        """Share of clips that are called other or reach no threshold."""
        return share((scores.argmax(1) == OTHER) | ~self.fires(scores))

    def validation(self, motions: Sequence[Motion]) -> Validation:
        labels, scores = labels_of(motions), self.motion_scores(motions)
        sources = np.array([motion.source for motion in motions])
        by_set = {
            source: accuracy(scores[sources == source], labels[sources == source])
            for source in sorted(set(sources))
        }
        return Validation(
            accuracy(scores, labels),
            by_set,
            recall_by_class(scores, labels),
            confusion(scores, labels).tolist(),
            self.at_thresholds(scores, labels),
            calibration_error(scores, labels),
        )

    def at_thresholds(self, scores: np.ndarray, labels: np.ndarray) -> AtThresholds:
        action, alarm = labels != OTHER, np.isin(labels, ALARMS)
        best = (scores - self.enter).argmax(1)
        fired = self.fires(scores)
        alarmed = self.fires(scores, ALARMS)
        return AtThresholds(
            recall=share((fired & (best == labels))[action]),
            precision=share((best == labels)[fired]),
            other_fires=share(fired[~action]),
            alarm_recall=share((alarmed & (best == labels))[alarm]),
            false_alarms=share(alarmed[~alarm]),
        )

    def tennis(self, motions: Sequence[Motion]) -> Tennis:
        labels, scores = labels_of(motions), self.motion_scores(motions)
        swings = labels == SWING
        return Tennis(
            len(motions),
            area_under_curve(scores[swings, SWING], scores[~swings, SWING]),
            share(scores[swings].argmax(1) == SWING),
            most_called(scores[~swings]),
            self.rejected(scores[~swings]),
            share(self.fires(scores, ALARMS)),
        )

    def held_out(self, motions: Sequence[Motion]) -> HeldOut:
        """Motions without a target, of native labels that were kept from training."""
        scores = self.motion_scores(motions)
        natives = np.array([f"{motion.source} {motion.native}" for motion in motions])
        by_native = {n: self.rejected(scores[natives == n]) for n in sorted(set(natives))}
        return HeldOut(len(motions), self.rejected(scores), by_native, most_called(scores))

    def left_out(self, motions: Sequence[Motion]) -> LeftOut:
        labels, scores = labels_of(motions), self.motion_scores(motions)
        own = np.unique(labels)
        restricted = np.full_like(scores, -1)
        restricted[:, own] = scores[:, own]
        return LeftOut(
            accuracy(scores, labels), accuracy(restricted, labels), recall_by_class(scores, labels)
        )

    def falls(self, motions: Sequence[Motion]) -> Falls:
        """Slides windows over untrimmed falls and pick-ups, as a stream does."""
        found: List[bool] = []
        false: List[bool] = []
        before: List[bool] = []
        for motion in motions:
            fired, early = self._fired_along(motion)
            (found if motion.label == FALL else false).append(bool(fired.any()))
            before += list(fired[early])
        return Falls(
            len(found),
            int(np.sum(found)),
            len(false),
            int(np.sum(false)),
            len(before),
            int(np.sum(before)),
        )

    def _fired_along(self, motion: Motion) -> Tuple[np.ndarray, np.ndarray]:
        """Returns for each window whether a fall is called, and whether it ends before one."""
        if motion.event is None:
            raise ValueError(f"{motion.source} {motion.id}: expected the frame of an event")
        starts = window_starts(motion.frames, motion.fps, WINDOW_SECONDS, FALL_HOP_SECONDS)
        length = int(WINDOW_SECONDS * motion.fps)
        pose = frontal(motion)
        windows = [(first, first + length) for first in starts.tolist()]
        clips = [test_clip(*pose, motion.image, *self.sizes, *window) for window in windows]
        fired = self.fires(self.scores(clips), np.array([FALL]))
        return fired, starts + length <= motion.event - BEFORE_FALL_SECONDS * motion.fps

    def kicks(self, composer: Composer) -> Kicks:
        """Composed kicks on the run, and as many runs and walks without one."""
        rng = np.random.default_rng(SEED)
        number = max(1, KICKS // self.every)
        kicking = [self.composed_clip(composer.running_kick(rng)) for _ in range(number)]
        kicks = self.scores(kicking)
        passing = [composer.travelling(RUN if i % 2 else WALK, rng) for i in range(number)]
        runs = self.scores([self.composed_clip(scene) for scene in passing if scene is not None])
        return Kicks(
            number,
            share(kicks.argmax(1) == KICK),
            share(self.fires(kicks, np.array([KICK]))),
            most_called(kicks),
            share(runs.argmax(1) == KICK),
        )

    def recording(self, recordings: Sequence[Recording]) -> Dict[str, ScopeAlarms]:
        """What fires by scope; nobody does anything alarming in the recordings."""
        clips = self._clips_by_scope(recordings)
        return {scope: self._alarms(clips[scope], own) for scope, own in SCOPES.items()}

    def _clips_by_scope(self, recordings: Sequence[Recording]) -> Dict[str, List[Clip]]:
        clips: Dict[str, List[Clip]] = {scope: [] for scope in SCOPES}
        for recording in recordings:
            for window in windows_of(recording)[:: self.every]:
                shown = groups(recording, window.start, window.stop - window.start)
                for scope, people in shown.items():
                    clips[scope] += [self._people(recording, p, window) for p in people]
        return clips

    def _alarms(self, clips: Sequence[Clip], labels: np.ndarray) -> ScopeAlarms:
        scores = self.scores(clips)
        return ScopeAlarms(
            len(scores),
            share(self.fires(scores, np.intersect1d(labels, ALARMS))),
            share(self.fires(scores, labels)),
            most_called(scores),
        )

    def _people(self, recording: Recording, people: Sequence[int], window: slice) -> Clip:
        poses, scores = recording.poses[people, window], recording.scores[people, window]
        # Frames that show none of them are no part of their clip.
        present = (scores > 0).any((0, 2))
        return test_clip(poses[:, present], scores[:, present], recording.image, *self.sizes)
