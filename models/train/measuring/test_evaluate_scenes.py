"""Figures and the bundle of a run of group activities, on made-up motions."""

import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from typing import Any

from export.bundle import Thresholds
from export.errors import ExportError
from train.composing.activities import ACTIVITIES, composed_scenes
from train.composing.test_activities import composer
from train.learning.fixtures import OPTIONS
from train.learning.trainer import Trainer
from train.measuring.calibrate import fit_scenes
from train.measuring.calibration import CALIBRATION, Calibration, write_calibration
from train.measuring.evaluate_scenes import Material, SceneEvaluation, compared, evaluate
from train.measuring.evaluate_scenes import requirements
from train.measuring.results import SceneResults, Trained, as_lines, write_results
from train.networks.architecture import Trainable
from train.networks.checkpoint import CHECKPOINT, write_checkpoint
from train.networks.predict import predict
from train.networks.slim import SlimArchitecture
from train.networks.stgcn import StgcnArchitecture
from train.shipping.export import export_run

SMALL = SlimArchitecture(frames=8, size=32, widths=(6, 8), blocks=(1, 1))
COMPARED = StgcnArchitecture(frames=8, size=32, people=4, width=2)
CALIBRATED = Calibration(1.3, Thresholds(0.5, 0.3), Thresholds(0.7, 0.42))


def trainer_of(architecture: Trainable[Any]) -> Trainer:
    return Trainer(architecture, ACTIVITIES, 1, replace(OPTIONS, task="scenes"))


def material() -> Material:
    scenes = composed_scenes(composer(), 1, counts=(3, 5, 8, 12, 16, 20))
    return Material(scenes, composer())


def results_of(trainer: Trainer) -> SceneResults:
    evaluation = SceneEvaluation(trainer.average, trainer.architecture, CALIBRATED)
    results = SceneResults(
        labels=list(ACTIVITIES),
        parameters=1,
        giga_multiply_adds=0.1,
        composed=evaluation.composed(material().scenes),
        recordings={},
        milliseconds=evaluation.milliseconds(composer()),
        trained=Trained(0.1, 1),
    )
    return replace(results, requirements=requirements(results))


def write_run(folder: Path, architecture: Trainable[Any]) -> None:
    write_checkpoint(trainer_of(architecture).checkpoint(), folder / CHECKPOINT)
    write_calibration(CALIBRATED, folder / CALIBRATION)


class SceneEvaluationTest(unittest.TestCase):
    def test_fits_thresholds_on_composed_scenes(self) -> None:
        trainer = trainer_of(SMALL)
        scenes = composed_scenes(composer(), 2, counts=(3,))
        logits = predict(trainer.average, [scene.clip for scene in scenes], trainer.architecture)
        calibration = fit_scenes(logits, scenes)
        self.assertGreaterEqual(calibration.alarm.enter, calibration.general.enter)

    def test_bundle_has_a_complete_card_and_wide_clips(self) -> None:
        with tempfile.TemporaryDirectory() as run, tempfile.TemporaryDirectory() as out:
            write_run(Path(run), COMPARED)
            beside = compared(Path(run), material())
            results = replace(results_of(trainer_of(SMALL)), compared_with=beside)
            self.assertIn("mean class on composed scenes", as_lines(results))
            write_run(Path(run), SMALL)
            write_results(results, Path(run))
            export_run(Path(run), Path(out), "scenes-slim", "9.9.9")
            manifest = (Path(out) / "manifest.yaml").read_text()
            card = (Path(out) / "MODEL_CARD.md").read_text()
        self.assertIn("{name: person_down, scopes: [scene], same-as: [fall]}", manifest)
        self.assertIn("hw-ratio: [0.5, 1.0]", manifest)
        self.assertIn("calm: {enter: 1.0, exit: 1.0}", manifest)
        self.assertIn("fight: {enter: 0.7, exit: 0.42}", manifest)
        self.assertIn("| graph network |", card)
        self.assertNotIn("$", card)

    def test_refuses_a_run_of_a_network_that_is_not_shipped(self) -> None:
        with tempfile.TemporaryDirectory() as run:
            write_run(Path(run), COMPARED)
            with self.assertRaisesRegex(ExportError, "expected a run of a network that may be"):
                evaluate(Path(run), Path("nowhere"))


if __name__ == "__main__":
    unittest.main()
