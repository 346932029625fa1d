"""The mean of two runs, and the bundle of two members that it becomes."""

import json
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from export.bundle import Thresholds
from export.errors import ExportError
from train import fixtures
from train.calibration import CALIBRATION, Calibration, write_calibration
from train.data import LABELS, VALIDATION, on_side
from train.evaluate import Evaluation
from train.export import export_run
from train.mean import mean_of, read_streams
from train.predict import motion_clips, predict, softmax
from train.test_export import small_results
from train.test_train import OPTIONS, SMALL
from train.train import CHECKPOINT, Trainer, averaged_network, write_checkpoint

THRESHOLDS = Thresholds(0.55, 0.33), Thresholds(0.8, 0.48)


def write_run(folder: Path, architecture, temperature: float, seed: int):
    folder.mkdir()
    trainer = Trainer(architecture, LABELS, seed, dict(OPTIONS))
    torch.manual_seed(seed)
    torch.nn.init.normal_(trainer.average.cls_head.fc_cls.weight, std=1.0)
    write_checkpoint(trainer.state(), folder / CHECKPOINT)
    write_calibration(Calibration(temperature, *THRESHOLDS), folder / CALIBRATION)


class MeanTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)
        self.runs = [self.root / "joint", self.root / "limb"]
        write_run(self.runs[0], SMALL, 0.9, 1)
        write_run(self.runs[1], replace(SMALL, stream="limb"), 1.4, 2)

    def clips(self):
        motions = on_side(fixtures.motions(), VALIDATION)
        return motion_clips(motions, SMALL.frames, SMALL.size)

    def test_is_that_of_the_calibrated_probabilities(self):
        streams = read_streams(self.runs)
        clips = self.clips()
        own = [
            softmax(predict(averaged_network(s.state), clips, s.architecture) / s.temperature)
            for s in streams
        ]
        self.assertGreater(np.abs(own[0] - own[1]).max(), 0.01)
        network, architecture = mean_of(streams)
        found = softmax(predict(network, clips, architecture))
        np.testing.assert_allclose(found, (own[0] + own[1]) / 2, atol=1e-6)

    def test_costs_what_its_members_cost(self):
        streams = read_streams(self.runs)
        costs = [stream.architecture.cost(len(LABELS)) for stream in streams]
        parameters, operations = mean_of(streams)[1].cost(len(LABELS))
        self.assertEqual(costs[0][0] + costs[1][0], parameters)
        self.assertAlmostEqual(costs[0][1] + costs[1][1], operations)

    def test_refuses_runs_of_other_clips(self):
        write_run(self.root / "long", replace(SMALL, frames=16), 1.0, 3)
        with self.assertRaisesRegex(ExportError, "long: expected the frames, size and labels"):
            read_streams([self.runs[0], self.root / "long"])

    def test_becomes_a_bundle_of_two_members(self):
        measured, out = self.root / "measured", self.root / "two-stream"
        measured.mkdir()
        calibration = Calibration(1.0, *THRESHOLDS)
        write_calibration(calibration, measured / CALIBRATION)
        network, architecture = mean_of(read_streams(self.runs))
        results = small_results(Evaluation(network, architecture, calibration, every=50))
        (measured / "evaluation.json").write_text(json.dumps(results), encoding="utf-8")
        export_run(measured, out, "two-stream", "1.0.0", self.runs)
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
