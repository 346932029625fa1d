"""Measures a run of group activities: `python3 -m train.measuring.evaluate_scenes --run R ..`.

Writes evaluation.json, evaluation.txt, confusion.png and people.png into RUN. The scenes are
composed of people who were never trained on; on the recordings, of games and a dance, nothing but
calm, running and other is right. With --compare-with, another run is measured beside it.
"""

import argparse
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence

import numpy as np
import torch
from torch import nn

from export.errors import ExportError, run_command
from train.composing.activities import ACTIVITIES, COUNTS, FLATTEST, HARMLESS, ActivityComposer
from train.composing.activities import ComposedScene, composed_scenes
from train.composing.tasks import SCENES
from train.data.clips import Clip, test_clip
from train.data.motions import RECORDINGS, VALIDATION, Recording, load_recordings
from train.data.motions import load_training_sets, on_side
from train.measuring.calibration import CALIBRATION, Calibration, read_calibration
from train.measuring.figures import accuracy, calibration_error, confusion, most_called
from train.measuring.figures import recall_by_class, share
from train.measuring.plots import draw_confusion, draw_people
from train.measuring.requirements import Requirement, Requirements
from train.measuring.results import Compared, Composed, SceneAlarms, SceneResults, Trained
from train.measuring.results import write_results
from train.measuring.windows import groups, windows_of
from train.networks.architecture import Architecture, Cost
from train.networks.checkpoint import CHECKPOINT, averaged_network, read_checkpoint
from train.networks.predict import predict

# Scenes other than those that the thresholds were chosen on.
SEED = 29
SCENES_OF_EACH = 30
ALL_COUNTS = (2, *COUNTS, 25)
# What is timed: crowds of so many people.
TIMED = (2, 5, 10, 25)


class SceneEvaluation:
    """One network on composed scenes and on recordings."""

    def __init__(
        self, network: nn.Module, architecture: Architecture[Any], calibration: Calibration
    ):
        self.network = network
        self.architecture = architecture
        self.calibration = calibration
        self.enter = calibration.enter(SCENES)

    def scores(self, clips: Sequence[Clip]) -> np.ndarray:
        """Calibrated probabilities [clips, activities]."""
        return self.calibration.probabilities(predict(self.network, clips, self.architecture))

    def alarmed(self, scores: np.ndarray) -> np.ndarray:
        alarmed: np.ndarray = (scores[:, SCENES.alarms] >= self.enter[SCENES.alarms]).any(1)
        return alarmed

    def composed(self, scenes: Sequence[ComposedScene]) -> Composed:
        scores = self.scores([scene.clip for scene in scenes])
        labels = np.array([scene.label for scene in scenes])
        people = np.array([scene.people for scene in scenes])
        alarms = np.isin(labels, SCENES.alarms)
        best = (scores - self.enter).argmax(1)
        alarmed = self.alarmed(scores)
        crowds = {str(n): people == n for n in sorted(set(people))}
        return Composed(
            accuracy(scores, labels),
            {name: accuracy(scores[mine], labels[mine]) for name, mine in crowds.items()},
            recall_by_class(scores, labels, ACTIVITIES),
            confusion(scores, labels, len(ACTIVITIES)).tolist(),
            calibration_error(scores, labels),
            share((alarmed & (best == labels))[alarms]),
            share(alarmed[~alarms]),
        )

    def recording(self, recordings: Sequence[Recording]) -> SceneAlarms:
        scores = self.scores([clip for one in recordings for clip in self._clips(one)])
        return SceneAlarms(
            len(scores),
            share(self.alarmed(scores)),
            share(np.isin(scores.argmax(1), HARMLESS)),
            most_called(scores, ACTIVITIES),
        )

    def _clips(self, recording: Recording) -> List[Clip]:
        sizes = self.architecture.frames, self.architecture.size
        clips = []
        for window in windows_of(recording):
            for people in groups(recording, window.start, window.stop - window.start)["scene"]:
                poses, scores = recording.poses[people, window], recording.scores[people, window]
                clips.append(test_clip(poses, scores, recording.image, *sizes, flattest=FLATTEST))
        return clips

    def milliseconds(self, composer: ActivityComposer) -> Dict[str, float]:
        """Shortest time of one clip by number of people, painting included, on one thread."""
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        times = {str(people): self._shortest(composer, people) for people in TIMED}
        torch.set_num_threads(threads)
        return times

    def _shortest(self, composer: ActivityComposer, people: int) -> float:
        times = []
        for scene in composed_scenes(composer, 1, counts=(people,), seed=SEED):
            begin = time.perf_counter()
            predict(self.network, [scene.clip], self.architecture)
            times.append(time.perf_counter() - begin)
        return round(1000 * min(times), 1)


