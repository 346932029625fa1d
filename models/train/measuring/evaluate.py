"""Measures a run by the whole protocol: `python3 -m train.measuring.evaluate --run RUN --data DIR`.

Writes evaluation.json, evaluation.txt, confusion.png and robustness.png into RUN. One clip, no
flip, all labels, preprocessing as PoseStream does it. Tennis, the recordings and every set that
the run left out were never trained on, and no threshold was chosen on them.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Callable, Dict, List, Sequence

import numpy as np
import torch

from export.errors import run_command
from train.composing import augment
from train.measuring.calibrate import scene_clip
from train.measuring.calibration import CALIBRATION, Calibration, read_calibration
from train.data.clips import Clip, test_clip, uniform_indices
from train.data.motions import ALARMS, INDEX, LABELS, OTHER, PAIR_LABELS, RECORDINGS, TENNIS
from train.data.motions import VALIDATION, Motion, Recording, frontal, load_recordings, load_set
from train.data.motions import is_held_out, load_training_sets, on_side
from train.measuring.mean import MeanArchitecture
from train.measuring.measured import add_arguments, measured_of
from train.networks.slim import MOST_GIGA_MULTIPLY_ADDS, MOST_PARAMETERS, SlimArchitecture
from train.measuring.plots import draw_confusion, draw_robustness
from train.networks.predict import accuracy, area_under_curve, confusion, labels_of, motion_clips, predict
from train.networks.predict import recall_by_class
from train.composing.scenes import CALM_SETS, Composer
from train.composing.tasks import ACTIONS

SEED = 7
KICKS = 200
WINDOW_SECONDS, HOP_SECONDS = 2.0, 1.0
FALL_HOP_SECONDS = 0.5
DROPS = (0.0, 0.125, 0.25, 0.5, 1.0)
# Standard deviation as a share of the person's size.
JITTERS = (0.0, 0.01, 0.02, 0.04)
SCORE_LEVELS = (1.0, 0.5, 0.3, 0.15)
BYSTANDERS = (0, 1, 3)
SWING, KICK, FALL, RUN, WALK = (INDEX[name] for name in ("swing", "kick", "fall", "run", "walk"))
PAIR_INDICES = np.array([INDEX[name] for name in PAIR_LABELS])
PERSON_INDICES = np.array([i for i in range(OTHER) if i not in set(PAIR_INDICES)])
# Shares of windows in which an alarm may be raised.
ALARM_BOUNDS = {
    "stream_trackid3x3": {"scene": 0.01, "person": 0.001},
    "stream_dance_alphapose": {"scene": 0.05, "person": 0.01},
}
SCOPES = {"person": PERSON_INDICES, "pair": PAIR_INDICES, "scene": np.arange(OTHER)}


class Evaluation:
    """One network on everything there is to measure it on."""

    def __init__(self, network, architecture, calibration: Calibration, every: int):
        self.network = network
        self.architecture = architecture
        self.calibration = calibration
        self.enter = calibration.enter(ACTIONS)
        self.every = every

    def scores(self, clips: Sequence[Clip]) -> np.ndarray:
        """Calibrated probabilities [clips, labels]."""
        return self.calibration.probabilities(predict(self.network, clips, self.architecture))

    def motion_scores(self, motions: Sequence[Motion]) -> np.ndarray:
        sizes = self.architecture.frames, self.architecture.size
        return self.scores(motion_clips(motions, *sizes))

    def fires(self, scores: np.ndarray, labels=np.arange(OTHER)) -> np.ndarray:
        """Whether any of these labels reaches its threshold, for each clip."""
        return (scores[:, labels] >= self.enter[labels]).any(1)

    # Sets

    def validation(self, motions: Sequence[Motion]) -> dict:
        labels, scores = labels_of(motions), self.motion_scores(motions)
        sources = np.array([motion.source for motion in motions])
        by_set = {
            source: accuracy(scores[sources == source], labels[sources == source])
            for source in sorted(set(sources))
        }
        return {
            "all": accuracy(scores, labels),
            "by_set": by_set,
            "by_class": recall_by_class(scores, labels),
            "confusion": confusion(scores, labels).tolist(),
            "at_thresholds": self.at_thresholds(scores, labels),
            "calibration_error": calibration_error(scores, labels),
        }

    def at_thresholds(self, scores, labels) -> dict:
        action, alarm = labels != OTHER, np.isin(labels, ALARMS)
        best = (scores - self.enter).argmax(1)
        fired = self.fires(scores)
        alarmed = self.fires(scores, ALARMS)
        return {
            "recall": share((fired & (best == labels))[action]),
            "precision": share((best == labels)[fired]),
            "other_fires": share(fired[~action]),
            "alarm_recall": share((alarmed & (best == labels))[alarm]),
            "false_alarms": share(alarmed[~alarm]),
        }

    def tennis(self, motions: Sequence[Motion]) -> dict:
        labels, scores = labels_of(motions), self.motion_scores(motions)
        swings = labels == SWING
        return {
            "clips": len(motions),
            "swing_auc": area_under_curve(scores[swings, SWING], scores[~swings, SWING]),
            "swing_recall": share(scores[swings].argmax(1) == SWING),
            "neutral_called": most_called(scores[~swings]),
            "neutral_rejected": self.rejected(scores[~swings]),
            "alarms": share(self.fires(scores, ALARMS)),
        }

    def rejected(self, scores) -> float:
        """Share of clips that are called other or reach no threshold."""
        return share((scores.argmax(1) == OTHER) | ~self.fires(scores))

    def held_out(self, motions: Sequence[Motion]) -> dict:
        """Motions without a target, of native labels that were kept from training."""
        scores = self.motion_scores(motions)
        natives = np.array([f"{motion.source} {motion.native}" for motion in motions])
        return {
            "clips": len(motions),
            "rejected": self.rejected(scores),
            "by_native": {n: self.rejected(scores[natives == n]) for n in sorted(set(natives))},
            "called": most_called(scores),
        }

    def left_out(self, motions: Sequence[Motion]) -> dict:
        labels, scores = labels_of(motions), self.motion_scores(motions)
        own = np.unique(labels)
        restricted = np.full_like(scores, -1)
        restricted[:, own] = scores[:, own]
        return {
            "all_labels": accuracy(scores, labels),
            "own_labels": accuracy(restricted, labels),
            "by_class": recall_by_class(scores, labels),
        }

    def falls(self, motions: Sequence[Motion]) -> dict:
        """Slides windows over untrimmed falls and pick-ups, as a stream does."""
        found, false, before = [], [], []
        for motion in motions:
            starts = window_starts(motion.frames, motion.fps, WINDOW_SECONDS, FALL_HOP_SECONDS)
            length = int(WINDOW_SECONDS * motion.fps)
            scores = self.scores(self._windows(*frontal(motion), motion.image, starts, length))
            fired = self.fires(scores, np.array([FALL]))
            (found if motion.label == FALL else false).append(fired.any())
            early = starts + length <= motion.event - 0.8 * motion.fps
            before += list(fired[early])
        return {
            "falls": len(found),
            "found": int(np.sum(found)),
            "others": len(false),
            "others_called_fall": int(np.sum(false)),
            "windows_before": len(before),
            "windows_before_called_fall": int(np.sum(before)),
        }

    def _windows(self, poses, scores, image, starts, length) -> List[Clip]:
        sizes = self.architecture.frames, self.architecture.size
        return [test_clip(poses, scores, image, *sizes, int(s), int(s) + length) for s in starts]

    def kicks(self, composer: Composer) -> dict:
        """Composed kicks on the run, and as many runs and walks without one."""
        rng = np.random.default_rng(SEED)
        number = max(1, KICKS // self.every)
        kicks = self.scores([self._composed(composer.running_kick(rng)) for _ in range(number)])
        passing = [composer.travelling(RUN if i % 2 else WALK, rng) for i in range(number)]
        runs = self.scores([self._composed(scene) for scene in passing if scene is not None])
        return {
            "clips": number,
            "called_kick": share(kicks.argmax(1) == KICK),
            "kick_at_threshold": share(self.fires(kicks, np.array([KICK]))),
            "called": most_called(kicks),
            "runs_called_kick": share(runs.argmax(1) == KICK),
        }

    def _composed(self, scene) -> Clip:
        return scene_clip(scene, self.architecture.frames, self.architecture.size)

    # Robustness

    def robustness(self, motions: Sequence[Motion]) -> Dict[str, Dict[str, dict]]:
        def drop(level):
            return lambda poses, scores, rng: (poses, augment.drop_limb_ends(scores, level, rng))

        def shake(level):
            return lambda poses, scores, rng: (jittered(poses, scores, level, rng), scores)

        def fade(level):
            return lambda poses, scores, rng: (
                poses,
                scores * rng.uniform(0.7 * level, level, scores.shape),
            )

        faces = {
            "none": lambda poses, scores, rng: (poses, augment.without(scores, augment.FACE)),
            "as recorded": lambda poses, scores, rng: (poses, scores),
            "drawn": augment.with_face,
        }
        tables = {
            "joints_dropped": {f"{p:g}": drop(p) for p in DROPS},
            "jitter": {f"{p:g}": shake(p) for p in JITTERS},
            "scores_at": {f"{p:g}": fade(p) for p in SCORE_LEVELS},
            "faces": faces,
        }
        return {
            name: {level: self._disturbed(motions, change) for level, change in levels.items()}
            for name, levels in tables.items()
        }

    def _disturbed(self, motions, change: Callable) -> dict:
        rng = np.random.default_rng(SEED)
        clips = []
        for motion in motions:
            poses, scores = frontal(motion)
            indices = self._event_frames(motion)
            poses, scores = change(poses[:, indices], scores[:, indices], rng)
            # A joint that nobody sees lies at (0, 0).
            poses = np.where(scores[..., None] > 0, poses, 0)
            sizes = self.architecture.frames, self.architecture.size
            clips.append(test_clip(poses, scores, motion.image, *sizes))
        return accuracy(self.scores(clips), labels_of(motions))

    def _event_frames(self, motion):
        if motion.event is None:
            return np.arange(motion.frames)
        first = max(0, int(motion.event - 1.2 * motion.fps))
        return np.arange(first, min(motion.frames, int(motion.event + 1.4 * motion.fps)))

    # Several people

    def several_people(self, motions: Sequence[Motion], composer: Composer) -> dict:
        """Actors with idle and with moving bystanders, and whom the activation shows."""
        actors = [m for m in motions if m.source in CALM_SETS and m.label not in (OTHER, WALK)]
        labels = labels_of(actors)
        result = {}
        for kind, company in (
            ("idle", composer.frozen),
            ("moving", lambda rng: composer.bystander(rng, may_walk=True)),
        ):
            for number in BYSTANDERS:
                rng = np.random.default_rng(SEED)
                scenes = [self._accompanied(actor, company, number, rng) for actor in actors]
                clips = [self._composed(scene) for scene in scenes]
                scores = self.scores(clips)
                result[f"{number}_{kind}"] = accuracy(scores, labels)
                if number == 1:
                    right = scores.argmax(1) == labels
                    shown = self._actor_shown(
                        [clip for clip, good in zip(clips, right) if good], labels[right]
                    )
                    result[f"actor_shown_{kind}"] = {"clips": int(right.sum()), "share": shown}
        return result

    def _accompanied(self, actor, company, number, rng):
        poses, scores = frontal(actor)
        indices = uniform_indices(actor.frames, self.architecture.frames)
        poses, scores = poses[:, indices].astype(float), scores[:, indices]
        people = [(augment.normalise(poses, scores), scores)]
        for place in range(number):
            other, other_scores = company(rng)
            side = rng.choice([-1, 1]) * (rng.uniform(0.7, 1.3) + 0.8 * place)
            offset = np.array([side, rng.normal(0, 0.1)])
            people.append((other * rng.uniform(0.85, 1.1) + offset, other_scores))
        return np.concatenate([p for p, _ in people]), np.concatenate([s for _, s in people])

    def _actor_shown(self, clips: Sequence[Clip], labels) -> float:
        """Share of clips whose class activation is higher on person 0 than on person 1."""
        right = []
        for clip, label in zip(clips, labels):
            activation = self.architecture.activation(self.network, clip, label).max(0)
            cell = self.architecture.size / activation.shape[0]
            peaks = []
            for pose, score in zip(clip.poses, clip.scores):
                x, y = np.median(pose[score > 0], axis=0) if (score > 0).any() else (0, 0)
                left, top = (int(np.clip(v / cell - 0.5, 0, len(activation) - 2)) for v in (x, y))
                peaks.append(activation[top : top + 2, left : left + 2].max())
            right.append(peaks[0] > peaks[1])
        return share(right)

    # Recordings

    def recording(self, recordings: Sequence[Recording]) -> dict:
        """Shares of windows in which something fires; nobody does anything alarming in them."""
        clips: Dict[str, List[Clip]] = {"person": [], "pair": [], "scene": []}
        for recording in recordings:
            length = int(WINDOW_SECONDS * recording.fps)
            starts = window_starts(
                recording.poses.shape[1], recording.fps, WINDOW_SECONDS, HOP_SECONDS
            )
            for first in starts[:: self.every]:
                for scope, people in groups(recording, int(first), length).items():
                    clips[scope] += [
                        self._people(recording, p, int(first), length) for p in people
                    ]
        result = {}
        for scope, own in SCOPES.items():
            scores = self.scores(clips[scope])
            result[scope] = {
                "windows": len(scores),
                "alarms": share(self.fires(scores, np.intersect1d(own, ALARMS))),
                "any_action": share(self.fires(scores, own)),
                "called": most_called(scores),
            }
        return result

    def _people(self, recording, people, first, length) -> Clip:
        window = slice(first, first + length)
        poses, scores = recording.poses[people, window], recording.scores[people, window]
        # Frames that show none of them are no part of their clip.
        present = (scores > 0).any((0, 2))
        sizes = self.architecture.frames, self.architecture.size
        return test_clip(poses[:, present], scores[:, present], recording.image, *sizes)


def jittered(poses, scores, level, rng):
    size = np.array([augment.extent(p, s) for p, s in zip(poses, scores)])
    return poses + rng.normal(0, 1, poses.shape) * level * size[:, None, None, None]


def window_starts(frames: int, fps: float, seconds: float, hop: float) -> np.ndarray:
    last = max(0, frames - int(seconds * fps))
    return np.arange(0, last + 1, max(1, int(hop * fps)))


def groups(recording: Recording, first: int, length: int) -> Dict[str, List[List[int]]]:
    """Returns who is looked at in a window: each person, each with the nearest one, everybody."""
    window = slice(first, first + length)
    seen = (recording.scores[:, window] > 0).any(2).sum(1)
    persons = [int(i) for i in np.flatnonzero(seen >= 0.5 * length)]
    everybody = [int(i) for i in np.flatnonzero(seen >= 0.25 * length)]
    places = {i: _place(recording, i, window) for i in persons}
    pairs = set()
    for i in persons:
        others = [j for j in persons if j != i]
        if others:
            nearest = min(others, key=lambda j: np.linalg.norm(places[i] - places[j]))
            pairs.add((min(i, nearest), max(i, nearest)))
    return {
        "person": [[i] for i in persons],
        "pair": [list(pair) for pair in sorted(pairs)],
        "scene": [everybody] if everybody else [],
    }


def _place(recording, person, window):
    seen = recording.scores[person, window] > 0
    return np.median(recording.poses[person, window][seen], axis=0)


def calibration_error(scores: np.ndarray, labels: np.ndarray, bins: int = 10) -> float:
    """Mean distance of confidence and accuracy over equal bins of confidence, by clips."""
    confidence, right = scores.max(1), scores.argmax(1) == labels
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    error = sum(
        (bin_of == b).mean() * abs(right[bin_of == b].mean() - confidence[bin_of == b].mean())
        for b in np.unique(bin_of)
    )
    return round(float(error), 4)


def most_called(scores: np.ndarray, labels: Sequence[str] = LABELS) -> Dict[str, int]:
    """Returns how often each of the five labels was called that were called most."""
    counts = np.bincount(scores.argmax(1), minlength=len(labels))
    order = np.argsort(-counts, kind="stable")[:5]
    return {labels[i]: int(counts[i]) for i in order if counts[i]}


def share(values) -> float:
    """Returns the mean of truth values; of none it is 0."""
    values = np.asarray(values)
    return round(float(values.mean()), 4) if values.size else 0.0


class Requirements:
    """What a model has to show, row by row. Mutable."""

    def __init__(self):
        self.rows: List[dict] = []

    def at_least(self, name: str, value: float, bound: float):
        self.rows.append(
            {"name": name, "measured": value, "at_least": bound, "met": value >= bound}
        )

    def at_most(self, name: str, value: float, bound: float):
        self.rows.append(
            {"name": name, "measured": value, "at_most": bound, "met": value <= bound}
        )


def requirements(results: dict) -> List[dict]:
    """Returns what the model has to show: name, measured, bound, and whether it does."""
    rows = Requirements()
    at_least, at_most = rows.at_least, rows.at_most
    validation, several = results["validation"], results["several_people"]
    lowest = min(row["recall"] for row in validation["by_class"].values())
    at_least("validation top-1", validation["all"]["top1"], 0.90)
    at_least("validation mean class", validation["all"]["mean_class"], 0.87)
    at_least("lowest recall of a class", lowest, 0.50)
    at_least("recall of true alarms", validation["at_thresholds"]["alarm_recall"], 0.85)
    at_most("calibration error", validation["calibration_error"], 0.04)
    at_least("tennis swing AUC", results["tennis"]["swing_auc"], 0.965)
    at_most("tennis clips with an alarm", results["tennis"]["alarms"], 0.02)
    for name, result in results["left_out"].items():
        at_least(f"{name} left out, top-1 of its labels", result["own_labels"]["top1"], 0.50)
    at_least("other rejected, validation", results["reject"]["validation"], 0.85)
    at_least("other rejected, tennis neutral", results["reject"]["tennis_neutral"], 0.85)
    if "held_out" in results["reject"]:
        at_least("held-out motions rejected", results["reject"]["held_out"]["rejected"], 0.85)
    for kind, bound in (("idle", 0.90), ("moving", 0.75)):
        kept = several[f"1_{kind}"].get("top1", 0) / max(several[f"0_{kind}"].get("top1", 0), 1e-9)
        at_least(f"kept with one {kind} bystander", round(kept, 4), bound)
    for name, bounds in ALARM_BOUNDS.items():
        for scope, bound in bounds.items():
            if name in results["recordings"]:
                alarms = results["recordings"][name][scope]["alarms"]
                at_most(f"{name[len('stream_'):]}, {scope} alarms", alarms, bound)
    if "parameters" in results:
        at_most("parameters", results["parameters"], MOST_PARAMETERS)
        at_most("GMAC", results["giga_multiply_adds"], MOST_GIGA_MULTIPLY_ADDS)
    return rows.rows


def evaluate(evaluation: Evaluation, root: Path, leave_out: Sequence[str], hold_out: bool) -> dict:
    every, architecture = evaluation.every, evaluation.architecture
    motions = load_training_sets(root, frozenset(leave_out))
    validation = on_side(motions, VALIDATION)
    composer = Composer(validation, architecture.frames, architecture.size)
    validation = validation[::every]
    results = {"labels": list(LABELS)}
    if isinstance(architecture, (SlimArchitecture, MeanArchitecture)):
        parameters, operations = architecture.cost(len(LABELS))
        results["parameters"], results["giga_multiply_adds"] = parameters, round(operations, 3)
    results["validation"] = evaluation.validation(validation)
    results["tennis"] = evaluation.tennis(load_set(root, TENNIS)[::every])
    results["left_out"] = {
        name: evaluation.left_out(load_set(root, name)[::every]) for name in leave_out
    }
    others = [motion for motion in validation if motion.label == OTHER]
    results["reject"] = {
        "validation": evaluation.rejected(evaluation.motion_scores(others)),
        "tennis_neutral": results["tennis"]["neutral_rejected"],
    }
    if hold_out:
        held_out = [motion for motion in motions if is_held_out(motion)][::every]
        results["reject"]["held_out"] = evaluation.held_out(held_out)
    results["running_kicks_composed"] = evaluation.kicks(composer)
    falls = [motion for motion in composer.falls if motion.event is not None]
    results["falls_sliding"] = evaluation.falls(falls[::every])
    results["robustness"] = evaluation.robustness(validation)
    results["several_people"] = evaluation.several_people(validation, composer)
    results["recordings"] = {
        name: evaluation.recording(load_recordings(root, name)) for name in RECORDINGS
    }
    results["requirements"] = requirements(results)
    return results


def as_lines(results: dict) -> str:
    """Returns the results to read, the requirements first."""
    lines = []
    for row in results["requirements"]:
        sign = ">=" if "at_least" in row else "<="
        bound = row.get("at_least", row.get("at_most"))
        verdict = "met" if row["met"] else "NOT MET"
        lines.append(f"{row['name']:42} {row['measured']:>10} {sign} {bound:<8} {verdict}")
    for name, part in results.items():
        if isinstance(part, dict):
            lines += ["", name, *_tree(part)]
    return "\n".join(lines) + "\n"


def _tree(node: dict, indent: str = "  ") -> List[str]:
    lines = []
    for key, value in node.items():
        if key == "confusion":
            continue
        if isinstance(value, dict) and any(isinstance(v, dict) for v in value.values()):
            lines += [f"{indent}{key}", *_tree(value, indent + "  ")]
        elif isinstance(value, dict):
            cells = ", ".join(f"{name} {figure}" for name, figure in value.items())
            lines.append(f"{indent}{key}: {cells}")
        else:
            lines.append(f"{indent}{key}: {value}")
    return lines


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python3 -m train.measuring.evaluate", description=__doc__)
    add_arguments(parser)
    arguments = parser.parse_args(arguments)
    torch.set_num_threads(arguments.threads)
    measured = measured_of(arguments)
    evaluation = Evaluation(
        measured.network,
        measured.architecture,
        read_calibration(arguments.run / CALIBRATION),
        arguments.every,
    )
    results = evaluate(evaluation, arguments.data, measured.leave_out, measured.hold_out)
    results["trained"] = {"minutes": measured.minutes, "steps": measured.steps}
    results["motions_used"] = f"every {arguments.every}" if arguments.every > 1 else "all"
    text = as_lines(results)
    (arguments.run / "evaluation.json").write_text(json.dumps(results, indent=1), encoding="utf-8")
    (arguments.run / "evaluation.txt").write_text(text, encoding="utf-8")
    draw_confusion(results["validation"]["confusion"], LABELS, arguments.run / "confusion.png")
    draw_robustness(results["robustness"], arguments.run / "robustness.png")
    print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
