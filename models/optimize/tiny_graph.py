"""Builds small graphs on volumes for tests."""

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from export.contract import INPUT, IR_VERSION, OPSET


class TinyGraph:
    """Adds nodes one after the other; every method returns the name of the node's output."""

    def __init__(self, channels, size=(7, 9, 10), batch="N"):
        self.input = INPUT
        self.nodes = []
        self.outputs = []
        self._shape = [batch, channels, *size]
        self._initializers = []
        self._random = np.random.default_rng(1)

    def conv(self, value, channels, kernel, groups=1, bias=True, **attributes):
        """Adds a convolution; `channels` is a pair (in, out)."""
        weight = self.constant(channels[1], channels[0] // groups, *kernel)
        inputs = [value, weight] + ([self.constant(channels[1])] if bias else [])
        return self.node("Conv", inputs, group=groups, **attributes)

    def node(self, operator, inputs, **attributes):
        name = f"{operator.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, **attributes))
        return name

    def constant(self, *shape):
        name = f"constant{len(self._initializers)}"
        values = self._random.standard_normal(shape).astype(np.float32)
        self._initializers.append(numpy_helper.from_array(values, name))
        return name

    def head(self, value, channels, classes=5, batch="N"):
        """Adds a mean and a linear layer."""
        mean = self.node("ReduceMean", [value], axes=[2, 3, 4], keepdims=0)
        weights = [self.constant(channels, classes), self.constant(classes)]
        return self.logits(self.node("Gemm", [mean, *weights]), classes, batch)

    def logits(self, value, classes, batch="N"):
        """Makes a value of the head an output."""
        shape = [batch, classes]
        self.outputs.append(helper.make_tensor_value_info(value, TensorProto.FLOAT, shape))
        return self

    def output(self, value):
        """Makes a volume an output."""
        self.outputs.append(
            helper.make_tensor_value_info(value, TensorProto.FLOAT, ["N", "C", "t", "h", "w"])
        )
        return self

    def model(self):
        volume = helper.make_tensor_value_info(self.input, TensorProto.FLOAT, self._shape)
        graph = helper.make_graph(self.nodes, "tiny", [volume], self.outputs, self._initializers)
        opset = helper.make_opsetid("", OPSET)
        return helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION)