def requirements(results: SceneResults) -> List[Requirement]:
    """Returns what the model has to show, and whether it does."""
    rows = Requirements()
    composed = results.composed
    rows.at_least("mean class on composed scenes", composed.all.mean_class, 0.80)
    by_people = [composed.by_people[str(n)].mean_class for n in COUNTS]
    spread = round(max(by_people) - min(by_people), 4)
    rows.at_most(f"spread from {COUNTS[0]} to {COUNTS[-1]} people", spread, 0.08)
    for name, result in results.recordings.items():
        rows.at_most(f"{name[len('stream_'):]}, windows with an alarm", result.alarms, 0.02)
    rows.at_most("calibration error", composed.calibration_error, 0.04)
    return rows.rows


@dataclass(frozen=True)
class Material:
    """What networks of scenes are measured on; for all of one length and size of clips."""

    scenes: Sequence[ComposedScene]
    composer: ActivityComposer

    @staticmethod
    def of(root: Path, frames: int, size: int) -> "Material":
        validation = on_side(load_training_sets(root), VALIDATION)
        composer = ActivityComposer(validation, frames, size)
        return Material(composed_scenes(composer, SCENES_OF_EACH, ALL_COUNTS, SEED), composer)


def evaluation_of(run: Path) -> SceneEvaluation:
    checkpoint = read_checkpoint(run / CHECKPOINT)
    calibration = read_calibration(run / CALIBRATION)
    return SceneEvaluation(averaged_network(checkpoint), checkpoint.architecture, calibration)


def evaluate(run: Path, root: Path, other: Optional[Path] = None) -> SceneResults:
    """Measures a run that may be shipped, and another beside it."""
    evaluation = evaluation_of(run)
    architecture = evaluation.architecture
    cost = _cost(architecture, run)
    material = Material.of(root, architecture.frames, architecture.size)
    results = SceneResults(
        labels=list(ACTIVITIES),
        parameters=cost.parameters,
        giga_multiply_adds=round(cost.giga_multiply_adds, 3),
        composed=evaluation.composed(material.scenes),
        recordings={n: evaluation.recording(load_recordings(root, n)) for n in RECORDINGS},
        milliseconds=evaluation.milliseconds(material.composer),
        compared_with=None if other is None else compared(other, material),
    )
    return replace(results, requirements=requirements(results))


def _cost(architecture: Architecture[Any], run: Path) -> Cost:
    cost = architecture.cost(len(ACTIVITIES))
    if cost is None:
        raise ExportError(f"{run}: expected a run of a network that may be shipped")
    return cost


def compared(run: Path, material: Material) -> Compared:
    evaluation = evaluation_of(run)
    return Compared(
        sum(p.numel() for p in evaluation.network.parameters()),
        evaluation.composed(material.scenes),
        evaluation.milliseconds(material.composer),
    )


def parse_arguments(arguments: Optional[Sequence[str]] = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 -m train.measuring.evaluate_scenes", description=__doc__
    )
    parser.add_argument("--run", type=Path, required=True, help="folder of the run, calibrated")
    parser.add_argument("--data", type=Path, required=True, help="folder of the skeleton sets")
    parser.add_argument("--compare-with", type=Path, metavar="RUN", help="such as an ST-GCN's")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args(arguments)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    options = parse_arguments(arguments)
    torch.set_num_threads(options.threads)
    run: Path = options.run
    results = evaluate(run, options.data, options.compare_with)
    checkpoint = read_checkpoint(run / CHECKPOINT)
    results = replace(results, trained=Trained(checkpoint.minutes, checkpoint.steps))
    text = write_results(results, run)
    draw_confusion(results.composed.confusion, ACTIVITIES, run / "confusion.png")
    draw_people(results, run / "people.png")
    print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
