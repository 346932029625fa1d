"""Every pattern on tiny graphs: the same outputs, from two-dimensional convolutions only."""

import tempfile
import unittest
from pathlib import Path
from typing import Any, Dict, List, Tuple

import numpy as np
import onnx
import torch
from onnx import ModelProto

from export.architectures import build
from export.errors import ExportError
from export.onnx_file import write_onnx
from optimize.checking import check_exact
from optimize.rewriting import rewrite
from optimize.tiny_graph import TinyGraph

FIXED = (7, 9, 10)
FREE = ("T", "H", "W")
SAME = [1, 1, 1, 1, 1, 1]


def operators(model: ModelProto) -> List[str]:
    return [node.op_type for node in model.graph.node]


def convolution_weights(model: ModelProto) -> List[List[int]]:
    """Returns the shapes of the weights of all convolutions in order."""
    shapes = {i.name: list(i.dims) for i in model.graph.initializer}
    return [shapes[node.input[1]] for node in model.graph.node if node.op_type == "Conv"]


class RewritingTest(unittest.TestCase):
    def assert_same(self, graph: TinyGraph) -> ModelProto:
        """Checks a graph's rewrite on three clips and returns it."""
        source = graph.model()
        rewritten = rewrite(source)
        dimensions = source.graph.input[0].type.tensor_type.shape.dim
        shape = [d.dim_value or free for d, free in zip(dimensions, (3, 1, *FIXED))]
        check_exact(source, rewritten, np.random.default_rng(1).random(shape, np.float32))
        for weights in convolution_weights(rewritten):
            self.assertEqual(4, len(weights))
        self.assertEqual(source.graph.input, rewritten.graph.input)
        self.assertEqual(source.graph.output, rewritten.graph.output)
        return rewritten

    def assert_convolution(
        self,
        channels: Tuple[int, int],
        kernel: Tuple[int, int, int],
        size: Tuple[Any, ...] = FIXED,
        **attributes: Any,
    ) -> ModelProto:
        """Checks one convolution with ReLU, seen as a volume and through a head."""
        for sizes in (size, FREE):
            graph = TinyGraph(channels[0], sizes)
            value = graph.node("Relu", [graph.conv(graph.input, channels, kernel, **attributes)])
            rewritten = self.assert_same(graph.output(value).head(value, channels[1]))
        return rewritten

    def test_means_of_several_volumes_may_meet_as_logarithms(self) -> None:
        graph = TinyGraph(4)
        near = graph.node("Relu", [graph.conv(graph.input, (4, 8), (1, 3, 3))])
        means = [
            graph.node("Sigmoid", [graph.node("ReduceMean", [value], axes=[2, 3, 4], keepdims=0)])
            for value in (near, graph.node("Relu", [graph.conv(near, (8, 4), (3, 1, 1))]))
        ]
        logarithms = graph.node("Log", [graph.node("Concat", means, axis=1)])
        weights = [graph.constant(12, 5), graph.constant(5)]
        rewritten = self.assert_same(graph.logits(graph.node("Gemm", [logarithms, *weights]), 5))
        self.assertIn("Log", operators(rewritten))

    def test_kernel_within_frames_sees_frames_as_a_batch(self) -> None:
        self.assert_convolution((8, 6), (1, 3, 3), pads=[0, 1, 1, 0, 1, 1], strides=[1, 2, 2])

    def test_uneven_pads_and_dilations_are_kept(self) -> None:
        self.assert_convolution((8, 6), (1, 3, 2), pads=[0, 2, 0, 0, 1, 1], dilations=[1, 2, 3])

    def test_17_joints_are_split_into_16_and_1(self) -> None:
        rewritten = self.assert_convolution((17, 8), (1, 3, 3))
        self.assertEqual([[8, 16, 3, 3], [8, 1, 3, 3]], convolution_weights(rewritten))

    def test_tubelets_of_17_joints_are_read_a_few_joints_at_a_time(self) -> None:
        for size in ((7, 8, 12), (6, 8, 12)):
            graph = TinyGraph(17, size)
            value = graph.conv(graph.input, (17, 8), (2, 4, 4), strides=[2, 4, 4])
            rewritten = self.assert_same(graph.output(value).head(value, 8))
            expected = [[8, 6, 4, 4]] * 5 + [[8, 4, 4, 4]]
            self.assertEqual(expected, convolution_weights(rewritten))
            self.assertNotIn("Split", operators(rewritten))

    def test_kernel_over_time_is_a_column(self) -> None:
        rewritten = self.assert_convolution((8, 6), (3, 1, 1), pads=[1, 0, 0, 1, 0, 0])
        self.assertEqual([[6, 8, 3, 1]], convolution_weights(rewritten))

    def test_kernel_over_time_keeps_stride_and_dilation(self) -> None:
        self.assert_convolution(
            (8, 6), (3, 1, 1), pads=[2, 0, 0, 1, 0, 0], strides=[3, 1, 1], dilations=[2, 1, 1]
        )

    def test_disjoint_runs_of_frames_become_channels(self) -> None:
        rewritten = self.assert_convolution((8, 6), (2, 3, 3), strides=[2, 1, 1])
        self.assertEqual([[6, 16, 3, 3]], convolution_weights(rewritten))

    def test_dense_kernel_is_a_sum_of_shifted_frames(self) -> None:
        rewritten = self.assert_convolution((8, 6), (3, 3, 3), pads=SAME)
        self.assertEqual([[6, 8, 3, 3]] * 3, convolution_weights(rewritten))

    def test_dense_kernel_without_pads_shortens_the_clip(self) -> None:
        self.assert_convolution((8, 6), (3, 3, 3))

    def test_dense_kernel_keeps_stride_and_dilation_over_time(self) -> None:
        self.assert_convolution((8, 6), (3, 3, 3), pads=SAME, strides=[2, 2, 1])
        self.assert_convolution((8, 6), (3, 3, 3), pads=[2, 1, 1, 0, 1, 1], dilations=[2, 1, 1])

    def test_dense_kernel_on_17_joints_stacks_three_frames(self) -> None:
        rewritten = self.assert_convolution((17, 8), (3, 3, 3), pads=SAME)
        self.assertEqual([[8, 48, 3, 3], [8, 3, 3, 3]], convolution_weights(rewritten))

    def test_depthwise_kernel_is_a_sum_of_shifted_frames(self) -> None:
        rewritten = self.assert_convolution((6, 6), (3, 3, 3), groups=6, pads=SAME)
        self.assertEqual([[6, 1, 3, 3]] * 3, convolution_weights(rewritten))

    def test_strided_depthwise_kernel_shifts_its_results(self) -> None:
        attributes: Dict[str, Any] = dict(groups=6, pads=SAME, strides=[1, 2, 2])
        rewritten = self.assert_convolution((6, 6), (3, 3, 3), **attributes)
        before_the_last = operators(rewritten)[: operators(rewritten).index("Pad")]
        self.assertIn("Conv", before_the_last)

    def test_channels_between_convolutions_are_padded_to_a_multiple_of_four(self) -> None:
        graph = TinyGraph(8)
        value = graph.node("Relu", [graph.conv(graph.input, (8, 6), (1, 1, 1))])
        value = graph.conv(value, (6, 6), (3, 3, 3), groups=6, pads=SAME, bias=False)
        rewritten = self.assert_same(graph.head(graph.conv(value, (6, 10), (1, 1, 1)), 10))
        expected = [[8, 8, 1, 1]] + [[8, 1, 3, 3]] * 3 + [[10, 8, 1, 1]]
        self.assertEqual(expected, convolution_weights(rewritten))

    def test_padded_volume_is_cut_for_outputs_and_means(self) -> None:
        graph = TinyGraph(8)
        value = graph.conv(graph.input, (8, 6), (1, 3, 3))
        last = graph.conv(value, (6, 4), (3, 1, 1))
        self.assert_same(graph.output(value).output(last).head(value, 6))

    def test_sum_of_padded_and_plain_volumes_drops_the_padding(self) -> None:
        graph = TinyGraph(6)
        value = graph.conv(graph.input, (6, 6), (1, 1, 1))
        value = graph.node("Add", [value, graph.input])
        self.assert_same(graph.head(graph.conv(value, (6, 4), (1, 3, 3)), 4))

    def test_pools_stay_within_frames(self) -> None:
        for operator in ("MaxPool", "AveragePool"):
            graph = TinyGraph(4, FREE)
            value = graph.node(
                operator,
                [graph.input],
                kernel_shape=[1, 3, 3],
                strides=[1, 2, 2],
                pads=[0, 1, 1, 0, 1, 1],
            )
            self.assert_same(graph.output(value))

    def test_stride_in_time_moves_to_the_convolution_over_time_before_it(self) -> None:
        graph = TinyGraph(8)
        value = graph.conv(graph.input, (8, 4), (3, 1, 1), pads=[1, 0, 0, 1, 0, 0])
        value = graph.node("Relu", [value])
        value = graph.conv(value, (4, 4), (1, 3, 3), strides=[2, 2, 2], pads=[0, 1, 1, 0, 1, 1])
        rewritten = self.assert_same(graph.head(value, 4))
        strides = [
            list(attribute.ints)
            for node in rewritten.graph.node
            for attribute in node.attribute
            if attribute.name == "strides"
        ]
        self.assertEqual([[2, 1], [2, 2]], strides)

    def test_stride_in_time_stays_where_another_step_needs_every_frame(self) -> None:
        graph = TinyGraph(8)
        value = graph.conv(graph.input, (8, 4), (3, 1, 1))
        halved = graph.conv(value, (4, 4), (1, 1, 1), strides=[2, 2, 2])
        self.assert_same(graph.output(value).output(halved))

    def test_bottleneck_moves_only_its_narrow_volumes(self) -> None:
        graph = TinyGraph(32)
        value = graph.conv(graph.input, (32, 32), (3, 1, 1), pads=[1, 0, 0, 1, 0, 0])
        narrow = graph.conv(value, (32, 4), (3, 1, 1), pads=[1, 0, 0, 1, 0, 0])
        narrow = graph.conv(narrow, (4, 4), (1, 3, 3), pads=[0, 1, 1, 0, 1, 1])
        wide = graph.node("Add", [graph.conv(narrow, (4, 32), (1, 1, 1)), value])
        value = graph.conv(graph.node("Relu", [wide]), (32, 4), (3, 1, 1))
        rewritten = self.assert_same(graph.head(value, 4))
        self.assertEqual(4, operators(rewritten).count("Transpose"))

    def test_global_pool_and_flatten_are_a_head_too(self) -> None:
        graph = TinyGraph(4, FREE)
        value = graph.conv(graph.input, (4, 8), (1, 3, 3))
        pooled = graph.node("GlobalAveragePool", [value])
        flat = graph.node("Flatten", [pooled])
        self.assert_same(graph.logits(graph.node("MatMul", [flat, graph.constant(8, 5)]), 5))

    def test_fixed_batch_stays_fixed(self) -> None:
        graph = TinyGraph(17, batch=2)
        value = graph.conv(graph.input, (17, 8), (1, 3, 3))
        value = graph.conv(value, (8, 4), (3, 3, 3), pads=SAME)
        self.assert_same(graph.head(value, 4, batch=2))

    def test_exporters_networks_stay_the_same(self) -> None:
        for architecture in ("slowonly", "c3d-light", "x3d-shallow"):
            with self.subTest(architecture):
                self.assert_network(architecture)

    def assert_network(self, architecture: str) -> None:
        torch.manual_seed(1)
        network = build(architecture, 5, base_channels=8)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.onnx"
            write_onnx(network, path, (17, 6, 32, 32), cam=True)
            source = onnx.load(str(path))
        volume = torch.rand(2, 17, 6, 32, 32).numpy()
        check_exact(source, rewrite(source), volume)


