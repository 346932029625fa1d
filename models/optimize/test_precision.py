"""Networks of bytes and in half precision, on tiny graphs."""

import unittest
from typing import Dict, List

import numpy as np
import torch
from onnx import ModelProto, helper, numpy_helper

from export.errors import ExportError
from optimize.checking import check_half, random_volume
from graph.evaluate import evaluate
from optimize.halving import to_half
from optimize.plane import Kernels
from optimize.quantizing import LARGEST_WEIGHT, Quantized, Range, calibrate, correct_biases
from optimize.quantizing import quantize
from optimize.rewriting import rewrite
from optimize.tiny_graph import TinyGraph

SAME = [1, 1, 1, 1, 1, 1]


def bottleneck() -> ModelProto:
    """A network with every kind of layer that the shipped ones have, and maps as an output."""
    graph = TinyGraph(17, (4, 8, 8))
    value = graph.conv(graph.input, (17, 8), (2, 4, 4), strides=[2, 4, 4])
    value = graph.node("Relu", [value])
    narrow = graph.conv(value, (8, 4), (3, 1, 1), pads=[1, 0, 0, 1, 0, 0])
    narrow = graph.node("Relu", [narrow])
    narrow = graph.conv(narrow, (4, 4), (1, 3, 3), pads=[0, 1, 1, 0, 1, 1])
    narrow = graph.node("Relu", [narrow])
    wide = graph.node("Add", [graph.conv(narrow, (4, 8), (1, 1, 1)), value])
    value = graph.node("Relu", [wide])
    graph.output(graph.conv(value, (8, 5), (1, 1, 1), bias=False))
    return graph.head(value, 8).model()


def quantized(source: ModelProto) -> ModelProto:
    rewritten = rewrite(source, Kernels.INTEGER)
    volumes = [torch.from_numpy(random_volume(source, seed)) for seed in (1, 2)]
    return quantize(rewritten, calibrate(rewritten, volumes))


def constants(model: ModelProto) -> Dict[str, np.ndarray]:
    return {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}


class QuantizingTest(unittest.TestCase):
    def assert_close(self, source: ModelProto) -> ModelProto:
        model = quantized(source)
        volume = torch.from_numpy(random_volume(source, 1))
        expected, found = evaluate(source, volume), evaluate(model, volume)
        for name, values in expected.items():
            self.assertEqual(values.shape, found[name].shape)
            error = float((values - found[name]).abs().max() / values.abs().max())
            self.assertLess(error, 0.25, name)
            self.assertGreater(error, 0)
        self.assertEqual(source.graph.input, model.graph.input)
        self.assertEqual(source.graph.output, model.graph.output)
        return model

    def test_answers_stay_close(self) -> None:
        self.assert_close(bottleneck())

    def test_dense_and_depthwise_kernels_and_pools(self) -> None:
        graph = TinyGraph(17, (5, 8, 8))
        value = graph.node("Relu", [graph.conv(graph.input, (17, 6), (3, 3, 3), pads=SAME)])
        value = graph.node("AveragePool", [value], kernel_shape=[1, 2, 2], strides=[1, 2, 2])
        value = graph.conv(value, (6, 6), (3, 3, 3), groups=6, pads=SAME)
        value = graph.node("MaxPool", [value], kernel_shape=[1, 2, 2])
        self.assert_close(graph.head(value, 6).model())

    def test_every_convolution_reads_bytes_and_is_rounded_to_bytes(self) -> None:
        model = quantized(bottleneck())
        makers = {node.output[0]: node for node in model.graph.node}
        readers = {name: node for node in model.graph.node for name in node.input}
        for node in model.graph.node:
            if node.op_type == "Conv":
                for name in node.input:
                    self.assertEqual("DequantizeLinear", makers[name].op_type)
                reader = readers[node.output[0]]
                if reader.op_type == "Relu":
                    reader = readers[reader.output[0]]
                self.assertEqual("QuantizeLinear", reader.op_type)

    def test_what_moves_volumes_moves_bytes(self) -> None:
        model = quantized(bottleneck())
        makers = {node.output[0]: node.op_type for node in model.graph.node}
        for node in model.graph.node:
            if node.op_type == "Transpose":
                self.assertNotEqual("DequantizeLinear", makers.get(node.input[0]))

    def test_weights_have_seven_bits_so_that_pairs_fit_sixteen(self) -> None:
        model = quantized(bottleneck())
        weights = [a for a in constants(model).values() if a.dtype == np.int8 and a.ndim == 4]
        self.assertEqual(5, len(weights))
        for weight in weights:
            self.assertEqual(LARGEST_WEIGHT, np.abs(weight).max())
        self.assertLess(2 * 255 * LARGEST_WEIGHT, 1 << 15)

    def test_scales_are_by_output_channel(self) -> None:
        model = quantized(bottleneck())
        stored = constants(model)
        for node in model.graph.node:
            if node.op_type == "DequantizeLinear" and stored.get(node.input[0], 0) is not None:
                integers = stored.get(node.input[0])
                if integers is not None:
                    self.assertEqual((len(integers),), stored[node.input[1]].shape)

    def test_behind_a_relu_zero_is_zero(self) -> None:
        self.assertEqual(0, Quantized.of("", Range(0.0, 4.0)).zero)
        self.assertEqual(0, Quantized.of("", Range(1.0, 4.0)).zero)

    def test_zero_is_met_exactly(self) -> None:
        signed = Quantized.of("", Range(-1.0, 3.0))
        self.assertEqual(64, signed.zero)
        self.assertAlmostEqual(4 / 255, float(signed.scale), 6)

    def test_value_without_a_range_is_named(self) -> None:
        rewritten = rewrite(bottleneck(), Kernels.INTEGER)
        with self.assertRaisesRegex(ExportError, r"\(Conv\): expected a calibrated range"):
            quantize(rewritten, {})

    def test_outer_ten_thousandth_is_cut_off(self) -> None:
        graph = TinyGraph(4, (2, 50, 100))
        model = rewrite(graph.output(graph.node("Relu", [graph.input])).model())
        volume = torch.ones(1, 4, 2, 50, 100)
        volume[0, 0, 0, 0, :5] = 1000
        ranges = calibrate(model, [volume])
        self.assertEqual([Range(1.0, 1000.0)], list(ranges.values()))
        volume[0, 0, 0, 0, 2:] = 1
        ranges = calibrate(model, [volume, volume])
        self.assertEqual([Range(1.0, 1.0)], list(ranges.values()))

    def test_biases_keep_the_means_of_channels(self) -> None:
        source = rewrite(bottleneck(), Kernels.INTEGER)
        volume = torch.from_numpy(random_volume(bottleneck(), 1))
        coarse = {
            name: Range(8 * r.low, 8 * r.high) for name, r in calibrate(source, [volume]).items()
        }
        before = quantize(source, coarse)
        after = correct_biases(source, before, volume)
        expected = self.channel_means(source, volume)
        errors = [
            max(
                float((a - b).abs().max()) for a, b in zip(expected, self.channel_means(m, volume))
            )
            for m in (before, after)
        ]
        self.assertLess(errors[1], errors[0] / 4)

    def channel_means(self, model: ModelProto, volume: torch.Tensor) -> List[torch.Tensor]:
        """Of every convolution that has a bias, in order."""
        names = {n.output[0] for n in model.graph.node if n.op_type == "Conv" and len(n.input) > 2}
        means = []

        def observe(name: str, tensor: torch.Tensor) -> None:
            if name in names:
                means.append(tensor.mean(dim=(0, 2, 3)))

        evaluate(model, volume, observe)
        return means

    def test_17_joints_stay_together(self) -> None:
        rewritten = rewrite(bottleneck(), Kernels.INTEGER)
        shapes = [a.shape for a in constants(rewritten).values() if a.ndim == 4]
        self.assertIn((8, 34, 4, 4), shapes)


