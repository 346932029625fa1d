"""Reads the graph of an exported network and refuses what it does not understand."""

from typing import Any, Dict, List, Optional, Set, Tuple, cast

import numpy as np
from onnx import GraphProto, ModelProto, NodeProto, ValueInfoProto, helper, numpy_helper

from export.contract import OPSET, PICTURES
from export.errors import ExportError
from optimize.network import (
    Convolution,
    Join,
    Mean,
    Network,
    Pool,
    Relu,
    Step,
    Sum,
    Triple,
    Upsampling,
    Volume,
    Window,
)

# Stands for a free T, H or W where layouts are weighed; the written graph does not depend on it.
NOMINAL_SIZE = (48, 56, 56)
# Of pictures beside such heatmaps: a quarter of the frames, four times the sides.
NOMINAL_PICTURES = (12, 224, 224)
ONNX_DOMAINS = ("", "ai.onnx")
FIRST_OPSET = 13
VOLUME_AXES = [2, 3, 4]
TAIL_OPERATORS = (
    "Add",
    "Concat",
    "Flatten",
    "Gemm",
    "Identity",
    "Log",
    "MatMul",
    "Mul",
    "Relu",
    "Reshape",
    "Sigmoid",
    "Softmax",
    "Squeeze",
)


def read_network(model: ModelProto) -> Network:
    """Returns the network of an ONNX model whose inputs are volumes [N, K, T, H, W]."""
    for opset in model.opset_import:
        if opset.domain in ONNX_DOMAINS and not FIRST_OPSET <= opset.version <= OPSET:
            raise ExportError(f"expected opset {FIRST_OPSET} to {OPSET}, found {opset.version}")
    return _Reader(model).network


