"""Files of networks: those that ship, those of earlier releases, and what comes back of a run."""

import tempfile
import unittest
from dataclasses import asdict
from pathlib import Path

import torch

from export.errors import ExportError
from train.learning.fixtures import SMALL, SMALL_TEACHER, new_trainer, teacher_run
from train.networks.checkpoint import averaged_network, read_checkpoint, slim_of
from train.networks.checkpoint import write_checkpoint, write_weights

MODELS = Path(__file__).resolve().parents[2]
SHIPPED = (
    "actions-slim/weights.pt",
    "scenes-slim/weights.pt",
    "actions-two-stream/joint.pt",
    "actions-two-stream/limb.pt",
)


class CheckpointTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "network.pt"

    def test_shipped_weights_are_read(self) -> None:
        for name in SHIPPED:
            with self.subTest(weights=name):
                shipped = read_checkpoint(MODELS / name)
                network = averaged_network(shipped)
                shape = slim_of(shipped, MODELS / name).input_shape
                with torch.no_grad():
                    logits = network(torch.zeros(1, *shape))
                self.assertEqual((1, len(shipped.labels)), tuple(logits.shape))
                self.assertIsNone(shipped.progress)

    def test_a_file_of_one_teacher_is_read(self) -> None:
        write_checkpoint(new_trainer().checkpoint(), self.path)
        state = torch.load(self.path)
        state["options"]["teacher"] = "target/teacher/checkpoint.pt"
        torch.save(state, self.path)
        options = read_checkpoint(self.path).options
        self.assertEqual(["target/teacher/checkpoint.pt"], options.teacher)

    def test_a_run_comes_back_with_what_it_needs_to_go_on(self) -> None:
        run = new_trainer(leave_out=["jhmdb"]).checkpoint()
        write_checkpoint(run, self.path)
        found = read_checkpoint(self.path)
        self.assertEqual(
            (run.architecture, run.labels, run.options),
            (found.architecture, found.labels, found.options),
        )
        self.assertIsNotNone(found.progress)

    def test_weights_are_the_average_alone(self) -> None:
        run = new_trainer().checkpoint()
        write_weights(run, self.path)
        found = read_checkpoint(self.path)
        self.assertIsNone(found.progress)
        for key, value in run.average.items():
            self.assertTrue(torch.equal(value, found.average[key]), key)

    def test_sizes_that_a_network_does_not_have_are_refused(self) -> None:
        write_weights(new_trainer().checkpoint(), self.path)
        state = torch.load(self.path)
        state["architecture"]["depths"] = 3
        torch.save(state, self.path)
        with self.assertRaisesRegex(ExportError, "expected a checkpoint of .* 'depths'"):
            read_checkpoint(self.path)

    def test_tells_a_slim_network_from_others(self) -> None:
        self.assertEqual(SMALL, slim_of(new_trainer().checkpoint(), self.path))
        self.assertEqual(asdict(SMALL_TEACHER), asdict(teacher_run().architecture))
        with self.assertRaisesRegex(ExportError, "expected a run of a slim network"):
            slim_of(teacher_run(), self.path)


if __name__ == "__main__":
    unittest.main()
