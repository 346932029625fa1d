"""The bundle of a run."""

import json
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from export.errors import ExportError
from export.onnx_file import ActivationNetwork
from train.data import clips, fixtures
from train.data.motion_clips import motion_clips
from train.data.motions import LABELS, PAIR_LABELS, VALIDATION, on_side
from train.learning.fixtures import SMALL, batch, new_trainer
from train.measuring.calibration import CALIBRATION, write_calibration
from train.measuring.evaluation import Evaluation
from train.measuring.fixtures import CALIBRATED, small_results, write_two_runs
from train.measuring.mean import mean_of, read_streams
from train.measuring.onnx_network import read_network
from train.measuring.plots import draw_confusion, draw_robustness
from train.measuring.results import write_results
from train.networks.checkpoint import CHECKPOINT, averaged_network, read_checkpoint
from train.networks.checkpoint import write_checkpoint
from train.networks.predict import predict, softmax
from train.networks.slim import fold_temperature
from train.shipping.export import WEIGHTS, export_run


class BundleTest(unittest.TestCase):
    def run_folder(self, folder: Path) -> None:
        trainer = new_trainer()
        trainer.step(*batch(0), 0.1)
        write_checkpoint(trainer.checkpoint(), folder / CHECKPOINT)
        write_calibration(CALIBRATED, folder / CALIBRATION)
        evaluation = Evaluation(trainer.average, SMALL, CALIBRATED, every=50)
        results = small_results(evaluation)
        write_results(results, folder)
        draw_confusion(results.validation.confusion, LABELS, folder / "confusion.png")
        draw_robustness(results.robustness, folder / "robustness.png")

    def test_has_the_network_its_thresholds_and_a_complete_card(self) -> None:
        with tempfile.TemporaryDirectory() as run, tempfile.TemporaryDirectory() as out:
            self.run_folder(Path(run))
            export_run(Path(run), Path(out), "actions-slim", "9.9.9")
            manifest = (Path(out) / "manifest.yaml").read_text()
            card = (Path(out) / "MODEL_CARD.md").read_text()
            names = {path.name for path in Path(out).iterdir()}
        self.assertIn("shape: [-1, 17, 8, 16, 16]", manifest)
        self.assertIn("default: {enter: 0.55, exit: 0.33}", manifest)
        self.assertIn("fall: {enter: 0.8, exit: 0.48}", manifest)
        self.assertIn(f"{{name: {PAIR_LABELS[0]}, scopes: [pair, scene]}}", manifest)
        self.assertIn("reject-label: other", manifest)
        self.assertNotIn("$", card)
        self.assertLessEqual(
            {"model.onnx", "labels.txt", "confusion.png", "weights.pt", "examples.jsonl"}, names
        )

    def test_examples_hold_the_answers_of_the_bundle(self) -> None:
        with tempfile.TemporaryDirectory() as run, tempfile.TemporaryDirectory() as out:
            self.run_folder(Path(run))
            export_run(Path(run), Path(out), "actions-slim", "9.9.9")
            network, architecture = read_network(Path(out) / "model.onnx")
            lines = (Path(out) / "examples.jsonl").read_text(encoding="utf-8").splitlines()
        for example in map(json.loads, lines):
            height, width = example["img_shape"]
            poses, scores = (np.array(example[k]) for k in ("keypoint", "keypoint_score"))
            clip = clips.test_clip(
                poses, scores, (width, height), SMALL.frames, SMALL.size,
                sampling=clips.TIME_UNIFORM,
            )  # fmt: skip
            found = softmax(predict(network, [clip], architecture))[0]
            np.testing.assert_allclose(found, example["probabilities"], atol=1e-5)
        self.assertEqual(4, len(lines))

    def test_an_exported_network_is_measured_like_the_run_it_came_from(self) -> None:
        with tempfile.TemporaryDirectory() as run, tempfile.TemporaryDirectory() as out:
            self.run_folder(Path(run))
            export_run(Path(run), Path(out), "actions-slim", "9.9.9")
            network, architecture = read_network(Path(out) / "model.onnx")
            trained = read_checkpoint(Path(run) / CHECKPOINT)
        self.assertEqual((SMALL.frames, SMALL.size), (architecture.frames, architecture.size))
        made = motion_clips(on_side(fixtures.motions(), VALIDATION), SMALL.frames, SMALL.size)
        expected = predict(averaged_network(trained), made, SMALL) / CALIBRATED.temperature
        np.testing.assert_allclose(predict(network, made, architecture), expected, atol=1e-5)
        activation = architecture.activation(network, made[0], 4)
        wanted = SMALL.activation(averaged_network(trained), made[0], 4) / CALIBRATED.temperature
        np.testing.assert_allclose(wanted, activation, atol=1e-5)

    def test_its_weights_start_another_run(self) -> None:
        with tempfile.TemporaryDirectory() as run, tempfile.TemporaryDirectory() as out:
            self.run_folder(Path(run))
            export_run(Path(run), Path(out), "actions-slim", "9.9.9")
            trainer = new_trainer()
            trainer.start_from(read_checkpoint(Path(out) / WEIGHTS))
            expected = read_checkpoint(Path(run) / CHECKPOINT).average
        for key, value in trainer.network.state_dict().items():
            self.assertTrue(torch.equal(expected[key], value), key)

    def test_a_map_averages_to_the_logit_after_the_temperature(self) -> None:
        network = SMALL.build(len(LABELS)).eval()
        volume = torch.rand(2, *SMALL.input_shape)
        with torch.no_grad():
            before = network(volume)
            fold_temperature(network, 2.0)
            logits, maps = ActivationNetwork(network)(volume)
            mean = maps.mean((2, 3, 4)) + network.cls_head.fc_cls.bias
        torch.testing.assert_close(logits, before / 2)
        torch.testing.assert_close(mean, logits, atol=1e-5, rtol=1e-5)

    def test_refuses_a_run_that_was_not_evaluated(self) -> None:
        with tempfile.TemporaryDirectory() as run:
            trainer = new_trainer()
            write_checkpoint(trainer.checkpoint(), Path(run) / CHECKPOINT)
            write_calibration(CALIBRATED, Path(run) / CALIBRATION)
            wanted = "expected the file of train.measuring.evaluate"
            with self.assertRaisesRegex(ExportError, wanted):
                export_run(Path(run), Path(run) / "out", "x", "1")

    def test_two_runs_become_a_bundle_of_two_members(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            measured, out = root / "measured", root / "two-stream"
            measured.mkdir()
            runs = write_two_runs(root)
            calibration = replace(CALIBRATED, temperature=1.0)
            write_calibration(calibration, measured / CALIBRATION)
            network, architecture = mean_of(read_streams(runs))
            results = small_results(Evaluation(network, architecture, calibration, every=50))
            write_results(results, measured)
            export_run(measured, out, "two-stream", "1.0.0", runs)
            manifest = (out / "manifest.yaml").read_text(encoding="utf-8")
            card = (out / "MODEL_CARD.md").read_text(encoding="utf-8")
            names = {path.name for path in out.iterdir()}
        self.assertIn("    stream: limb\n    file: limb.onnx\n", manifest)
        self.assertIn("    stream: joint\n    file: joint.onnx\n", manifest)
        self.assertIn("joint and limb heatmaps", card)
        self.assertNotIn("$", card)
        self.assertNotIn("confusion.png", card)
        self.assertLessEqual({"joint.onnx", "limb.onnx", "joint.pt", "limb.pt"}, names)
        self.assertNotIn("model.onnx", names)


if __name__ == "__main__":
    unittest.main()