class EvaluatorTest(unittest.TestCase):
    def test_rounds_half_to_even_and_saturates(self) -> None:
        graph = helper.make_graph(
            [helper.make_node("QuantizeLinear", ["x", "scale", "zero"], ["q"])],
            "rounding",
            [helper.make_tensor_value_info("x", 1, [5])],
            [helper.make_tensor_value_info("q", 2, [5])],
            [
                numpy_helper.from_array(np.float32(2), "scale"),
                numpy_helper.from_array(np.uint8(1), "zero"),
            ],
        )
        values = torch.tensor([-9.0, 1.0, 3.0, 4.0, 999.0])
        found = evaluate(helper.make_model(graph), values)["q"]
        self.assertEqual([0, 1, 3, 3, 255], found.tolist())


class HalvingTest(unittest.TestCase):
    def test_answers_stay_within_a_hundredth(self) -> None:
        source = bottleneck()
        line = check_half(source, to_half(source), random_volume(source, 1), "random")
        self.assertIn("largest value", line)

    def test_inputs_and_outputs_stay_single(self) -> None:
        source = bottleneck()
        half = to_half(source)
        self.assertEqual(source.graph.input, half.graph.input)
        self.assertEqual(source.graph.output, half.graph.output)

    def test_weights_of_volumes_are_half_and_those_of_the_head_single(self) -> None:
        for array in constants(to_half(bottleneck())).values():
            expected = np.float32 if array.shape in ((8, 5), (5,)) else np.float16
            self.assertEqual(expected, array.dtype, array.shape)

    def test_values_that_near_the_largest_half_are_named(self) -> None:
        source = bottleneck()
        loud = to_half(source)
        for initializer in loud.graph.initializer:
            values = numpy_helper.to_array(initializer)
            if values.dtype == np.float16 and values.ndim == 5 and values.shape[1] == 17:
                values = (values.astype(np.float32) * 9000).astype(np.float16)
                initializer.CopyFrom(numpy_helper.from_array(values, initializer.name))
        with self.assertRaisesRegex(ExportError, "expected values up to 32752, which float16"):
            check_half(source, loud, random_volume(source, 1), "random")

    def test_weight_that_no_half_holds_is_refused(self) -> None:
        source = bottleneck()
        for initializer in source.graph.initializer:
            if len(initializer.dims) == 5:
                values = numpy_helper.to_array(initializer) * np.float32(1e6)
                initializer.CopyFrom(numpy_helper.from_array(values, initializer.name))
        with self.assertRaisesRegex(ExportError, r"\(Conv\): expected weights up to 65504"):
            to_half(source)

    def test_wrong_weights_are_seen(self) -> None:
        source, other = bottleneck(), to_half(bottleneck())
        for initializer in other.graph.initializer:
            values = numpy_helper.to_array(initializer)
            if values.dtype == np.float16 and values.ndim == 5:
                values = values * np.float16(1.05)
                initializer.CopyFrom(numpy_helper.from_array(values, initializer.name))
        with self.assertRaisesRegex(ExportError, "expected a difference of at most"):
            check_half(source, other, random_volume(source, 1), "random")


if __name__ == "__main__":
    unittest.main()
