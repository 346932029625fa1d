"""Thresholds, figures, and the bundle of a run."""

import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from export.bundle import Thresholds
from export.errors import ExportError
from export.onnx_file import ActivationNetwork
from train import clips, fixtures
from train.calibrate import best_temperature, threshold
from train.calibration import CALIBRATION, Calibration, read_calibration, write_calibration
from train.data import ALARM_LABELS, LABELS, OTHER, PAIR_LABELS, VALIDATION, on_side
from train.evaluate import Evaluation, as_lines, groups, requirements
from train.export import WEIGHTS, export_run, fold_temperature
from train.onnx_network import read_network
from train.plots import draw_confusion, draw_robustness
from train.predict import accuracy, area_under_curve, motion_clips, predict, recall_by_class
from train.predict import softmax
from train.scenes import Composer
from train.tasks import ACTIONS
from train.test_train import SMALL, batch, new_trainer
from train.train import CHECKPOINT, averaged_network, read_checkpoint, write_checkpoint

CALIBRATED = Calibration(1.3, Thresholds(0.55, 0.33), Thresholds(0.8, 0.48))


def small_results(evaluation):
    """Every part of an evaluation on made-up motions."""
    validation = on_side(fixtures.motions(), VALIDATION)
    composer = Composer(validation, SMALL.frames, SMALL.size)
    results = {
        "parameters": 1,
        "giga_multiply_adds": 0.1,
        "validation": evaluation.validation(validation),
        "tennis": evaluation.tennis(validation),
        "left_out": {"jhmdb": evaluation.left_out(validation)},
        "reject": {"validation": 0.9, "tennis_neutral": 0.8},
        "running_kicks_composed": evaluation.kicks(composer),
        "falls_sliding": evaluation.falls([]),
        "robustness": evaluation.robustness(validation),
        "several_people": evaluation.several_people(validation, composer),
        "recordings": {},
        "trained": {"minutes": 0.1, "steps": 1},
        "motions_used": "made-up ones",
    }
    results["requirements"] = requirements(results)
    return results


