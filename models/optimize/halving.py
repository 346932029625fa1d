"""Turns a network into one that computes in half precision; inputs and outputs stay single."""

from typing import Dict, List, Optional, Tuple

import numpy as np
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper

from export.errors import ExportError
from optimize.quantizing import volume_values

PREFIX = "fp16"
LARGEST_HALF = 65504.0


def to_half(model: ModelProto) -> ModelProto:
    """Returns a model whose volumes and their weights are float16.

    Volumes are rounded on the way in; the head, from the mean on, stays in float32: a sum
    over a whole volume is the first to overflow. Class activation maps return to float32. Where
    people's joints are an input, all that is computed of them stays in float32 as well, and the
    features of the volume return to it where the joints read them.
    """
    result = ModelProto()
    result.CopyFrom(model)
    graph = result.graph
    halving = _Halving(model.graph)
    del graph.node[:], graph.initializer[:], graph.value_info[:]
    graph.node.extend(halving.nodes)
    graph.initializer.extend(halving.initializers())
    result.producer_name = "posestream optimize"
    checker.check_model(result, full_check=True)
    return result


class _Halving:
    """Writes the nodes of one graph in their order."""

    def __init__(self, graph: GraphProto) -> None:
        self.constants = {i.name: i for i in graph.initializer}
        self.volumes = volume_values(graph)
        self.outputs = {output.name for output in graph.output}
        self.nodes: List[NodeProto] = []
        # By value of the source and element type.
        self.cast: Dict[Tuple[str, int], str] = {}
        self.halves: Dict[str, TensorProto] = {}
        for value in graph.input:
            if value.name in self.volumes:
                self._cast(value.name, TensorProto.FLOAT16)
        for node in graph.node:
            self._write(node)

    def initializers(self) -> List[TensorProto]:
        used = {value for node in self.nodes for value in node.input}
        stored = {**self.constants, **self.halves}
        return [initializer for name, initializer in stored.items() if name in used]

    def _write(self, node: NodeProto) -> None:
        copied = NodeProto()
        copied.CopyFrom(node)
        halved = node.output[0] in self.volumes
        for position, name in enumerate(node.input):
            if halved:
                copied.input[position] = self._half(name, node)
            elif name in self.volumes and node.op_type != "Shape":
                copied.input[position] = self._cast(name, TensorProto.FLOAT)
        if halved and node.output[0] in self.outputs:
            copied.output[0] = self._renamed(node.output[0])
        self.nodes.append(copied)
        if halved and node.output[0] in self.outputs:
            self._cast(node.output[0], TensorProto.FLOAT, node.output[0])

    def _half(self, name: str, node: NodeProto) -> str:
        if name in self.constants:
            return self._half_constant(name, node)
        if name in self.volumes:
            return self.cast.get((name, TensorProto.FLOAT16)) or self._renamed(name)
        # Weights that a node hands on; sizes stay what they are.
        return self._cast(name, TensorProto.FLOAT16) if node.op_type == "Conv" and name else name

    def _half_constant(self, name: str, node: NodeProto) -> str:
        values = numpy_helper.to_array(self.constants[name])
        if values.dtype != np.float32:
            return name
        half = f"{PREFIX}/{name}"
        largest = float(np.abs(values).max(initial=0))
        if largest > LARGEST_HALF:
            raise ExportError(
                f"node {node.name} ({node.op_type}): expected weights up to {LARGEST_HALF:.0f}, "
                f"which float16 holds, found {largest:.3g}"
            )
        self.halves[half] = numpy_helper.from_array(values.astype(np.float16), half)
        return half

    def _renamed(self, name: str) -> str:
        """Returns the name of a volume; that of an output belongs to its float32 form."""
        return f"{PREFIX}/{name}" if name in self.outputs else name

    def _cast(self, name: str, to: int, output: Optional[str] = None) -> str:
        if (name, to) not in self.cast:
            source = self._renamed(name) if to == TensorProto.FLOAT else name
            target = output or f"{PREFIX}/{name}/{TensorProto.DataType.Name(to).lower()}"
            self.nodes.append(helper.make_node("Cast", [source], [target], name=target, to=to))
            self.cast[name, to] = target
        return self.cast[name, to]
