"""Measures a run by the whole protocol: `python3 -m train.measuring.evaluate --run R --data DIR`.

Writes evaluation.json, evaluation.txt, confusion.png and robustness.png into RUN. One clip, no
flip, all labels, preprocessing as PoseStream does it. Tennis, the recordings and every set that
the run left out were never trained on, and no threshold was chosen on them.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import List, Optional, Sequence

import torch

from export.errors import run_command
from train.composing.scenes import Composer
from train.data.motions import LABELS, OTHER, RECORDINGS, TENNIS, VALIDATION, Motion, is_held_out
from train.data.motions import load_recordings, load_set, load_training_sets, on_side
from train.measuring.calibration import CALIBRATION, read_calibration
from train.measuring.company import several_people
from train.measuring.evaluation import Evaluation
from train.measuring.measured import Measured, add_arguments, measured_of
from train.measuring.plots import draw_confusion, draw_robustness
from train.measuring.requirements import Requirement, Requirements
from train.measuring.results import ActionResults, Rejected, Tennis, Trained, write_results
from train.measuring.robustness import robustness
from train.networks.slim import MOST_GIGA_MULTIPLY_ADDS, MOST_PARAMETERS

# Shares of windows in which an alarm may be raised.
ALARM_BOUNDS = {
    "stream_trackid3x3": {"scene": 0.01, "person": 0.001},
    "stream_dance_alphapose": {"scene": 0.05, "person": 0.01},
}
# Of top-1, with one bystander.
KEPT_BOUNDS = {"idle": 0.90, "moving": 0.75}


def requirements(results: ActionResults) -> List[Requirement]:
    """Returns what the model has to show, and whether it does."""
    rows = Requirements()
    _require_accuracy(rows, results)
    _require_rejection(rows, results.reject)
    for kind, bound in KEPT_BOUNDS.items():
        kept = results.several_people.kept(kind)
        rows.at_least(f"kept with one {kind} bystander", kept, bound)
    _require_quiet(rows, results)
    if results.parameters is not None:
        rows.at_most("parameters", results.parameters, MOST_PARAMETERS)
    if results.giga_multiply_adds is not None:
        rows.at_most("GMAC", results.giga_multiply_adds, MOST_GIGA_MULTIPLY_ADDS)
    return rows.rows


def _require_accuracy(rows: Requirements, results: ActionResults) -> None:
    validation, tennis = results.validation, results.tennis
    lowest = min(row.recall for row in validation.by_class.values())
    rows.at_least("validation top-1", validation.all.top1, 0.90)
    rows.at_least("validation mean class", validation.all.mean_class, 0.87)
    rows.at_least("lowest recall of a class", lowest, 0.50)
    rows.at_least("recall of true alarms", validation.at_thresholds.alarm_recall, 0.85)
    rows.at_most("calibration error", validation.calibration_error, 0.04)
    rows.at_least("tennis swing AUC", tennis.swing_auc, 0.965)
    rows.at_most("tennis clips with an alarm", tennis.alarms, 0.02)
    for name, result in results.left_out.items():
        rows.at_least(f"{name} left out, top-1 of its labels", result.own_labels.top1, 0.50)


def _require_rejection(rows: Requirements, reject: Rejected) -> None:
    rows.at_least("other rejected, validation", reject.validation, 0.85)
    rows.at_least("other rejected, tennis neutral", reject.tennis_neutral, 0.85)
    if reject.held_out is not None:
        rows.at_least("held-out motions rejected", reject.held_out.rejected, 0.85)


def _require_quiet(rows: Requirements, results: ActionResults) -> None:
    for name, bounds in ALARM_BOUNDS.items():
        for scope, bound in bounds.items():
            if name in results.recordings:
                alarms = results.recordings[name][scope].alarms
                rows.at_most(f"{name[len('stream_'):]}, {scope} alarms", alarms, bound)


def evaluate(
    evaluation: Evaluation, root: Path, leave_out: Sequence[str], hold_out: bool
) -> ActionResults:
    every, architecture = evaluation.every, evaluation.architecture
    motions = load_training_sets(root, frozenset(leave_out))
    validation = on_side(motions, VALIDATION)
    composer = Composer(validation, architecture.frames, architecture.size)
    validation = validation[::every]
    held_out = [motion for motion in motions if is_held_out(motion)] if hold_out else []
    falls = [motion for motion in composer.falls if motion.event is not None]
    cost = architecture.cost(len(LABELS))
    tennis = evaluation.tennis(load_set(root, TENNIS)[::every])
    results = ActionResults(
        labels=list(LABELS),
        parameters=None if cost is None else cost.parameters,
        giga_multiply_adds=None if cost is None else round(cost.giga_multiply_adds, 3),
        validation=evaluation.validation(validation),
        tennis=tennis,
        left_out={n: evaluation.left_out(load_set(root, n)[::every]) for n in leave_out},
        reject=_rejected(evaluation, validation, tennis, held_out[::every]),
        running_kicks_composed=evaluation.kicks(composer),
        falls_sliding=evaluation.falls(falls[::every]),
        robustness=robustness(evaluation, validation),
        several_people=several_people(evaluation, validation, composer),
        recordings={n: evaluation.recording(load_recordings(root, n)) for n in RECORDINGS},
    )
    return replace(results, requirements=requirements(results))


def _rejected(
    evaluation: Evaluation,
    validation: Sequence[Motion],
    tennis: Tennis,
    held_out: Sequence[Motion],
) -> Rejected:
    others = [motion for motion in validation if motion.label == OTHER]
    return Rejected(
        evaluation.rejected(evaluation.motion_scores(others)),
        tennis.neutral_rejected,
        evaluation.held_out(held_out) if held_out else None,
    )


def measure(measured: Measured, run: Path, root: Path, every: int) -> ActionResults:
    """Returns the results of a run that is calibrated."""
    calibration = read_calibration(run / CALIBRATION)
    evaluation = Evaluation(measured.network, measured.architecture, calibration, every)
    results = evaluate(evaluation, root, measured.leave_out, measured.hold_out)
    return replace(
        results,
        trained=Trained(measured.minutes, measured.steps),
        motions_used=f"every {every}" if every > 1 else "all",
    )


def main(arguments: Optional[Sequence[str]] = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python3 -m train.measuring.evaluate", description=__doc__
    )
    add_arguments(parser)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    run: Path = options.run
    results = measure(measured_of(options), run, options.data, options.every)
    text = write_results(results, run)
    draw_confusion(results.validation.confusion, LABELS, run / "confusion.png")
    draw_robustness(results.robustness, run / "robustness.png")
    print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