class _Reader:
    """Walks the nodes of one graph in their order."""

    def __init__(self, model: ModelProto) -> None:
        graph = model.graph
        self.constants: Dict[str, np.ndarray] = {
            i.name: numpy_helper.to_array(i) for i in graph.initializer
        }
        self.network = Network(
            _inputs(graph, self.constants), list(graph.output), [], [], self.constants, {}
        )
        self.volumes = self.network.volumes
        for value in self.network.inputs:
            self.volumes[value.name] = _input_volume(value)
        self.tail_values: Set[str] = set()
        for node in graph.node:
            self._read(node)
        for output in graph.output:
            if output.name not in self.volumes and output.name not in self.tail_values:
                raise ExportError(f"output {output.name}: expected a node that computes it")

    def _read(self, node: NodeProto) -> None:
        self.node = node
        self.attributes: Dict[str, Any] = {
            a.name: helper.get_attribute_value(a) for a in node.attribute
        }
        inputs = [name for name in node.input if name]
        if node.op_type == "Constant" and "value" in self.attributes:
            self.constants[node.output[0]] = numpy_helper.to_array(self.attributes["value"])
        elif node.op_type == "Identity" and inputs[0] in self.constants:
            self.constants[node.output[0]] = self.constants[inputs[0]]
        elif any(name in self.volumes for name in inputs):
            self._read_step()
        elif any(name in self.tail_values for name in inputs):
            self._read_tail(inputs)
        else:
            raise self._refusal("expected an input that depends on the volumes")

    def _read_step(self) -> None:
        readers = {
            "Conv": self._convolution,
            "ConvTranspose": self._upsampling,
            "Concat": self._join,
            "Relu": self._relu,
            "Add": self._sum,
            "MaxPool": self._pool,
            "AveragePool": self._pool,
            "ReduceMean": self._reduce_mean,
            "GlobalAveragePool": self._global_average_pool,
        }
        if self.node.domain not in ONNX_DOMAINS or self.node.op_type not in readers:
            raise self._refusal("expected " + ", ".join(readers) + " on a volume")
        step = readers[self.node.op_type]()
        self.network.steps.append(step)

    def _read_tail(self, inputs: List[str]) -> None:
        if self.node.domain not in ONNX_DOMAINS or self.node.op_type not in TAIL_OPERATORS:
            raise self._refusal("expected " + ", ".join(TAIL_OPERATORS) + " after the mean")
        unknown = [i for i in inputs if i not in self.constants and i not in self.tail_values]
        if unknown:
            raise self._refusal(f"expected only values after the mean, found {unknown[0]}")
        self.network.tail.append(self.node)
        self.tail_values.update(self.node.output)

    def _convolution(self) -> Step:
        if self.node.input[0] not in self.volumes:
            raise self._refusal("expected a volume as its first input")
        weight, bias = self._weights()
        groups = self.attributes.get("group", 1)
        source = self.volumes[self.node.input[0]]
        if weight.ndim != 5 or weight.shape[1] * groups != source.channels:
            raise self._refusal(
                f"expected weights [out, {source.channels // groups}, t, h, w], "
                f"found {list(weight.shape)}"
            )
        window = self._window(weight.shape[2:])
        if window.kernel[0] == 1 and (window.pads_before[0] or window.pads_after[0]):
            raise self._refusal("expected no frames padded around a kernel of one frame")
        self._place(Volume(weight.shape[0], *self._slide(window, source)))
        return Convolution(*self._step(), weight, bias, window, groups)

    def _upsampling(self) -> Step:
        weight, bias = self._weights()
        source = self.volumes[self.node.input[0]]
        window = self._window(weight.shape[2:])
        within = Window((window.kernel[0], 1, 1), (window.strides[0], 1, 1))
        more = tuple(self.attributes.get("output_padding", (0, 0, 0)))
        over_time = (window.kernel, window.strides) == (within.kernel, within.strides)
        padded = window.pads_before[1:] + window.pads_after[1:] + window.dilations + more[1:]
        if not over_time or padded != (0, 0, 0, 0, 1, 1, 1, 0, 0):
            raise self._refusal("expected a transposed convolution over time alone")
        if weight.shape[0] != source.channels or self.attributes.get("group", 1) != 1:
            raise self._refusal(
                f"expected weights [{source.channels}, out, t, 1, 1], found {list(weight.shape)}"
            )
        step = Upsampling(*self._step(), weight, bias, window, more[0])
        frames = source.frames * window.strides[0] + step.offset()
        self._place(source._replace(channels=weight.shape[1], frames=frames))
        return step

    def _join(self) -> Step:
        sources = [self.volumes.get(name) for name in self.node.input]
        known = [source for source in sources if source is not None]
        if self.attributes.get("axis") != 1 or len(known) < len(sources):
            raise self._refusal("expected volumes that are joined on their channels")
        if any(source[1:] != known[0][1:] for source in known):
            raise self._refusal(f"expected volumes of one size, found {known}")
        self._place(known[0]._replace(channels=sum(source.channels for source in known)))
        return Join(*self._step())

    def _weights(self) -> Tuple[np.ndarray, Optional[np.ndarray]]:
        """Returns the weight of a convolution, and its bias if it has one."""
        constants = [self.constants.get(name) for name in self.node.input[1:] if name]
        known = [constant for constant in constants if constant is not None]
        if not known or len(known) < len(constants):
            raise self._refusal("expected weights stored in the file")
        if known[0].dtype != np.float32:
            raise self._refusal(f"expected float32 weights, found {known[0].dtype}")
        return known[0], known[1] if len(known) > 1 else None

    def _relu(self) -> Step:
        self._place(self.volumes[self.node.input[0]])
        return Relu(*self._step())

    def _sum(self) -> Step:
        first, second = (self.volumes.get(name) for name in self.node.input)
        if first is None or first != second:
            raise self._refusal("expected two volumes of one size")
        self._place(first)
        return Sum(*self._step())

    def _pool(self) -> Step:
        window = self._window(tuple(self.attributes["kernel_shape"]))
        over_time = (window.kernel[0], window.strides[0])
        if over_time != (1, 1) or window.pads_before[0] or window.pads_after[0]:
            raise self._refusal("expected a pool within each frame")
        if window.dilations != (1, 1, 1):
            raise self._refusal("expected a pool without dilations")
        if self.attributes.get("ceil_mode", 0) or len(self.node.output) != 1:
            raise self._refusal("expected no ceil_mode and no indices")
        source = self.volumes[self.node.input[0]]
        self._place(Volume(source.channels, *self._slide(window, source)))
        kept = {k: v for k, v in self.attributes.items() if k == "count_include_pad"}
        return Pool(*self._step(), self.node.op_type, window, kept)

    def _reduce_mean(self) -> Step:
        axes = self.attributes.get("axes")
        if axes is None and len(self.node.input) > 1:
            axes = self.constants[self.node.input[1]].tolist()
        if axes is None or sorted(axis % 5 for axis in axes) != VOLUME_AXES:
            raise self._refusal(f"expected a mean over axes {VOLUME_AXES}, found {axes}")
        return self._mean(bool(self.attributes.get("keepdims", 1)))

    def _global_average_pool(self) -> Step:
        return self._mean(True)

    def _mean(self, keep_dimensions: bool) -> Step:
        self.tail_values.add(self.node.output[0])
        return Mean(*self._step(), keep_dimensions)

    def _window(self, kernel: Tuple[int, ...]) -> Window:
        if self.attributes.get("auto_pad", b"NOTSET") not in (b"NOTSET", b"VALID"):
            raise self._refusal("expected explicit pads")
        pads = tuple(self.attributes.get("pads", (0,) * 6))
        strides = tuple(self.attributes.get("strides", (1, 1, 1)))
        dilations = tuple(self.attributes.get("dilations", (1, 1, 1)))
        # ONNX's checker has seen that there is a number for each axis.
        sizes = (cast(Triple, part) for part in (kernel, strides, pads[:3], pads[3:], dilations))
        return Window(*sizes)

    def _slide(self, window: Window, source: Volume) -> List[int]:
        positions = [window.positions(axis, source[1 + axis]) for axis in range(3)]
        if min(positions) < 1:
            raise self._refusal(f"expected a volume of at least the kernel, found {source[1:]}")
        return positions

    def _place(self, volume: Volume) -> None:
        self.volumes[self.node.output[0]] = volume

    def _step(self) -> Tuple[str, List[str], str]:
        inputs = [name for name in self.node.input if name in self.volumes]
        return self._name(), inputs, self.node.output[0]

    def _refusal(self, reason: str) -> ExportError:
        return ExportError(f"node {self._name()} ({self.node.op_type}): {reason}")

    def _name(self) -> str:
        return self.node.name or self.node.output[0]


def _inputs(graph: GraphProto, constants: Dict[str, np.ndarray]) -> List[ValueInfoProto]:
    inputs = [value for value in graph.input if value.name not in constants]
    if not inputs or any(len(value.type.tensor_type.shape.dim) != 5 for value in inputs):
        found = ", ".join(value.name for value in inputs)
        raise ExportError(f"expected inputs [N, K, T, H, W], found {found}")
    return inputs


def _input_volume(value: ValueInfoProto) -> Volume:
    _, channels, *size = value.type.tensor_type.shape.dim
    if not channels.dim_value:
        raise ExportError(f"input {value.name}: expected a fixed number of maps")
    nominal_size = NOMINAL_PICTURES if value.name == PICTURES else NOMINAL_SIZE
    known = [d.dim_value or nominal for d, nominal in zip(size, nominal_size)]
    return Volume(channels.dim_value, *known)
