"""What makes a run's logits mean what they say: its temperature, and the thresholds of actions."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict

import numpy as np

from export.bundle import Thresholds
from export.errors import ExportError
from train.composing.tasks import Task
from train.data.records import plain, record_of
from train.networks.predict import softmax

CALIBRATION = "calibration.json"


@dataclass(frozen=True)
class Calibration:
    """A temperature, and thresholds of alarm labels, of all others, and of single ones by name."""

    temperature: float
    general: Thresholds
    alarm: Thresholds
    own: Dict[str, Thresholds] = field(default_factory=dict)

    @staticmethod
    def unfitted(general: float = 0.5, alarm: float = 0.6) -> "Calibration":
        """Thresholds that nobody fitted."""
        first, second = (Thresholds(enter, round(0.6 * enter, 2)) for enter in (general, alarm))
        return Calibration(1.0, first, second)

    def enter(self, task: Task) -> np.ndarray:
        """The probability at which each label starts [labels]; the reject label never does."""
        enter = np.full(len(task.labels), self.general.enter)
        enter[task.alarms] = self.alarm.enter
        for name, own in self.own.items():
            enter[list(task.labels).index(name)] = own.enter
        enter[task.reject] = np.inf
        return enter

    def probabilities(self, logits: np.ndarray) -> np.ndarray:
        return softmax(logits / self.temperature)


def write_calibration(calibration: Calibration, path: Path) -> None:
    path.write_text(json.dumps(plain(calibration), indent=1) + "\n", encoding="utf-8")


def read_calibration(path: Path) -> Calibration:
    if not path.exists():
        raise ExportError(
            f"{path}: expected the file of train.measuring.calibrate; run that first"
        )
    return record_of(Calibration, json.loads(path.read_text(encoding="utf-8")))
