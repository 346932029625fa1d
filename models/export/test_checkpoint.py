"""What checkpoints are read as, and what a damaged one is refused with."""

import argparse
import tempfile
import unittest
from pathlib import Path

import torch

from export.architectures import build
from export.checkpoint import network_from, read_state_dict
from export.errors import ExportError

SMALL = dict(base_channels=4, stage_blocks=(1, 2, 1), keypoints=5)


def small_state():
    return dict(build("slowonly", 3, **SMALL).state_dict())


class FittingTest(unittest.TestCase):
    def assert_refused(self, state, *parts):
        with self.assertRaises(ExportError) as caught:
            network_from(state)
        message = str(caught.exception)
        self.assertNotIn("\n", message)
        for part in parts:
            self.assertIn(part, message)

    def test_tells_architecture_joints_and_classes_from_the_keys(self):
        for architecture in ("slowonly", "c3d-light", "x3d-shallow"):
            trained = network_from(build(architecture, 7, keypoints=9).state_dict())
            self.assertEqual(
                (architecture, 9, 7), (trained.architecture, trained.keypoints, trained.classes)
            )

    def test_gives_the_scores_of_the_network_the_weights_came_from(self):
        network = build("slowonly", 3, **SMALL)
        volume = torch.rand(2, 5, 4, 16, 16)
        with torch.no_grad():
            expected = network(volume)
            found = network_from(network.state_dict()).network(volume)
        self.assertTrue(torch.equal(expected, found))

    def test_accepts_half_precision_without_batch_counts(self):
        state = {k: v.half() for k, v in small_state().items() if "num_batches" not in k}
        self.assertEqual(3, network_from(state).classes)

    def test_names_a_missing_key(self):
        state = small_state()
        del state["backbone.layer2.0.conv2.conv.weight"]
        self.assert_refused(state, "key backbone.layer2.0.conv2.conv.weight", "no such key")

    def test_names_a_key_of_another_shape(self):
        state = small_state()
        state["backbone.layer3.0.conv1.bn.weight"] = torch.zeros(7)
        self.assert_refused(state, "layer3.0.conv1.bn.weight", "expected [16]", "found [7]")

    def test_names_a_key_it_does_not_know(self):
        state = dict(small_state(), extra=torch.zeros(1))
        self.assert_refused(state, "key extra: expected no such key for slowonly")

    def test_names_a_key_with_values_that_are_not_finite(self):
        state = small_state()
        state["cls_head.fc_cls.bias"][1] = float("nan")
        self.assert_refused(state, "cls_head.fc_cls.bias", "NaN")

    def test_names_the_first_key_of_an_unknown_architecture(self):
        self.assert_refused({"rgb_path.conv1.conv.weight": torch.zeros(1)}, "rgb_path.conv1")


class ReadingTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name, "checkpoint.pth")

    def test_reads_the_state_dict_of_a_distributed_run(self):
        torch.save({"meta": {}, "state_dict": {"module.a": torch.ones(1)}}, self.path)
        self.assertEqual(["a"], list(read_state_dict(self.path)))

    def test_reads_other_objects_only_when_the_file_is_trusted(self):
        torch.save({"meta": argparse.Namespace(), "state_dict": {"a": torch.ones(1)}}, self.path)
        with self.assertRaisesRegex(ExportError, "--trust-checkpoint"):
            read_state_dict(self.path)
        self.assertEqual(["a"], list(read_state_dict(self.path, trusted=True)))

    def test_refuses_a_file_that_is_no_checkpoint(self):
        self.path.write_text("PK or not", encoding="utf-8")
        with self.assertRaisesRegex(ExportError, "checkpoint.pth: expected a checkpoint"):
            read_state_dict(self.path)


if __name__ == "__main__":
    unittest.main()
