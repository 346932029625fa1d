"""Variants of networks that take pictures beside heatmaps."""

import tempfile
import unittest
from pathlib import Path
from typing import Any, List

import numpy as np
import onnx
import torch
import yaml

from export.contract import INPUT, PICTURES
from export.errors import ExportError
from export.make_tiny_models import make_pictured_bundle
from export.onnx_file import write_rgb_onnx, write_rgbpose_onnx
from export.rgbpose import RgbNetwork
from export.test_rgbpose import SMALL, SPEC, lively
from graph.evaluate import evaluate
from optimize.__main__ import default_kinds, make_variants
from optimize.check_rgbpose import check_cases, recorded_cases
from optimize.checking import check_exact, check_half, check_single, random_inputs
from optimize.halving import to_half
from optimize.manifest import BundleManifest
from optimize.rewriting import rewrite

MAPS, IMAGES = (17, 32, 16, 16), (3, 8, 64, 64)


def exported(dynamic_size: bool) -> onnx.ModelProto:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "rgbpose.onnx")
        write_rgbpose_onnx(lively(), path, MAPS, IMAGES, dynamic_size)
        return onnx.load(str(path))


class TwoInputsTest(unittest.TestCase):
    def test_rewrite_is_the_same_function_of_both_inputs(self) -> None:
        source = exported(dynamic_size=False)
        rewritten = rewrite(source)
        inputs = random_inputs(source, 3)
        check_exact(source, rewritten, inputs)
        check_single(source, rewritten, inputs, "noise")
        self.assertEqual(source.graph.input, rewritten.graph.input)
        self.assertEqual(source.graph.output, rewritten.graph.output)

    def test_rewrite_leaves_two_dimensional_convolutions_alone(self) -> None:
        nodes = rewrite(exported(dynamic_size=False)).graph.node
        kernels = [
            len(attribute.ints)
            for node in nodes
            if node.op_type in ("Conv", "ConvTranspose")
            for attribute in node.attribute
            if attribute.name == "kernel_shape"
        ]
        self.assertEqual({2}, set(kernels))
        self.assertEqual(2, sum(node.op_type == "ConvTranspose" for node in nodes))

    def test_rewrite_of_free_sizes_takes_any(self) -> None:
        source = exported(dynamic_size=True)
        check_exact(source, rewrite(source), random_inputs(source, 4))

    def test_both_inputs_count_in_half_precision(self) -> None:
        source = exported(dynamic_size=False)
        inputs = random_inputs(source, 5)
        check_half(source, to_half(source), inputs, "noise")
        first = {name: torch.from_numpy(values) for name, values in inputs.items()}
        for name in (INPUT, PICTURES):
            other = {**first, name: torch.zeros_like(first[name])}
            answers = [evaluate(to_half(source), each) for each in (first, other)]
            for output in answers[0]:
                self.assertGreater(float((answers[0][output] - answers[1][output]).abs().max()), 0)

    def test_network_of_pictures_alone(self) -> None:
        torch.manual_seed(3)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "rgb.onnx")
            write_rgb_onnx(RgbNetwork(4, SMALL).eval(), path, IMAGES)
            source = onnx.load(str(path))
        inputs = random_inputs(source, 3)
        self.assertEqual([PICTURES], list(inputs))
        check_exact(source, rewrite(source), inputs)

    def test_wrong_upsampling_is_noticed(self) -> None:
        source = exported(dynamic_size=False)
        wrong = rewrite(source)
        node = next(node for node in wrong.graph.node if node.op_type == "ConvTranspose")
        weight = next(i for i in wrong.graph.initializer if i.name == node.input[1])
        values = onnx.numpy_helper.to_array(weight)
        weight.CopyFrom(
            onnx.numpy_helper.from_array(np.ascontiguousarray(values[:, :, ::-1]), weight.name)
        )
        with self.assertRaisesRegex(ExportError, "expected a difference"):
            check_exact(source, wrong, random_inputs(source, 3))


class PicturedBundleTest(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.bundle = Path(scratch.name) / "pictured"
        make_pictured_bundle(self.bundle)
        write_rgbpose_onnx(lively(), self.bundle / "pictured.onnx", MAPS, IMAGES)
        self.pin("pictured.onnx")
        self.lines: List[str] = []

    def pin(self, file: str) -> None:
        from export.contract import sha256_of

        path = self.bundle / "manifest.yaml"
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
        entry = next(entry for entry in values["members"] if entry["file"] == file)
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(entry["sha256"], sha256_of(self.bundle / file)))

    def entries(self) -> List[Any]:
        values = yaml.safe_load((self.bundle / "manifest.yaml").read_text(encoding="utf-8"))
        return [
            [(each["precision"], each["device"]) for each in member["variants"]]
            for member in values["members"]
        ]

    def test_both_members_get_what_they_can_have(self) -> None:
        kinds = default_kinds(self.bundle, Path("data"), self.lines.append)
        self.assertEqual(["cpu", "fp16"], kinds)
        self.assertIn("member pictured takes pictures", " ".join(self.lines))
        make_variants(self.bundle, kinds, say=self.lines.append)
        self.assertEqual([[("fp32", "cpu"), ("fp16", "gpu")]] * 2, self.entries())

    def test_refuses_what_it_cannot_check(self) -> None:
        for kind, reason in (("keypoints-in", "heatmaps alone"), ("int8", "labelled clips")):
            with self.subTest(kind), self.assertRaisesRegex(ExportError, reason):
                make_variants(self.bundle, [kind], Path("data"), say=self.lines.append)

    def test_heatmaps_of_a_member_have_its_own_sigma(self) -> None:
        path = self.bundle / "manifest.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("clips: without", "sigma: 0.9\n    clips: without"))
        manifest = BundleManifest(self.bundle)
        sigmas = [manifest.drawing(member).sigma for member in manifest.members]
        self.assertEqual([0.6, 0.9], sigmas)


@unittest.skipUnless((SPEC / "manifest.json").is_file(), "no ../shared/spec/rgbpose: not compared")
class RecordedPicturesTest(unittest.TestCase):
    def test_pictures_and_poses_become_the_recorded_logits(self) -> None:
        self.assertEqual(3, len(recorded_cases(SPEC)))
        for line in check_cases(SPEC):
            self.assertIn("pictures equal", line)


if __name__ == "__main__":
    unittest.main()
