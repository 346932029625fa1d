"""What model cards say of a network: the values that their templates name."""

from typing import Any, Dict, Mapping, Sequence, Union

from export.bundle import Bundle
from export.errors import ExportError
from train.data.motions import PAIR_LABELS, PERSON_LABELS
from train.measuring.calibration import Calibration
from train.measuring.figures import Accuracy, ClassFigures
from train.measuring.mean import Stream
from train.measuring.requirements import Requirement
from train.measuring.results import ActionResults, Compared, SceneResults, ScopeAlarms, Trained

# A class is called weak below it.
WEAK_RECALL = 0.7
Values = Dict[str, Any]


def network_values(
    bundle: Bundle,
    results: Union[ActionResults, SceneResults],
    calibration: Calibration,
    streams: Sequence[Stream],
) -> Values:
    """Returns what every model card says of a network and its training."""
    parameters, operations = results.parameters, results.giga_multiply_adds
    if parameters is None or operations is None or results.trained is None:
        raise ExportError(f"{bundle.name}: expected results of a run, not of a network's file")
    architecture = streams[0].architecture
    return {
        "name": bundle.name,
        "version": bundle.version,
        "streams": " and ".join(member.stream for member in bundle.members),
        "classes": len(bundle.labels),
        "parameters": f"{parameters:,}",
        "giga_multiply_adds": f"{operations:.2f}",
        "frames": architecture.frames,
        "size": architecture.size,
        "requirement_rows": _requirement_rows(results.requirements),
        "enter": calibration.general.enter,
        "alarm_enter": calibration.alarm.enter,
        "own_enter": "".join(f", {name} at {own.enter}" for name, own in calibration.own.items()),
        **_training_values(results.trained, streams),
    }


def _training_values(trained: Trained, streams: Sequence[Stream]) -> Values:
    runs = [stream.checkpoint for stream in streams]
    left_out = sorted({name for run in runs for name in run.options.leave_out})
    return {
        "minutes": trained.minutes,
        "clips": f"{sum(run.steps * run.options.batch for run in runs):,}",
        "seed": ", ".join(str(run.seed) for run in runs),
        "left_out": ", ".join(left_out) or "none",
        "temperature": ", ".join(str(stream.temperature) for stream in streams),
    }


def action_values(results: ActionResults) -> Values:
    """Returns what the card of `actions` says of its results."""
    validation = results.validation
    return {
        "motions_used": results.motions_used,
        "person_labels": ", ".join(PERSON_LABELS),
        "pair_labels": ", ".join(PAIR_LABELS),
        "validation_rows": _accuracy_rows({"**all**": validation.all, **validation.by_set}),
        "weak_classes": _weak_classes(validation.by_class),
        "calibration_error": f"{validation.calibration_error:.3f}",
        "robustness_rows": _robustness_rows(results.robustness),
        "people_rows": _people_rows(results.several_people.accuracy),
        "recording_rows": _recording_rows(results.recordings),
        "recall": _percent(validation.at_thresholds.recall),
        "precision": _percent(validation.at_thresholds.precision),
        "alarm_recall": _percent(validation.at_thresholds.alarm_recall),
        "false_alarms": _percent(validation.at_thresholds.false_alarms),
        **_untrained_values(results),
    }


def _untrained_values(results: ActionResults) -> Values:
    """Of motions that were never trained on."""
    tennis, kicks, falls = results.tennis, results.running_kicks_composed, results.falls_sliding
    return {
        "tennis_auc": tennis.swing_auc,
        "tennis_alarms": _percent(tennis.alarms),
        "tennis_rejected": _percent(tennis.neutral_rejected),
        "other_rejected": _percent(results.reject.validation),
        "kicks": _percent(kicks.called_kick),
        "kicks_false": _percent(kicks.runs_called_kick),
        "falls_found": f"{falls.found} of {falls.falls}",
        "falls_false": f"{falls.others_called_fall} of {falls.others}",
    }


def _weak_classes(by_class: Mapping[str, ClassFigures]) -> str:
    ordered = sorted(by_class.items(), key=lambda item: item[1].recall)
    weak = [f"{label} {row.recall:.2f}" for label, row in ordered if row.recall < WEAK_RECALL]
    return ", ".join(weak) or "none"


def scene_values(results: SceneResults) -> Values:
    """Returns what the card of `scenes` says of its results."""
    composed = results.composed
    return {
        "activities": ", ".join(results.labels),
        "mean_class": f"{composed.all.mean_class:.3f}",
        "people_rows": _accuracy_rows(composed.by_people),
        "class_rows": "\n".join(
            f"| {label} | {row.recall:.2f} | {row.precision or 0:.2f} |"
            for label, row in composed.by_class.items()
        ),
        "comparison": (
            " **No graph network was trained on these scenes yet.**"
            if results.compared_with is None
            else " The graph network is an ST-GCN trained on the same scenes."
        ),
        "comparison_rows": _comparison_rows(results),
        "recording_rows": "\n".join(
            f"| {name} | {row.windows} | {_percent(row.alarms)} |"
            f" {_percent(row.harmless)} | {', '.join(row.called)} |"
            for name, row in results.recordings.items()
        ),
        "calibration_error": f"{composed.calibration_error:.3f}",
        "alarm_recall": _percent(composed.alarm_recall),
        "false_alarms": _percent(composed.false_alarms),
    }


def _requirement_rows(rows: Sequence[Requirement]) -> str:
    lines = []
    for row in rows:
        bound = f">= {row.at_least}" if row.at_most is None else f"<= {row.at_most}"
        verdict = "yes" if row.met else "**no**"
        lines.append(f"| {row.name} | {row.measured} | {bound} | {verdict} |")
    return "\n".join(lines)


def _comparison_rows(results: SceneResults) -> str:
    runs: Dict[str, Union[SceneResults, Compared]] = {"heatmaps (this bundle)": results}
    if results.compared_with is not None:
        runs["graph network"] = results.compared_with
    return "\n".join(
        f"| {name} | {run.parameters:,} | {run.composed.all.mean_class:.3f} | "
        + " | ".join(f"{value:.1f}" for value in run.milliseconds.values())
        + " |"
        for name, run in runs.items()
    )


def _accuracy_rows(rows: Mapping[str, Accuracy]) -> str:
    return "\n".join(
        f"| {name} | {row.clips} | {row.top1:.3f} | {row.mean_class:.3f} |"
        for name, row in rows.items()
        if row.clips
    )


def _robustness_rows(tables: Mapping[str, Mapping[str, Accuracy]]) -> str:
    return "\n".join(
        f"| {name.replace('_', ' ')} | {level} | {row.top1:.3f} | {row.mean_class:.3f} |"
        for name, levels in tables.items()
        for level, row in levels.items()
    )


def _people_rows(rows: Mapping[str, Accuracy]) -> str:
    return "\n".join(
        f"| {name.replace('_', ' ')} | {row.clips} | {row.top1:.3f} |"
        for name, row in rows.items()
        if row.clips
    )


def _recording_rows(recordings: Mapping[str, Mapping[str, ScopeAlarms]]) -> str:
    return "\n".join(
        f"| {name} | {scope} | {row.windows} | {_percent(row.alarms)} |"
        f" {_percent(row.any_action)} | {', '.join(row.called)} |"
        for name, scopes in recordings.items()
        for scope, row in scopes.items()
    )


def _percent(ratio: float) -> str:
    return f"{100 * ratio:.1f} %"
