"""Fits a run's temperature and thresholds on validation: `python3 -m train.measuring.calibrate`.

Writes RUN/calibration.json. Logits are divided by the temperature at export, so that a score means
what it says; actions start at `enter` and end below `exit`. Nothing but the validation side of the
training sets is looked at.
"""

import argparse
import sys
from typing import List, Optional, Sequence

import numpy as np
import torch

from export.bundle import Thresholds
from export.errors import run_command
from train.composing.activities import ActivityComposer, ComposedScene, composed_scenes
from train.composing.scenes import Composer, scene_clip
from train.composing.tasks import SCENES
from train.data.clips import Clip
from train.data.motion_clips import labels_of, motion_clips
from train.data.motions import ALARMS, OTHER, VALIDATION, Motion, load_training_sets, on_side
from train.measuring.calibration import CALIBRATION, Calibration, write_calibration
from train.measuring.measured import Measured, add_arguments, measured_of
from train.networks.predict import predict, softmax

TEMPERATURES = np.round(np.arange(0.30, 2.51, 0.02), 2)
# Shares of clips without an action, and without an alarm, that may fire.
OTHER_FIRES, ALARM_FIRES, SCENE_ALARM_FIRES = 0.05, 0.005, 0.01
# Whatever validation allows, an action has to be more probable than all others together, and an
# alarm clearly so.
LEAST_ENTER, LEAST_ALARM, MOST_ENTER = 0.50, 0.60, 0.95
EXIT_SHARE = 0.6
GROUPS = 300
# Of each activity and number of people.
SCENES_OF_EACH = 15
SEED = 11


def fit(
    logits: np.ndarray,
    motions: Sequence[Motion],
    group_logits: np.ndarray,
    temperature: Optional[float] = None,
) -> Calibration:
    """Fits on validation logits; `group_logits` are of scenes in which nobody does anything.

    A temperature that is given is kept.
    """
    labels = labels_of(motions)
    if temperature is None:
        temperature = best_temperature(logits, labels, [motion.source for motion in motions])
    scores, calm = softmax(logits / temperature), softmax(group_logits / temperature)
    general = threshold(scores[labels == OTHER][:, :OTHER].max(1), OTHER_FIRES, LEAST_ENTER)
    quiet = np.concatenate([scores[~np.isin(labels, ALARMS)], calm])[:, ALARMS].max(1)
    alarm = threshold(quiet, ALARM_FIRES, max(LEAST_ALARM, general.enter))
    return Calibration(temperature, general, alarm)


def fit_scenes(logits: np.ndarray, scenes: Sequence[ComposedScene]) -> Calibration:
    """Fits on logits of composed scenes of the validation side."""
    labels = np.array([scene.label for scene in scenes])
    temperature = best_temperature(logits, labels, [str(scene.people) for scene in scenes])
    scores = softmax(logits / temperature)
    named = np.delete(scores[labels == SCENES.reject], SCENES.reject, axis=1)
    general = threshold(named.max(1), OTHER_FIRES, LEAST_ENTER)
    quiet = scores[~np.isin(labels, SCENES.alarms)][:, SCENES.alarms].max(1)
    alarm = threshold(quiet, SCENE_ALARM_FIRES, max(LEAST_ALARM, general.enter))
    return Calibration(temperature, general, alarm)


def best_temperature(logits: np.ndarray, labels: np.ndarray, sources: Sequence[str]) -> float:
    """Returns the temperature of the least cross entropy; each set weighs the same."""
    named = np.array(sources)
    weights = np.array([1 / (named == source).sum() for source in sources])
    rows = np.arange(len(labels))

    def cross_entropy(temperature: float) -> float:
        likelihood = softmax(logits / temperature)[rows, labels]
        return -float((weights * np.log(np.maximum(likelihood, 1e-12))).sum())

    return float(min(TEMPERATURES, key=cross_entropy))


def threshold(scores: np.ndarray, share: float, least: float) -> Thresholds:
    """Returns the lowest threshold that at most this share of the scores reaches."""
    allowed = int(share * len(scores))
    enter = np.sort(scores)[::-1][allowed] + 1e-4 if len(scores) > allowed else least
    enter = round(float(np.clip(np.ceil(100 * enter) / 100, least, MOST_ENTER)), 2)
    return Thresholds(enter, round(EXIT_SHARE * enter, 2))


def group_clips(composer: Composer, number: int) -> List[Clip]:
    """Returns clips of two to six people of whom none does anything to be recognised."""
    rng = np.random.default_rng(SEED)
    return [
        scene_clip(composer.group(2 + i % 5, rng), composer.frames, composer.size)
        for i in range(number)
    ]


def calibrate(measured: Measured, validation: Sequence[Motion]) -> Calibration:
    network, architecture = measured.network, measured.architecture
    composer = Composer(validation, architecture.frames, architecture.size)
    return fit(
        predict(
            network, motion_clips(validation, architecture.frames, architecture.size), architecture
        ),
        validation,
        predict(network, group_clips(composer, GROUPS), architecture),
        measured.temperature,
    )


def calibrate_scenes(measured: Measured, validation: Sequence[Motion]) -> Calibration:
    network, architecture = measured.network, measured.architecture
    composer = ActivityComposer(validation, architecture.frames, architecture.size)
    scenes = composed_scenes(composer, SCENES_OF_EACH, seed=SEED)
    logits = predict(network, [scene.clip for scene in scenes], architecture)
    return fit_scenes(logits, scenes)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python3 -m train.measuring.calibrate", description=__doc__
    )
    add_arguments(parser)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    measured = measured_of(options)
    motions = load_training_sets(options.data, frozenset(measured.leave_out))
    validation = on_side(motions, VALIDATION)[:: options.every]
    fitted = calibrate_scenes if measured.task == SCENES.name else calibrate
    calibration = fitted(measured, validation)
    options.run.mkdir(parents=True, exist_ok=True)
    write_calibration(calibration, options.run / CALIBRATION)
    print(
        f"temperature {calibration.temperature}, enter {calibration.general.enter},"
        f" alarms {calibration.alarm.enter}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
