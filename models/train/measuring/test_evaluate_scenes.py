"""Figures and the bundle of a run of group activities, on made-up motions."""

import json
import tempfile
import unittest
from pathlib import Path

from export.bundle import Thresholds
from train.composing.activities import ACTIVITIES, composed_scenes
from train.measuring.calibrate import fit_scenes
from train.measuring.calibration import CALIBRATION, Calibration, write_calibration
from train.measuring.evaluate import as_lines
from train.measuring.evaluate_scenes import SceneEvaluation, requirements
from train.shipping.export import export_run
from train.networks.slim import SlimArchitecture
from train.networks.predict import predict
from train.networks.stgcn import StgcnArchitecture
from train.composing.test_activities import composer
from train.learning.train import CHECKPOINT, Trainer, write_checkpoint
from train.learning.test_train import OPTIONS

SMALL = SlimArchitecture(frames=8, size=32, widths=(6, 8), blocks=(1, 1))
COMPARED = StgcnArchitecture(frames=8, size=32, people=4, width=2)
CALIBRATED = Calibration(1.3, Thresholds(0.5, 0.3), Thresholds(0.7, 0.42))


def results_of(architecture):
    trainer = Trainer(architecture, ACTIVITIES, 1, {**OPTIONS, "task": "scenes"})
    evaluation = SceneEvaluation(trainer.average, architecture, CALIBRATED)
    scenes = composed_scenes(composer(), 1, counts=(3, 5, 8, 12, 16, 20))
    return trainer, {
        "labels": list(ACTIVITIES),
        "parameters": 1,
        "giga_multiply_adds": 0.1,
        "composed": evaluation.composed(scenes),
        "recordings": {},
        "milliseconds": evaluation.milliseconds(composer()),
        "trained": {"minutes": 0.1, "steps": 1},
    }


class SceneEvaluationTest(unittest.TestCase):
    def test_fits_thresholds_on_composed_scenes(self):
        trainer, _ = results_of(SMALL)
        scenes = composed_scenes(composer(), 2, counts=(3,))
        logits = predict(trainer.average, [scene.clip for scene in scenes], SMALL)
        calibration = fit_scenes(logits, scenes)
        self.assertGreaterEqual(calibration.alarm.enter, calibration.general.enter)

    def test_bundle_has_a_complete_card_and_wide_clips(self):
        with tempfile.TemporaryDirectory() as run, tempfile.TemporaryDirectory() as out:
            trainer, results = results_of(SMALL)
            _, results["compared_with"] = results_of(COMPARED)
            results["requirements"] = requirements(results)
            self.assertIn("mean class on composed scenes", as_lines(results))
            write_checkpoint(trainer.state(), Path(run) / CHECKPOINT)
            write_calibration(CALIBRATED, Path(run) / CALIBRATION)
            (Path(run) / "evaluation.json").write_text(json.dumps(results), encoding="utf-8")
            export_run(Path(run), Path(out), "scenes-slim", "9.9.9")
            manifest = (Path(out) / "manifest.yaml").read_text()
            card = (Path(out) / "MODEL_CARD.md").read_text()
        self.assertIn("{name: person_down, scopes: [scene]}", manifest)
        self.assertIn("hw-ratio: [0.5, 1.0]", manifest)
        self.assertIn("fight: {enter: 0.7, exit: 0.42}", manifest)
        self.assertIn("| graph network |", card)
        self.assertNotIn("$", card)


if __name__ == "__main__":
    unittest.main()
