"""Temperatures and thresholds."""

import tempfile
import unittest
from pathlib import Path

import numpy as np

from train.composing.tasks import ACTIONS
from train.data.motions import ALARM_LABELS, LABELS
from train.measuring.calibrate import best_temperature, threshold
from train.measuring.calibration import CALIBRATION, read_calibration, write_calibration
from train.measuring.fixtures import CALIBRATED


class CalibrationTest(unittest.TestCase):
    def test_undoes_exaggerated_confidence(self) -> None:
        rng = np.random.default_rng(1)
        labels = rng.integers(0, 3, 4000)
        logits = np.eye(3)[labels] * 2 + rng.gumbel(size=(4000, 3))
        plain = best_temperature(logits, labels, ["a"] * 4000)
        exaggerated = best_temperature(2 * logits, labels, ["a"] * 4000)
        self.assertAlmostEqual(2, exaggerated / plain, delta=0.1)

    def test_threshold_lets_the_allowed_share_pass(self) -> None:
        scores = np.linspace(0, 1, 1001)
        enter = threshold(scores, 0.2, 0.4).enter
        self.assertAlmostEqual(0.8, enter, delta=0.011)
        self.assertLessEqual((scores >= enter).mean(), 0.2)
        self.assertEqual(0.4, threshold(scores / 10, 0.05, 0.4).enter)

    def test_alarms_have_their_own_threshold_and_other_none(self) -> None:
        enter = dict(zip(LABELS, CALIBRATED.enter(ACTIONS)))
        self.assertEqual((0.55, 0.8, np.inf), (enter["walk"], enter["fall"], enter["other"]))
        self.assertEqual(len(ALARM_LABELS), sum(value == 0.8 for value in enter.values()))

    def test_is_read_as_it_was_written(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / CALIBRATION
            write_calibration(CALIBRATED, path)
            self.assertEqual(CALIBRATED, read_calibration(path))


if __name__ == "__main__":
    unittest.main()
