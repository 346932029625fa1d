"""Variants of a network that answers each person and pair."""

import shutil
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from typing import Dict, List

import numpy as np
import onnx
import torch
import yaml
from onnx import ModelProto, TensorProto, numpy_helper
from torch import nn

from export.contract import INPUT, SCORES
from export.errors import ExportError
from graph.evaluate import evaluate
from optimize.__main__ import default_kinds, make_variants
from optimize.checking import check_half
from optimize.halving import to_half
from optimize.keypoints import with_keypoints
from optimize.manifest import BundleManifest
from optimize.variants import Source, made_up_people, people, volumes
from train.data.clips import Clip
from train.data.motions import LABELS
from train.networks.crowd import answers_to
from train.networks.tubelets import TubeletPainter
from train.shipping.crowd_bundle import TINY, write_tiny
from train.shipping.crowd_graph import PAIRS, PERSONS, write_crowd_onnx

THRESHOLDS = Path(__file__).parents[1] / "actions-slim"


class CrowdBundleTest(unittest.TestCase):
    """Has a bundle of a small random network."""

    made: Path

    @classmethod
    def setUpClass(cls) -> None:
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.made = Path(scratch.name) / "made"
        write_tiny(cls.made, THRESHOLDS)

    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.bundle = Path(scratch.name) / "crowd"
        shutil.copytree(self.made, self.bundle)
        self.lines: List[str] = []

    def make(self, kinds: List[str]) -> None:
        make_variants(self.bundle, kinds, Path("data"), say=self.lines.append)

    def source(self) -> Source:
        manifest = BundleManifest(self.bundle)
        member = manifest.members[0]
        model, drawing = onnx.load(str(member.path)), manifest.drawing(member)
        return Source(member.name, model, drawing, self.lines.append, None, member.heads)


class CommandTest(CrowdBundleTest):
    def test_a_bundle_gets_all_kinds(self) -> None:
        kinds = default_kinds(self.bundle, Path("data"), self.lines.append)
        self.assertEqual(["cpu", "fp16", "keypoints-in", "int8"], kinds)
        self.make(kinds[:3])
        values = yaml.safe_load((self.bundle / "manifest.yaml").read_text(encoding="utf-8"))
        entries = values["members"][0]["variants"]
        self.assertEqual(
            [
                ("fp32", "cpu", "heatmaps"),
                ("fp16", "gpu", "heatmaps"),
                ("fp32", "gpu", "keypoints"),
                ("fp16", "gpu", "keypoints"),
            ],
            [(entry["precision"], entry["device"], entry["input"]) for entry in entries],
        )

    def test_heads_that_the_network_lacks_are_named(self) -> None:
        path = self.bundle / "manifest.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("pairs: pairs", "pairs: twos"), encoding="utf-8")
        with self.assertRaisesRegex(ExportError, "the model's inputs .*, found joints and twos"):
            self.make(["fp16"])


class HalfTest(CrowdBundleTest):
    def test_the_trunk_is_half_and_the_branches_are_single(self) -> None:
        half = to_half(self.source().model)
        convolved = {node.output[0] for node in half.graph.node if node.op_type == "Conv"}
        types: List[torch.dtype] = []

        def observe(name: str, tensor: torch.Tensor) -> None:
            if name in convolved:
                types.append(tensor.dtype)

        evaluate(half, tensors(next(people(self.source())).painted), observe)
        trunk = TINY.build(len(LABELS)).trunk.backbone
        expected = sum(isinstance(module, nn.Conv3d) for module in trunk.modules())
        self.assertEqual(expected, types.count(torch.half))
        self.assertEqual(len(types) - expected, types.count(torch.float))
        self.assertLess(expected, len(types))

    def test_no_input_but_the_volume_is_rounded(self) -> None:
        half, rounded = to_half(self.source().model), set()
        for node in half.graph.node:
            if node.op_type == "Cast" and node.attribute[0].i == TensorProto.FLOAT16:
                rounded.update(node.input)
        self.assertEqual({INPUT}, rounded & {value.name for value in half.graph.input})

    def test_wrong_answers_of_any_head_are_seen(self) -> None:
        source = self.source()
        name, inputs = next(volumes(source))
        for head, output in (("scene", SCORES), ("person", PERSONS), ("pair", PAIRS)):
            wrong = to_half(source.model)
            change(wrong, f"network.{head}_head.weight")
            with self.subTest(head), self.assertRaisesRegex(ExportError, f"^{output} of random"):
                check_half(source.model, wrong, inputs, name)


class PaintingTest(CrowdBundleTest):
    def test_joints_and_pairs_are_all_that_a_network_takes_that_paints(self) -> None:
        source = self.source()
        model = with_keypoints(source.model, source.drawn(), "joints")
        self.assertEqual(["joints", "pairs"], [value.name for value in model.graph.input])
        for _, painted, points in people(source):
            found = evaluate(model, tensors(points))
            for output, values in evaluate(source.model, tensors(painted)).items():
                self.assertLess(float((values - found[output]).abs().max()), 1e-5)

    def test_answers_are_those_of_the_network_in_training(self) -> None:
        torch.manual_seed(5)
        network = TINY.build(len(LABELS)).eval()
        path = self.bundle / "own.onnx"
        write_crowd_onnx(network, path)
        model = onnx.load(str(path))
        source = replace(self.source(), model=model)
        keypoints, scores = made_up_people(source)
        for clip, (_, painted, points) in enumerate(people(source)):
            shown = Clip(keypoints[clip], scores[clip])
            painter = TubeletPainter(TINY.trunk.grid)
            expected, _ = answers_to(network, painter, shown, points["pairs"])
            found = evaluate(model, tensors(painted))
            for output, values in zip((SCORES, PERSONS, PAIRS), expected):
                self.assertLess(float((values - found[output]).abs().max()), 1e-5)


def tensors(arrays: Dict[str, np.ndarray]) -> Dict[str, torch.Tensor]:
    return {name: torch.from_numpy(values) for name, values in arrays.items()}


def change(model: ModelProto, name: str) -> None:
    """Makes the weights of that name larger."""
    weights = next(i for i in model.graph.initializer if i.name == name)
    values = numpy_helper.to_array(weights) + np.float32(1)
    weights.CopyFrom(numpy_helper.from_array(values, name))


if __name__ == "__main__":
    unittest.main()