class RefusalTest(unittest.TestCase):
    def assert_refused(self, graph: TinyGraph, message: str) -> None:
        with self.assertRaises(ExportError) as caught:
            rewrite(graph.model())
        self.assertIn(message, str(caught.exception))

    def test_unknown_operator_is_named(self) -> None:
        graph = TinyGraph(4)
        value = graph.conv(graph.input, (4, 4), (1, 1, 1))
        graph.output(graph.node("Sigmoid", [value]))
        self.assert_refused(graph, "(Sigmoid): expected Conv, ConvTranspose, Concat, Relu, Add,")

    def test_pool_over_time_is_named(self) -> None:
        graph = TinyGraph(4)
        graph.output(graph.node("MaxPool", [graph.input], kernel_shape=[2, 2, 2]))
        self.assert_refused(graph, "node maxpool0 (MaxPool): expected a pool within each frame")

    def test_pool_with_dilations_is_named(self) -> None:
        graph = TinyGraph(4)
        window = {"kernel_shape": [1, 2, 2], "dilations": [1, 2, 2]}
        graph.output(graph.node("MaxPool", [graph.input], **window))
        self.assert_refused(graph, "node maxpool0 (MaxPool): expected a pool without dilations")

    def test_sum_with_a_constant_is_named(self) -> None:
        graph = TinyGraph(4)
        graph.output(graph.node("Add", [graph.input, graph.constant(4, 1, 1, 1)]))
        self.assert_refused(graph, "node add0 (Add): expected two volumes of one size")

    def test_mean_over_other_axes_is_named(self) -> None:
        graph = TinyGraph(4)
        graph.output(graph.node("ReduceMean", [graph.input], axes=[3, 4]))
        self.assert_refused(graph, "node reducemean0 (ReduceMean): expected a mean over axes")

    def test_groups_that_are_not_single_channels_are_named(self) -> None:
        graph = TinyGraph(4)
        value = graph.conv(graph.input, (4, 6), (1, 1, 1))
        graph.output(graph.conv(value, (6, 6), (1, 3, 3), groups=2))
        self.assert_refused(graph, "node conv1 (Conv): expected a depthwise or ungrouped")

    def test_input_that_is_no_volume_is_refused(self) -> None:
        graph = TinyGraph(4, size=(8, 8))
        graph.output(graph.node("Relu", [graph.input]))
        self.assert_refused(graph, "expected inputs [N, K, T, H, W]")


if __name__ == "__main__":
    unittest.main()
