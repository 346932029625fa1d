"""Collects the nodes of a new graph; sizes are numbers or, where free, computed in the graph."""

from typing import Any, Dict, List, Optional, Sequence, Tuple, Union

import numpy as np
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto
from onnx import checker, helper, numpy_helper

from optimize.network import Window

PREFIX = "4d"
# A number, or the name of an int64 tensor of one element.
Size = Union[int, str]


class GraphWriter:
    """Adds nodes and constants under fresh names."""

    def __init__(self) -> None:
        self.nodes: List[NodeProto] = []
        self.initializers: List[TensorProto] = []
        self.shapes: List[ValueInfoProto] = []
        self._constants: Dict[Tuple[Any, ...], str] = {}
        self._sizes: Dict[Tuple[str, ...], str] = {}

    def op(
        self, operator: str, inputs: List[str], output: Optional[str] = None, **attributes: Any
    ) -> str:
        """Adds a node with one output and returns the output's name."""
        name = f"{PREFIX}/{len(self.nodes)}/{operator}"
        self.nodes.append(
            helper.make_node(operator, inputs, [output or name], name=name, **attributes)
        )
        return output or name

    def constant(self, array: np.ndarray) -> str:
        """Stores an array once and returns its name."""
        array = np.ascontiguousarray(array)
        key = (str(array.dtype), array.shape, array.tobytes())
        if key not in self._constants:
            name = f"{PREFIX}/constant{len(self._constants)}"
            self.initializers.append(numpy_helper.from_array(array, name))
            self._constants[key] = name
        return self._constants[key]

    def integers(self, *values: int) -> str:
        return self.constant(np.array(values, np.int64))

    def reshape(
        self, tensor: str, sizes: Sequence[Optional[Size]], output: Optional[str] = None
    ) -> str:
        """Reshapes to the given sizes; the first may be None for what is left."""
        if sum(isinstance(size, int) for size in sizes) >= len(sizes) - 1:
            shape = self.integers(*[size if isinstance(size, int) else -1 for size in sizes])
        else:
            parts = [self._named(-1 if size is None else size) for size in sizes]
            shape = self._size("Concat", parts, axis=0)
        return self.op("Reshape", [tensor, shape], output)

    def slice(self, tensor: str, axis: int, start: int, end: Size, step: int = 1) -> str:
        """Takes start, start + step and so on, up to but without `end`, a size."""
        bounds = [self.integers(start), self._named(end), self.integers(axis), self.integers(step)]
        return self.op("Slice", [tensor, *bounds])

    def declare(self, tensor: str, sizes: Sequence[Size]) -> None:
        """States a tensor's shape; a text stands for one size, the same wherever it appears."""
        self.shapes.append(helper.make_tensor_value_info(tensor, TensorProto.FLOAT, sizes))

    def size_of(self, tensor: str, axis: int) -> str:
        """Returns a tensor's size along an axis."""
        shape = self._size("Shape", [tensor])
        return self._size("Gather", [shape, self.integers(axis)], axis=0)

    def product(self, first: Size, second: Size) -> Size:
        if isinstance(first, int) and isinstance(second, int):
            return first * second
        return self._size("Mul", [self._named(first), self._named(second)])

    def quotient(self, size: Size, divisor: int) -> Size:
        """Returns size / divisor, rounded down."""
        if isinstance(size, int):
            return size // divisor
        return size if divisor == 1 else self._size("Div", [size, self.integers(divisor)])

    def plus(self, size: Size, offset: int) -> Size:
        if isinstance(size, int):
            return size + offset
        return size if offset == 0 else self._size("Add", [size, self.integers(offset)])

    def positions(self, window: Window, axis: int, size: Size) -> Size:
        """Returns how many places a window takes along an axis of that size."""
        stride = window.strides[axis]
        # Rounding down, (room / stride) + 1 equals (room + stride) / stride.
        return self.quotient(self.plus(size, stride - window.overhang(axis)), stride)

    def _size(self, operator: str, inputs: List[str], **attributes: Any) -> str:
        """Adds a node that computes sizes, once."""
        key = (operator, *inputs)
        if key not in self._sizes:
            self._sizes[key] = self.op(operator, inputs, **attributes)
        return self._sizes[key]

    def _named(self, size: Size) -> str:
        return self.integers(size) if isinstance(size, int) else size


def checked_model(graph: GraphProto, source: ModelProto) -> ModelProto:
    """Returns a graph as a model of the versions that its source has; raises if it is none."""
    result = helper.make_model(
        graph,
        opset_imports=list(source.opset_import),
        ir_version=source.ir_version,
        producer_name="posestream optimize",
    )
    checker.check_model(result, full_check=True)
    return result
