"""The trunk of a network with heads, by itself and in bytes."""

from typing import Tuple

import onnx
import torch
from onnx import ModelProto

from export.errors import ExportError
from graph.evaluate import evaluate
from optimize.checking import random_volume
from optimize.plane import Kernels
from optimize.quantizing import calibrate, correct_biases, quantize
from optimize.rewriting import rewrite
from optimize.test_crowds import CrowdBundleTest, tensors
from optimize.trunk import FEATURES, trunk_of, with_trunk
from optimize.variants import people
from train.data.motions import LABELS
from train.networks.crowd import CrowdNetwork
from train.shipping.crowd_bundle import TINY
from train.shipping.crowd_graph import write_crowd_onnx


class TrunkTest(CrowdBundleTest):
    def test_features_are_those_of_the_network_in_training(self) -> None:
        network, model = self.exported()
        volumes = torch.rand(2, *TINY.trunk.input_shape)
        found = evaluate(trunk_of(model), volumes)[FEATURES]
        with torch.no_grad():
            expected = network.trunk.features(volumes)
        self.assertLess(float((expected - found).abs().max()), 1e-5)

    def test_another_form_of_the_trunk_answers_alike(self) -> None:
        source = self.source()
        for kernels in Kernels:
            model = with_trunk(source.model, rewrite(trunk_of(source.model), kernels))
            self.assertEqual(source.model.graph.input, model.graph.input)
            self.assertEqual(source.model.graph.output, model.graph.output)
            for _, painted, _ in people(source):
                found = evaluate(model, tensors(painted))
                for output, values in evaluate(source.model, tensors(painted)).items():
                    self.assertLess(float((values - found[output]).abs().max()), 1e-5)

    def test_the_trunk_is_bytes_and_the_branches_are_single(self) -> None:
        source = self.source()
        model = in_bytes(source.model)
        makers = {node.output[0]: node.op_type for node in model.graph.node}
        weights = [node.input[1] for node in model.graph.node if node.op_type == "Conv"]
        in_trunk = [name for name in weights if makers.get(name) == "DequantizeLinear"]
        convolutions = [n for n in trunk_of(source.model).graph.node if n.op_type == "Conv"]
        self.assertEqual(len(convolutions), len(in_trunk))
        self.assertLess(len(in_trunk), len(weights))

    def test_answers_of_bytes_stay_close(self) -> None:
        source = self.source()
        model = in_bytes(source.model)
        for _, painted, _ in people(source):
            found = evaluate(model, tensors(painted))
            for output, values in evaluate(source.model, tensors(painted)).items():
                error = float((values - found[output]).abs().max() / values.abs().max())
                self.assertLess(error, 0.1, output)
                self.assertGreater(error, 0, output)

    def test_a_move_of_another_kind_is_named(self) -> None:
        model = self.source().model
        moves = [node for node in model.graph.node if node.op_type == "Transpose"]
        moves[1].attribute[0].ints[:] = [0, 1, 3, 2]
        with self.assertRaisesRegex(ExportError, f"{moves[1].name} .*expected a move from frames"):
            trunk_of(model)

    def exported(self) -> Tuple[CrowdNetwork, ModelProto]:
        """Returns a small random network and its graph."""
        torch.manual_seed(5)
        network = TINY.build(len(LABELS)).eval()
        path = self.bundle / "own.onnx"
        write_crowd_onnx(network, path)
        return network, onnx.load(str(path))


def in_bytes(model: ModelProto) -> ModelProto:
    """Returns a network in int8, calibrated on noise."""
    rewritten = rewrite(trunk_of(model), Kernels.INTEGER)
    volumes = [torch.from_numpy(random_volume(model, seed)) for seed in (1, 2)]
    quantized = quantize(rewritten, calibrate(rewritten, volumes))
    return with_trunk(model, correct_biases(rewritten, quantized, torch.cat(volumes)))
