"""What was measured of a run, as evaluation.json holds it."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List, Optional, Type, TypeVar, Union

from export.errors import ExportError
from train.data.records import plain, record_of
from train.measuring.figures import Accuracy, ClassFigures
from train.measuring.requirements import Requirement

RESULTS, RESULTS_TEXT = "evaluation.json", "evaluation.txt"
R = TypeVar("R", "ActionResults", "SceneResults")
Results = Union["ActionResults", "SceneResults"]
SHOWN = "actor_shown_"


@dataclass(frozen=True)
class Trained:
    """How long the run took."""

    minutes: float
    steps: int


@dataclass(frozen=True)
class AtThresholds:
    """Shares of validation clips: what fires, and whether it is right."""

    recall: float
    precision: float
    other_fires: float
    alarm_recall: float
    false_alarms: float


@dataclass(frozen=True)
class Validation:
    all: Accuracy
    by_set: Dict[str, Accuracy]
    by_class: Dict[str, ClassFigures]
    confusion: List[List[int]]
    at_thresholds: AtThresholds
    calibration_error: float


@dataclass(frozen=True)
class Tennis:
    clips: int
    swing_auc: float
    swing_recall: float
    neutral_called: Dict[str, int]
    neutral_rejected: float
    alarms: float


@dataclass(frozen=True)
class LeftOut:
    """A set that was kept from training, among all labels and among its own."""

    all_labels: Accuracy
    own_labels: Accuracy
    by_class: Dict[str, ClassFigures]


@dataclass(frozen=True)
class HeldOut:
    """Motions without a target, of native labels that were kept from training."""

    clips: int
    rejected: float
    by_native: Dict[str, float]
    called: Dict[str, int]


@dataclass(frozen=True)
class Rejected:
    """Shares of clips without an action that are called other or reach no threshold."""

    validation: float
    tennis_neutral: float
    held_out: Optional[HeldOut] = None


@dataclass(frozen=True)
class Kicks:
    """Composed kicks on the run, and as many runs and walks without one."""

    clips: int
    called_kick: float
    kick_at_threshold: float
    called: Dict[str, int]
    runs_called_kick: float


@dataclass(frozen=True)
class Falls:
    """Untrimmed falls and other motions, and windows that end before the event."""

    falls: int
    found: int
    others: int
    others_called_fall: int
    windows_before: int
    windows_before_called_fall: int


@dataclass(frozen=True)
class Shown:
    """Of rightly called clips, the share whose activation is highest on the actor."""

    clips: int
    share: float


@dataclass(frozen=True)
class SeveralPeople:
    """Accuracy by company such as `3_moving`, and whom the activation shows by its kind."""

    accuracy: Dict[str, Accuracy]
    actor_shown: Dict[str, Shown]

    def as_plain(self) -> Dict[str, Any]:
        shown = {f"{SHOWN}{kind}": plain(part) for kind, part in self.actor_shown.items()}
        return {**plain(self.accuracy), **shown}

    @staticmethod
    def of_plain(values: Dict[str, Any]) -> "SeveralPeople":
        shown = {key for key in values if key.startswith(SHOWN)}
        return SeveralPeople(
            {key: record_of(Accuracy, values[key]) for key in values if key not in shown},
            {key[len(SHOWN) :]: record_of(Shown, values[key]) for key in values if key in shown},
        )

    def kept(self, kind: str) -> float:
        """Returns the share of top-1 that one bystander of this kind leaves."""
        alone, beside = self.accuracy[f"0_{kind}"], self.accuracy[f"1_{kind}"]
        return round(beside.top1 / max(alone.top1, 1e-9), 4)


@dataclass(frozen=True)
class ScopeAlarms:
    """Shares of the windows of a recording in which something fires."""

    windows: int
    alarms: float
    any_action: float
    called: Dict[str, int]


@dataclass(frozen=True)
class ActionResults:
    """A network of actions by the whole protocol."""

    labels: List[str]
    parameters: Optional[int]
    giga_multiply_adds: Optional[float]
    validation: Validation
    tennis: Tennis
    left_out: Dict[str, LeftOut]
    reject: Rejected
    running_kicks_composed: Kicks
    falls_sliding: Falls
    robustness: Dict[str, Dict[str, Accuracy]]
    several_people: SeveralPeople
    recordings: Dict[str, Dict[str, ScopeAlarms]]
    requirements: List[Requirement] = field(default_factory=list)
    trained: Optional[Trained] = None
    motions_used: str = "all"


@dataclass(frozen=True)
class Composed:
    """Composed scenes whose activity is known."""

    all: Accuracy
    by_people: Dict[str, Accuracy]
    by_class: Dict[str, ClassFigures]
    confusion: List[List[int]]
    calibration_error: float
    alarm_recall: float
    false_alarms: float


@dataclass(frozen=True)
class SceneAlarms:
    """Shares of the windows of a recording: with an alarm, and called something harmless."""

    windows: int
    alarms: float
    harmless: float
    called: Dict[str, int]


@dataclass(frozen=True)
class Compared:
    """Another network on the same scenes; milliseconds of one clip by number of people."""

    parameters: int
    composed: Composed
    milliseconds: Dict[str, float]


@dataclass(frozen=True)
class SceneResults:
    """A network of group activities; milliseconds of one clip by number of people."""

    labels: List[str]
    parameters: int
    giga_multiply_adds: float
    composed: Composed
    recordings: Dict[str, SceneAlarms]
    milliseconds: Dict[str, float]
    compared_with: Optional[Compared] = None
    requirements: List[Requirement] = field(default_factory=list)
    trained: Optional[Trained] = None


def write_results(results: Results, run: Path) -> str:
    """Writes evaluation.json and evaluation.txt; returns the text of the latter."""
    text = as_lines(results)
    (run / RESULTS).write_text(json.dumps(plain(results), indent=1), encoding="utf-8")
    (run / RESULTS_TEXT).write_text(text, encoding="utf-8")
    return text


def read_results(kind: Type[R], run: Path) -> R:
    path = run / RESULTS
    if not path.exists():
        raise ExportError(
            f"{path}: expected the file of train.measuring.evaluate or evaluate_scenes;"
            " run that first"
        )
    try:
        return record_of(kind, json.loads(path.read_text(encoding="utf-8")))
    except (TypeError, ValueError, KeyError) as error:
        raise ExportError(f"{path}: expected results of this task, got {error}") from None


def as_lines(results: Results) -> str:
    """Returns the results to read, the requirements first."""
    lines = [_requirement_line(row) for row in results.requirements]
    for name, part in plain(results).items():
        if isinstance(part, dict):
            lines += ["", name, *_tree(part)]
    return "\n".join(lines) + "\n"


def _requirement_line(row: Requirement) -> str:
    sign, bound = (">=", row.at_least) if row.at_most is None else ("<=", row.at_most)
    verdict = "met" if row.met else "NOT MET"
    return f"{row.name:42} {row.measured:>10} {sign} {bound:<8} {verdict}"


def _tree(node: Dict[str, Any], indent: str = "  ") -> List[str]:
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
