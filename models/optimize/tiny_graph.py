"""Builds small graphs on volumes for tests."""

from typing import Any, List, Tuple

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

from export.contract import INPUT, IR_VERSION, OPSET


class TinyGraph:
    """Adds nodes one after the other; every method returns the name of the node's output."""

    def __init__(
        self, channels: int, size: Tuple[Any, ...] = (7, 9, 10), batch: Any = "N"
    ) -> None:
        self.input = INPUT
        self.nodes: List[NodeProto] = []
        self.outputs: List[ValueInfoProto] = []
        self._shape = [batch, channels, *size]
        self._initializers: List[TensorProto] = []
        self._random = np.random.default_rng(1)

    def conv(
        self,
        value: str,
        channels: Tuple[int, int],
        kernel: Tuple[int, ...],
        groups: int = 1,
        bias: bool = True,
        **attributes: Any,
    ) -> str:
        """Adds a convolution; `channels` is a pair (in, out)."""
        weight = self.constant(channels[1], channels[0] // groups, *kernel)
        inputs = [value, weight] + ([self.constant(channels[1])] if bias else [])
        return self.node("Conv", inputs, group=groups, **attributes)

    def node(self, operator: str, inputs: List[str], **attributes: Any) -> str:
        name = f"{operator.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, **attributes))
        return name

    def constant(self, *shape: int) -> str:
        name = f"constant{len(self._initializers)}"
        values = self._random.standard_normal(shape).astype(np.float32)
        self._initializers.append(numpy_helper.from_array(values, name))
        return name

    def head(
        self, value: str, channels: int, classes: int = 5, batch: Any = "N"
    ) -> "TinyGraph":
        """Adds a mean and a linear layer."""
        mean = self.node("ReduceMean", [value], axes=[2, 3, 4], keepdims=0)
        weights = [self.constant(channels, classes), self.constant(classes)]
        return self.logits(self.node("Gemm", [mean, *weights]), classes, batch)

    def logits(self, value: str, classes: int, batch: Any = "N") -> "TinyGraph":
        """Makes a value of the head an output."""
        shape = [batch, classes]
        self.outputs.append(helper.make_tensor_value_info(value, TensorProto.FLOAT, shape))
        return self

    def output(self, value: str) -> "TinyGraph":
        """Makes a volume an output."""
        self.outputs.append(
            helper.make_tensor_value_info(value, TensorProto.FLOAT, ["N", "C", "t", "h", "w"])
        )
        return self

    def model(self) -> ModelProto:
        volume = helper.make_tensor_value_info(self.input, TensorProto.FLOAT, self._shape)
        graph = helper.make_graph(self.nodes, "tiny", [volume], self.outputs, self._initializers)
        opset = helper.make_opsetid("", OPSET)
        return helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION)