class CalibrationTest(unittest.TestCase):
    def test_undoes_exaggerated_confidence(self):
        rng = np.random.default_rng(1)
        labels = rng.integers(0, 3, 4000)
        logits = np.eye(3)[labels] * 2 + rng.gumbel(size=(4000, 3))
        plain = best_temperature(logits, labels, ["a"] * 4000)
        exaggerated = best_temperature(2 * logits, labels, ["a"] * 4000)
        self.assertAlmostEqual(2, exaggerated / plain, delta=0.1)

    def test_threshold_lets_the_allowed_share_pass(self):
        scores = np.linspace(0, 1, 1001)
        enter = threshold(scores, 0.2, 0.4).enter
        self.assertAlmostEqual(0.8, enter, delta=0.011)
        self.assertLessEqual((scores >= enter).mean(), 0.2)
        self.assertEqual(0.4, threshold(scores / 10, 0.05, 0.4).enter)

    def test_alarms_have_their_own_threshold_and_other_none(self):
        enter = dict(zip(LABELS, CALIBRATED.enter(ACTIONS)))
        self.assertEqual((0.55, 0.8, np.inf), (enter["walk"], enter["fall"], enter["other"]))
        self.assertEqual(len(ALARM_LABELS), sum(value == 0.8 for value in enter.values()))

    def test_is_read_as_it_was_written(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / CALIBRATION
            write_calibration(CALIBRATED, path)
            self.assertEqual(CALIBRATED, read_calibration(path))


class FiguresTest(unittest.TestCase):
    def test_area_under_curve_counts_ties_half(self):
        self.assertEqual(1.0, area_under_curve(np.array([2, 3]), np.array([0, 1])))
        self.assertEqual(0.5, area_under_curve(np.array([1, 1]), np.array([1])))
        self.assertEqual(0.0, area_under_curve(np.array([0]), np.array([1])))

    def test_mean_class_weighs_classes_the_same(self):
        scores = np.eye(30)[[0, 0, 0, 0]]
        result = accuracy(scores, np.array([0, 0, 0, 1]))
        self.assertEqual((0.75, 0.5), (result["top1"], result["mean_class"]))
        table = recall_by_class(scores, np.array([0, 0, 0, 1]))
        self.assertEqual({"clips": 3, "recall": 1.0, "precision": 0.75}, table["walk"])

    def test_looks_at_each_person_each_nearest_pair_and_everybody(self):
        class ThreePeople:
            poses = np.zeros((3, 10, 17, 2)) + np.array([10, 20, 500]).reshape(3, 1, 1, 1)
            scores = np.ones((3, 10, 17))

        found = groups(ThreePeople, 0, 10)
        self.assertEqual([[0], [1], [2]], found["person"])
        self.assertEqual([[0, 1], [1, 2]], found["pair"])
        self.assertEqual([[0, 1, 2]], found["scene"])


class EvaluationTest(unittest.TestCase):
    def evaluation(self):
        torch.manual_seed(1)
        return Evaluation(SMALL.build(len(LABELS)).eval(), SMALL, CALIBRATED, every=50)

    def test_rejects_what_is_called_other_or_reaches_no_threshold(self):
        scores = np.zeros((3, len(LABELS)))
        scores[0, OTHER] = 0.9
        scores[1, 0] = 0.5
        scores[2, 0] = 0.6
        self.assertAlmostEqual(2 / 3, self.evaluation().rejected(scores), places=3)

    def test_reports_every_requirement(self):
        text = as_lines(small_results(self.evaluation()))
        self.assertIn("validation top-1", text)
        self.assertIn("jhmdb left out, top-1 of its labels", text)
        self.assertIn("joints_dropped", text)

    def test_activation_averages_to_the_logit(self):
        evaluation = self.evaluation()
        clip = Composer(fixtures.motions(), SMALL.frames, SMALL.size).sample(
            np.random.default_rng(1)
        )[0]
        bias = evaluation.network.cls_head.fc_cls.bias[4].item()
        logit = predict(evaluation.network, [clip], SMALL)[0, 4]
        self.assertAlmostEqual(
            logit, SMALL.activation(evaluation.network, clip, 4).mean() + bias, places=5
        )


class BundleTest(unittest.TestCase):
    def run_folder(self, folder):
        trainer = new_trainer()
        trainer.step(*batch(0), 0.1)
        write_checkpoint(trainer.state(), folder / CHECKPOINT)
        write_calibration(CALIBRATED, folder / CALIBRATION)
        evaluation = Evaluation(trainer.average, SMALL, CALIBRATED, every=50)
        results = small_results(evaluation)
        (folder / "evaluation.json").write_text(json.dumps(results), encoding="utf-8")
        draw_confusion(results["validation"]["confusion"], LABELS, folder / "confusion.png")
        draw_robustness(results["robustness"], folder / "robustness.png")

    def test_has_the_network_its_thresholds_and_a_complete_card(self):
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

    def test_examples_hold_the_answers_of_the_bundle(self):
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

    def test_an_exported_network_is_measured_like_the_run_it_came_from(self):
        with tempfile.TemporaryDirectory() as run, tempfile.TemporaryDirectory() as out:
            self.run_folder(Path(run))
            export_run(Path(run), Path(out), "actions-slim", "9.9.9")
            network, architecture = read_network(Path(out) / "model.onnx")
            state = read_checkpoint(Path(run) / CHECKPOINT)
        self.assertEqual((SMALL.frames, SMALL.size), (architecture.frames, architecture.size))
        made = motion_clips(on_side(fixtures.motions(), VALIDATION), SMALL.frames, SMALL.size)
        expected = predict(averaged_network(state), made, SMALL) / CALIBRATED.temperature
        np.testing.assert_allclose(predict(network, made, architecture), expected, atol=1e-5)
        activation = architecture.activation(network, made[0], 4)
        np.testing.assert_allclose(
            SMALL.activation(averaged_network(state), made[0], 4) / CALIBRATED.temperature,
            activation,
            atol=1e-5,
        )

    def test_its_weights_start_another_run(self):
        with tempfile.TemporaryDirectory() as run, tempfile.TemporaryDirectory() as out:
            self.run_folder(Path(run))
            export_run(Path(run), Path(out), "actions-slim", "9.9.9")
            trainer = new_trainer()
            trainer.start_from(read_checkpoint(Path(out) / WEIGHTS))
            expected = read_checkpoint(Path(run) / CHECKPOINT)["average"]
        for key, value in trainer.network.state_dict().items():
            self.assertTrue(torch.equal(expected[key], value), key)

    def test_a_map_averages_to_the_logit_after_the_temperature(self):
        network = SMALL.build(len(LABELS)).eval()
        volume = torch.rand(2, *SMALL.input_shape)
        with torch.no_grad():
            before = network(volume)
            fold_temperature(network, 2.0)
            logits, maps = ActivationNetwork(network)(volume)
            mean = maps.mean((2, 3, 4)) + network.cls_head.fc_cls.bias
        torch.testing.assert_close(logits, before / 2)
        torch.testing.assert_close(mean, logits, atol=1e-5, rtol=1e-5)

    def test_refuses_a_run_that_was_not_evaluated(self):
        with tempfile.TemporaryDirectory() as run:
            trainer = new_trainer()
            write_checkpoint(trainer.state(), Path(run) / CHECKPOINT)
            write_calibration(CALIBRATED, Path(run) / CALIBRATION)
            with self.assertRaisesRegex(ExportError, "expected the file of train.evaluate"):
                export_run(Path(run), Path(run) / "out", "x", "1")


if __name__ == "__main__":
    unittest.main()
