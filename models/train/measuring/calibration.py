"""What makes a run's logits mean what they say: its temperature, and the thresholds of actions."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from export.bundle import Thresholds
from export.errors import ExportError
from train.networks.predict import softmax
from train.composing.tasks import Task

CALIBRATION = "calibration.json"


@dataclass(frozen=True)
class Calibration:
    """A temperature, and thresholds of alarm labels and of all others."""

    temperature: float
    general: Thresholds
    alarm: Thresholds

    def enter(self, task: Task) -> np.ndarray:
        """The probability at which each label starts [labels]; the reject label never does."""
        enter = np.full(len(task.labels), self.general.enter)
        enter[task.alarms] = self.alarm.enter
        enter[task.reject] = np.inf
        return enter

    def probabilities(self, logits: np.ndarray) -> np.ndarray:
        return softmax(logits / self.temperature)


def write_calibration(calibration: Calibration, path: Path):
    path.write_text(json.dumps(asdict(calibration), indent=1) + "\n", encoding="utf-8")


def read_calibration(path: Path) -> Calibration:
    if not path.exists():
        raise ExportError(f"{path}: expected the file of train.measuring.calibrate; run that first")
    values = json.loads(path.read_text(encoding="utf-8"))
    return Calibration(
        values["temperature"], Thresholds(**values["general"]), Thresholds(**values["alarm"])
    )
