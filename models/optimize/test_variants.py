"""The command that puts variants into a bundle: all of them, or nothing."""

import tempfile
import unittest
from pathlib import Path
from typing import Any, Dict, List, NoReturn, Optional
from unittest import mock

import numpy as np
import onnx
import torch
import yaml

from export.contract import sha256_of
from export.errors import ExportError
from export.make_tiny_models import make_bundle
from optimize import gate, variants
from optimize.__main__ import default_kinds, main, make_variants
from graph.evaluate import evaluate
from optimize.gate import Accuracy, Lesson, check_loss
from optimize.manifest import BundleManifest, Variant
from train.data.clips import Clip

ALL_BUT_INT8 = ["cpu", "fp16", "keypoints-in"]


def quiet(_line: str) -> None:
    pass


def contents(folder: Path) -> Dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


class VariantsTest(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.bundle = Path(scratch.name) / "tiny"
        make_bundle(self.bundle)

    def make(self, kinds: List[str], data: Optional[Path] = None) -> None:
        make_variants(self.bundle, kinds, data, say=quiet)

    def manifest(self) -> Any:
        return yaml.safe_load((self.bundle / "manifest.yaml").read_text(encoding="utf-8"))

    def rewrite_manifest(self, before: str, after: str) -> None:
        path = self.bundle / "manifest.yaml"
        text = path.read_text(encoding="utf-8")
        self.assertIn(before, text)
        path.write_text(text.replace(before, after), encoding="utf-8")

    def assert_refused(
        self, message: str, kinds: List[str], data: Optional[Path] = None
    ) -> None:
        before = contents(self.bundle)
        with self.assertRaisesRegex(ExportError, message):
            self.make(kinds, data)
        self.assertEqual(before, contents(self.bundle))

    def test_every_member_gets_every_variant_once(self) -> None:
        self.make(ALL_BUT_INT8)
        for member in self.manifest()["members"]:
            entries = member["variants"]
            triples = [(e["precision"], e["device"], e["input"]) for e in entries]
            expected = [
                ("fp32", "cpu", "heatmaps"),
                ("fp16", "gpu", "heatmaps"),
                ("fp32", "gpu", "keypoints"),
                ("fp16", "gpu", "keypoints"),
            ]
            self.assertEqual(expected, triples)
            for entry in entries:
                self.assertEqual(entry["sha256"], sha256_of(self.bundle / entry["file"]))
                onnx.checker.check_model(str(self.bundle / entry["file"]), full_check=True)

    def test_nothing_but_variants_changes(self) -> None:
        before = self.manifest()
        self.make(ALL_BUT_INT8)
        after = self.manifest()
        for member in after["members"]:
            member["variants"] = []
        self.assertEqual(before, after)

    def test_twice_gives_the_same_bytes(self) -> None:
        self.make(ALL_BUT_INT8)
        before = contents(self.bundle)
        self.make(ALL_BUT_INT8)
        self.assertEqual(before, contents(self.bundle))

    def test_older_variants_and_their_files_go(self) -> None:
        before = contents(self.bundle)
        self.make(ALL_BUT_INT8)
        self.make(["cpu"])
        self.assertEqual(2, len(contents(self.bundle)) - len(before))
        self.assertEqual(
            [["fp32"]] * 2,
            [[e["precision"] for e in m["variants"]] for m in self.manifest()["members"]],
        )

    def test_comments_stay(self) -> None:
        self.rewrite_manifest("labels:", "# who does what\nlabels:")
        self.make(["cpu"])
        self.make(["fp16"])
        text = (self.bundle / "manifest.yaml").read_text(encoding="utf-8")
        self.assertIn("# who does what\nlabels:", text)

    def test_member_without_the_key_gets_it(self) -> None:
        self.rewrite_manifest("    variants: []\n", "")
        self.make(["cpu"])
        self.assertEqual([1, 1], [len(m["variants"]) for m in self.manifest()["members"]])

    def test_failing_check_leaves_the_bundle_untouched(self) -> None:
        def refuse(*_arguments: Any) -> NoReturn:
            raise ExportError("expected equal outputs")

        with mock.patch.object(variants, "check_half", refuse):
            self.assert_refused("tiny.onnx: fp16: expected equal outputs", ["cpu", "fp16"])

    def test_failing_write_leaves_the_bundle_untouched(self) -> None:
        before = contents(self.bundle)
        full = OSError(28, "No space left on device", "manifest.yaml")
        with mock.patch.object(BundleManifest, "with_variants", side_effect=full):
            with self.assertRaises(OSError):
                self.make(["cpu"])
        self.assertEqual(before, contents(self.bundle))

    def test_unknown_kind_is_refused(self) -> None:
        self.assert_refused("--variants: expected some of cpu,fp16,.* found int4", ["int4"])

    def test_int8_without_data_is_refused(self) -> None:
        self.assert_refused("--variants int8: expected --data DIR", ["cpu", "int8"])

    def test_int8_of_other_labels_is_refused(self) -> None:
        message = "int8: expected the labels of a task .actions, scenes., found|int8: int8: exp"
        self.assert_refused(message, ["int8"], self.bundle)

    def test_member_that_does_not_match_the_manifest_is_refused(self) -> None:
        path = self.bundle / "tiny.onnx"
        path.write_bytes(path.read_bytes() + b"\0")
        self.assert_refused("tiny.onnx: expected sha256 ", ["cpu"])

    def test_keypoints_with_flip_are_refused(self) -> None:
        self.rewrite_manifest("flip: false", "flip: true")
        self.assert_refused("keypoints-in: expected flip: false", ["keypoints-in"])
        self.make(["cpu"])

    def test_keypoints_of_maps_without_a_size_are_refused(self) -> None:
        self.rewrite_manifest("resize: 16x16", "resize: short:16")
        self.rewrite_manifest("shape: [-1, 17, 8, 16, 16]", "shape: [-1, 17, 8, -1, -1]")
        self.assert_refused("expected heatmaps of one size", ["keypoints-in"])

    def test_by_default_a_bundle_gets_what_it_can_have(self) -> None:
        self.assertEqual(ALL_BUT_INT8, default_kinds(self.bundle, None, quiet))
        self.assertEqual([*ALL_BUT_INT8, "int8"], default_kinds(self.bundle, self.bundle, quiet))
        self.rewrite_manifest("flip: false", "flip: true")
        self.assertEqual(["cpu", "fp16"], default_kinds(self.bundle, None, quiet))

    def test_member_in_half_precision_is_refused(self) -> None:
        self.rewrite_manifest("precision: fp32", "precision: fp16")
        self.assert_refused("member joint: expected precision fp32, found fp16", ["cpu"])

    def test_folder_without_a_manifest_is_one_line(self) -> None:
        (self.bundle / "manifest.yaml").unlink()
        with mock.patch("sys.stderr"):
            from export.errors import run_command

            self.assertEqual(2, run_command(main, [str(self.bundle)]))


class ManifestTextTest(unittest.TestCase):
    def test_flow_style_stays_flow_style(self) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            (folder / "a.onnx").write_bytes(b"a")
            member = (
                f"{{name: a, stream: joint, file: a.onnx, sha256: {sha256_of(folder / 'a.onnx')}, "
                "precision: fp32, input: {name: x, shape: [-1, 17, 8, 16, 16]}}"
            )
            text = f"name: a\nmembers:\n  - {member}\nlabels: []  # none\n"
            (folder / "manifest.yaml").write_text(text, encoding="utf-8")
            entry = Variant("int8", "cpu", "heatmaps", "a.int8.onnx", "00")
            changed = BundleManifest(folder).with_variants({"a": [entry]})
            variant = yaml.safe_load(changed)["members"][0]["variants"][0]
            self.assertEqual(("int8", "00"), (variant["precision"], variant["sha256"]))
            self.assertTrue(changed.endswith("\nlabels: []  # none\n"))


class GateTest(unittest.TestCase):
    def test_half_a_point_may_be_lost_of_either_and_no_more(self) -> None:
        before = Accuracy(0.9, 0.8)
        check_loss(before, Accuracy(0.895, 0.81))
        with self.assertRaisesRegex(ExportError, "top-1 to fall by at most 0.005, found 0.9000"):
            check_loss(before, Accuracy(0.8949, 0.8))
        with self.assertRaisesRegex(ExportError, "mean-class accuracy to fall by"):
            check_loss(before, Accuracy(0.91, 0.7949))

    def test_both_accuracies_are_measured_on_the_validation_clips(self) -> None:
        lesson, model = self.lesson(), self.model()
        line = lesson.check_accuracy(model, model, None)
        self.assertIn("4 clips: top-1 1.0000 in fp32, 1.0000 in int8", line)

    def test_network_that_lost_its_accuracy_is_refused(self) -> None:
        silent = self.model()
        for initializer in silent.graph.initializer:
            values = np.zeros(list(initializer.dims), np.float32)
            initializer.CopyFrom(onnx.numpy_helper.from_array(values, initializer.name))
        with self.assertRaisesRegex(ExportError, "int8: expected top-1 to fall by at most"):
            self.lesson().check_accuracy(self.model(), silent, None)

    def model(self) -> onnx.ModelProto:
        """Answers 0 for a raised score of joint 0 and 1 for one of joint 1."""
        from optimize.tiny_graph import TinyGraph

        graph = TinyGraph(17, (2, 8, 8))
        model = graph.head(graph.input, 17, classes=2).model()
        for initializer in model.graph.initializer:
            values = np.zeros(list(initializer.dims), np.float32)
            if values.ndim == 2:
                values[0, 0] = values[1, 1] = 1
            initializer.CopyFrom(onnx.numpy_helper.from_array(values, initializer.name))
        model.graph.output[0].name = gate.SCORES
        model.graph.node[-1].output[0] = gate.SCORES
        return model

    def lesson(self) -> Lesson:
        """Clips of one joint at a time, labelled by it."""
        lesson = Lesson.__new__(Lesson)
        lesson.frames, lesson.size, lesson.stream = 2, 8, "joint"
        labels = np.array([0, 1, 1, 0])
        clips = []
        for label in labels:
            scores = np.zeros((1, 2, 17), np.float32)
            scores[:, :, label] = 1
            clips.append(Clip(np.full((1, 2, 17, 2), 4, np.float32), scores))
        lesson.lesson = mock.Mock(clips=clips, labels=labels)
        return lesson


class KeypointsVariantTest(unittest.TestCase):
    def test_answers_of_keypoints_and_of_heatmaps_agree(self) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "tiny"
            make_bundle(folder)
            make_variants(folder, ["keypoints-in"], say=quiet)
            manifest = BundleManifest(folder)
            for member, entry in zip(manifest.members, manifest.values["members"]):
                source = onnx.load(str(member.path))
                model = onnx.load(str(folder / entry["variants"][0]["file"]))
                drawing = manifest.drawing(member)
                made = variants.Source("", source, drawing, quiet)
                keypoints, scores = variants.made_up_people(made)
                volume = torch.from_numpy(variants.paint(drawing, keypoints, scores))
                inputs = {
                    "keypoints": torch.from_numpy(keypoints),
                    "keypoint_scores": torch.from_numpy(scores),
                }
                found = evaluate(model, inputs)
                for name, values in evaluate(source, volume).items():
                    self.assertLess(float((values - found[name]).abs().max()), 1e-4)


if __name__ == "__main__":
    unittest.main()
