"""What checkpoints are read as, and what a damaged one is refused with."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any, Dict

import torch

from export.architectures import build
from export.checkpoint import network_from, read_weights
from export.errors import ExportError

EXPORT = Path(__file__).resolve().parent
SMALL: Dict[str, Any] = dict(base_channels=4, stage_blocks=(1, 2, 1), keypoints=5)


def small_state() -> Dict[str, Any]:
    return dict(build("slowonly", 3, **SMALL).state_dict())


class FittingTest(unittest.TestCase):
    def assert_refused(self, state: Dict[str, Any], *parts: str) -> None:
        with self.assertRaises(ExportError) as caught:
            network_from(state)
        message = str(caught.exception)
        self.assertNotIn("\n", message)
        for part in parts:
            self.assertIn(part, message)

    def test_tells_architecture_joints_and_classes_from_the_keys(self) -> None:
        for architecture in ("slowonly", "c3d-light", "x3d-shallow"):
            trained = network_from(build(architecture, 7, keypoints=9).state_dict())
            self.assertEqual(
                (architecture, 9, 7), (trained.architecture, trained.keypoints, trained.classes)
            )

    def test_gives_the_scores_of_the_network_the_weights_came_from(self) -> None:
        network = build("slowonly", 3, **SMALL)
        volume = torch.rand(2, 5, 4, 16, 16)
        with torch.no_grad():
            expected = network(volume)
            found = network_from(network.state_dict()).network(volume)
        self.assertTrue(torch.equal(expected, found))

    def test_accepts_half_precision_without_batch_counts(self) -> None:
        state = {k: v.half() for k, v in small_state().items() if "num_batches" not in k}
        self.assertEqual(3, network_from(state).classes)

    def test_names_a_missing_key(self) -> None:
        state = small_state()
        del state["backbone.layer2.0.conv2.conv.weight"]
        self.assert_refused(state, "key backbone.layer2.0.conv2.conv.weight", "no such key")

    def test_names_a_key_of_another_shape(self) -> None:
        state = small_state()
        state["backbone.layer3.0.conv1.bn.weight"] = torch.zeros(7)
        self.assert_refused(state, "layer3.0.conv1.bn.weight", "expected [16]", "found [7]")

    def test_names_a_key_it_does_not_know(self) -> None:
        state = dict(small_state(), extra=torch.zeros(1))
        self.assert_refused(state, "key extra: expected no such key for slowonly")

    def test_names_a_key_with_values_that_are_not_finite(self) -> None:
        state = small_state()
        state["cls_head.fc_cls.bias"][1] = float("nan")
        self.assert_refused(state, "cls_head.fc_cls.bias", "NaN")

    def test_names_the_first_key_of_an_unknown_architecture(self) -> None:
        self.assert_refused({"rgb_path.conv1.conv.weight": torch.zeros(1)}, "rgb_path.conv1")


class ReadingTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name, "checkpoint.pth")

    def test_names_the_file_that_holds_two_networks(self) -> None:
        other = {key: value + 1 for key, value in small_state().items()}
        torch.save({"a": small_state(), "b": other}, self.path)
        with self.assertRaisesRegex(ExportError, "checkpoint.pth: expected the weights of one"):
            read_weights(self.path)
        self.assertIn("weights of b", read_weights(self.path, "b").choice)

    def test_refuses_a_file_that_is_no_checkpoint(self) -> None:
        self.path.write_text("PK or not", encoding="utf-8")
        with self.assertRaisesRegex(ExportError, "checkpoint.pth: expected a PyTorch checkpoint"):
            read_weights(self.path)


class CommandTest(unittest.TestCase):
    """The command as a user runs it, from anywhere."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def export(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, str(EXPORT), "--size", "16x16", "--frames", "4", *arguments]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True)

    def checkpoint(self, architecture: str, name: str = "x.pth") -> str:
        torch.save({"state_dict": build(architecture, 3).state_dict()}, self.folder / name)
        return str(self.folder / name)

    def test_makes_a_bundle_of_every_architecture(self) -> None:
        for architecture in ("slowonly", "c3d-light", "x3d-shallow"):
            done = self.export(
                "--checkpoint", self.checkpoint(architecture), "--out", architecture
            )
            self.assertEqual(0, done.returncode, done.stderr)
            manifest = (self.folder / architecture / "manifest.yaml").read_text(encoding="utf-8")
            self.assertIn("file: joint.onnx", manifest)
            self.assertIn("shape: [-1, 17, 4, 16, 16]", manifest)

    def test_says_in_one_line_which_weights_it_took(self) -> None:
        state = build("slowonly", 3).half().state_dict()
        averaged = {f"module.{key}": value for key, value in state.items()}
        torch.save({"state_dict_ema": averaged}, self.folder / "x.pth")
        done = self.export("--checkpoint", "x.pth", "--onnx", "x.onnx")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual(
            "x.pth: weights of state_dict_ema, an averaged copy (EMA); prefix module. removed; "
            "float16 turned to float32",
            done.stdout.splitlines()[0],
        )

    def test_labels_may_have_been_written_by_a_windows_editor(self) -> None:
        (self.folder / "labels.txt").write_bytes("a\r\nb\r\nc\r\n\r\n".encode("utf-8-sig"))
        done = self.export(
            "--checkpoint", self.checkpoint("slowonly"), "--labels", "labels.txt", "--out", "made"
        )
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual("a\nb\nc\n", (self.folder / "made" / "labels.txt").read_text())

    def test_makes_one_bundle_of_both_streams(self) -> None:
        joint, limb = (self.checkpoint("x3d-shallow", f"{name}.pth") for name in ("joint", "limb"))
        done = self.export("--checkpoint", joint, "--limb", limb, "--out", "both")
        self.assertEqual(0, done.returncode, done.stderr)
        manifest = (self.folder / "both" / "manifest.yaml").read_text(encoding="utf-8")
        self.assertIn("stream: joint", manifest)
        self.assertIn("stream: limb", manifest)

    def test_says_in_one_line_what_does_not_fit(self) -> None:
        state = build("slowonly", 3).state_dict()
        del state["backbone.layer1.0.conv1.conv.weight"]
        torch.save({"state_dict": state}, self.folder / "x.pth")
        done = self.export("--checkpoint", "x.pth", "--out", "bundle")
        self.assertEqual(2, done.returncode)
        self.assertEqual(1, len(done.stderr.splitlines()))
        self.assertIn("x.pth: key backbone.layer1.0.conv1.conv.weight", done.stderr)
        self.assertFalse((self.folder / "bundle").exists())


if __name__ == "__main__":
    unittest.main()
