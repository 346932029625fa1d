"""Weights in half precision, held against the network as it was."""

import unittest

import numpy as np
from onnx import ModelProto, TensorProto, numpy_helper

from export.errors import ExportError
from optimize.storing import store_half
from optimize.tiny_graph import TinyGraph


def tiny(channels: int) -> ModelProto:
    graph = TinyGraph(4)
    value = graph.conv("keypoint_heatmaps", (4, channels), (3, 3, 3), pads=[1] * 6)
    return graph.head(value, channels).model()


class StoringTest(unittest.TestCase):
    def test_large_weights_are_halved_and_cast_back_under_their_own_name(self) -> None:
        model = tiny(8)
        stored = store_half(model)

        halves = [i for i in stored.graph.initializer if i.data_type == TensorProto.FLOAT16]
        self.assertEqual([half.name for half in halves], ["constant0/half"])
        self.assertEqual(stored.graph.node[0].op_type, "Cast")
        self.assertEqual(list(stored.graph.node[0].output), ["constant0"])
        np.testing.assert_allclose(
            numpy_helper.to_array(halves[0]).astype(np.float32),
            numpy_helper.to_array(model.graph.initializer[0]),
            rtol=1e-3,
        )

    def test_the_network_given_is_left_as_it_was(self) -> None:
        model = tiny(8)
        before = model.SerializeToString()

        store_half(model)

        self.assertEqual(model.SerializeToString(), before)

    def test_a_network_without_large_weights_is_refused(self) -> None:
        with self.assertRaisesRegex(ExportError, "expected weights of 256 values"):
            store_half(tiny(1))


if __name__ == "__main__":
    unittest.main()
