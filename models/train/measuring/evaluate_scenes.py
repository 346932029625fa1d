"""Measures a run of group activities: `python3 -m train.measuring.evaluate_scenes --run RUN --data DIR`.

Writes evaluation.json, evaluation.txt, confusion.png and people.png into RUN. The scenes are
composed of people who were never trained on; on the recordings, of games and a dance, nothing but
calm, running and other is right. With --compare-with, another run is measured beside it.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Dict, List, Sequence

import numpy as np
import torch

from export.errors import run_command
from train.composing.activities import ACTIVITIES, COUNTS, FLATTEST, HARMLESS
from train.composing.activities import ActivityComposer, ComposedScene, composed_scenes
from train.measuring.calibration import CALIBRATION, Calibration, read_calibration
from train.data.clips import Clip, test_clip
from train.data.motions import RECORDINGS, VALIDATION, Recording, load_recordings, load_training_sets
from train.data.motions import on_side
from train.measuring.evaluate import HOP_SECONDS, WINDOW_SECONDS, as_lines, calibration_error, groups
from train.measuring.evaluate import Requirements, most_called, share, window_starts
from train.measuring.plots import draw_confusion, draw_people
from train.networks.predict import accuracy, confusion, predict, recall_by_class
from train.composing.tasks import SCENES
from train.learning.train import CHECKPOINT, architecture_of, averaged_network, read_checkpoint

# Scenes other than those that the thresholds were chosen on.
SEED = 29
SCENES_OF_EACH = 30
ALL_COUNTS = (2, *COUNTS, 25)
# What is timed: crowds of so many people.
TIMED = (2, 5, 10, 25)


class SceneEvaluation:
    """One network on composed scenes and on recordings."""

    def __init__(self, network, architecture, calibration: Calibration):
        self.network = network
        self.architecture = architecture
        self.calibration = calibration
        self.enter = calibration.enter(SCENES)

    def scores(self, clips: Sequence[Clip]) -> np.ndarray:
        """Calibrated probabilities [clips, activities]."""
        return self.calibration.probabilities(predict(self.network, clips, self.architecture))

    def alarmed(self, scores: np.ndarray) -> np.ndarray:
        return (scores[:, SCENES.alarms] >= self.enter[SCENES.alarms]).any(1)

    def composed(self, scenes: Sequence[ComposedScene]) -> dict:
        scores = self.scores([scene.clip for scene in scenes])
        labels = np.array([scene.label for scene in scenes])
        people = np.array([scene.people for scene in scenes])
        alarms = np.isin(labels, SCENES.alarms)
        best = (scores - self.enter).argmax(1)
        alarmed = self.alarmed(scores)
        return {
            "all": accuracy(scores, labels),
            "by_people": {
                str(n): accuracy(scores[people == n], labels[people == n])
                for n in sorted(set(people))
            },
            "by_class": recall_by_class(scores, labels, ACTIVITIES),
            "confusion": confusion(scores, labels, len(ACTIVITIES)).tolist(),
            "calibration_error": calibration_error(scores, labels),
            "alarm_recall": share((alarmed & (best == labels))[alarms]),
            "false_alarms": share(alarmed[~alarms]),
        }

    def recording(self, recordings: Sequence[Recording]) -> dict:
        clips = [clip for recording in recordings for clip in self._windows(recording)]
        scores = self.scores(clips)
        return {
            "windows": len(scores),
            "alarms": share(self.alarmed(scores)),
            "harmless": share(np.isin(scores.argmax(1), HARMLESS)),
            "called": most_called(scores, ACTIVITIES),
        }

    def _windows(self, recording: Recording) -> List[Clip]:
        length = int(WINDOW_SECONDS * recording.fps)
        frames = recording.poses.shape[1]
        clips = []
        for first in window_starts(frames, recording.fps, WINDOW_SECONDS, HOP_SECONDS):
            window = slice(int(first), int(first) + length)
            for people in groups(recording, int(first), length)["scene"]:
                poses, scores = recording.poses[people, window], recording.scores[people, window]
                sizes = self.architecture.frames, self.architecture.size
                clips.append(test_clip(poses, scores, recording.image, *sizes, flattest=FLATTEST))
        return clips

    def milliseconds(self, composer: ActivityComposer) -> Dict[str, float]:
        """Shortest time of one clip by number of people, painting included, on one thread."""
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        result = {}
        for people in TIMED:
            scenes = composed_scenes(composer, 1, counts=(people,), seed=SEED)
            times = []
            for scene in scenes:
                begin = time.perf_counter()
                predict(self.network, [scene.clip], self.architecture)
                times.append(time.perf_counter() - begin)
            result[str(people)] = round(1000 * min(times), 1)
        torch.set_num_threads(threads)
        return result


def requirements(results: dict) -> List[dict]:
    """Returns what the model has to show: name, measured, bound, and whether it does."""
    rows = Requirements()
    composed = results["composed"]
    rows.at_least("mean class on composed scenes", composed["all"]["mean_class"], 0.80)
    by_people = [composed["by_people"][str(n)]["mean_class"] for n in COUNTS]
    spread = round(max(by_people) - min(by_people), 4)
    rows.at_most(f"spread from {COUNTS[0]} to {COUNTS[-1]} people", spread, 0.08)
    for name, result in results["recordings"].items():
        rows.at_most(f"{name[len('stream_'):]}, windows with an alarm", result["alarms"], 0.02)
    rows.at_most("calibration error", composed["calibration_error"], 0.04)
    return rows.rows


def evaluation_of(run: Path) -> SceneEvaluation:
    state = read_checkpoint(run / CHECKPOINT)
    calibration = read_calibration(run / CALIBRATION)
    return SceneEvaluation(averaged_network(state), architecture_of(state), calibration)


def evaluate(run: Path, root: Path, other: Path = None) -> dict:
    evaluation = evaluation_of(run)
    architecture = evaluation.architecture
    validation = on_side(load_training_sets(root), VALIDATION)
    composer = ActivityComposer(validation, architecture.frames, architecture.size)
    scenes = composed_scenes(composer, SCENES_OF_EACH, ALL_COUNTS, SEED)
    parameters, operations = architecture.cost(len(ACTIVITIES))
    results = {
        "labels": list(ACTIVITIES),
        "parameters": parameters,
        "giga_multiply_adds": round(operations, 3),
        "composed": evaluation.composed(scenes),
        "recordings": {
            name: evaluation.recording(load_recordings(root, name)) for name in RECORDINGS
        },
        "milliseconds": evaluation.milliseconds(composer),
    }
    if other is not None:
        compared = evaluation_of(other)
        results["compared_with"] = {
            "parameters": sum(p.numel() for p in compared.network.parameters()),
            "composed": compared.composed(scenes),
            "milliseconds": compared.milliseconds(composer),
        }
    results["requirements"] = requirements(results)
    return results


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python3 -m train.measuring.evaluate_scenes", description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="folder of the run, calibrated")
    parser.add_argument("--data", type=Path, required=True, help="folder of the skeleton sets")
    parser.add_argument("--compare-with", type=Path, metavar="RUN", help="such as an ST-GCN's")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args(arguments)
    torch.set_num_threads(arguments.threads)
    results = evaluate(arguments.run, arguments.data, arguments.compare_with)
    state = read_checkpoint(arguments.run / CHECKPOINT)
    results["trained"] = {"minutes": round(state["seconds"] / 60, 1), "steps": state["steps"]}
    text = as_lines(results)
    (arguments.run / "evaluation.json").write_text(json.dumps(results, indent=1), encoding="utf-8")
    (arguments.run / "evaluation.txt").write_text(text, encoding="utf-8")
    draw_confusion(results["composed"]["confusion"], ACTIVITIES, arguments.run / "confusion.png")
    draw_people(results, arguments.run / "people.png")
    print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
