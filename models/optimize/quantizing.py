"""Turns a rewritten network into one that ONNX Runtime runs with 8-bit integers."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any, Counter as Count, DefaultDict, Dict, Iterable, List, NamedTuple
from typing import Optional, Set, Tuple

import numpy as np
import torch
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper

from export.errors import ExportError
from graph.evaluate import evaluate
from optimize.network import is_volume
from optimize.writer import checked_model

PREFIX = "int8"
# Weights of 7 bits. Processors without VNNI add two products u8 * s8 in 16 bits, which weights of
# 8 bits overflow: 2 * 255 * 127 > 32767, but 2 * 255 * 63 is less.
LARGEST_WEIGHT = 63
LARGEST_VALUE = 255
LARGEST_BIAS = (1 << 31) - 1
# Share of values at either end that a range leaves out.
CUT_OFF = 1e-4
# Heatmaps are between 0 and 1.
HEAT = (0.0, 1.0)
COMPUTING = ("Conv", "ConvTranspose", "Add", "AveragePool", "Relu")
MOVING = ("Transpose", "Reshape", "Slice", "Pad", "Concat", "MaxPool", "Identity")


class Range(NamedTuple):
    """The values that a tensor takes, both included."""

    low: float
    high: float


@dataclass(frozen=True)
class Quantized:
    """A tensor q of bytes that stands for (q - zero) * scale."""

    tensor: str
    scale: np.float32
    zero: np.uint8

    @staticmethod
    def of(tensor: str, values: Range) -> "Quantized":
        """Chooses scale and zero so that 0 is met exactly: it is what a pad is filled with.

        Behind a ReLU zero is 0, and ONNX Runtime drops the ReLU: bytes cannot be less.
        """
        low, high = min(values.low, 0.0), max(values.high, 0.0)
        scale = np.float32((high - low) / LARGEST_VALUE) or np.float32(1)
        return Quantized(tensor, scale, np.uint8(round(-low / float(scale))))


def calibrate(model: ModelProto, volumes: Iterable[torch.Tensor]) -> Dict[str, Range]:
    """Returns the range of every value that is rounded: the mean over batches of volumes.

    The highest and the lowest ten-thousandth are left out, and will be cut off: they would make
    the steps of all others coarse.
    """
    wanted = set(_results(model.graph).values())
    seen: DefaultDict[str, List[Range]] = defaultdict(list)

    def observe(name: str, tensor: torch.Tensor) -> None:
        if name in wanted:
            seen[name].append(Range(-_high(-tensor), _high(tensor)))

    for volume in volumes:
        evaluate(model, volume, observe)
    return {
        name: Range(*(float(np.mean(ends)) for ends in zip(*ranges)))
        for name, ranges in seen.items()
    }


def _high(tensor: torch.Tensor) -> float:
    cut = int(tensor.numel() * CUT_OFF) + 1
    return float(tensor.flatten().topk(cut).values[-1])


def correct_biases(
    source: ModelProto, quantized: ModelProto, volume: torch.Tensor
) -> ModelProto:
    """Returns the quantised model with biases that keep the mean of every convolution's channels.

    `source` is the model that was quantised. Rounding shifts means, and shifts add up on the way
    down. Each convolution is corrected behind all before it, in one run over the volume.
    """
    means = _means_of_convolutions(source, volume)
    corrections: List[Tuple[NodeProto, np.ndarray]] = []
    pairs = {
        after.output[0]: (before.output[0], after)
        for before, after in zip(_convolutions(source), _convolutions(quantized))
    }

    def correct(name: str, tensor: torch.Tensor) -> Optional[torch.Tensor]:
        if name not in pairs or len(pairs[name][1].input) < 3:
            return None
        before, after = pairs[name]
        shift = means[before] - tensor.mean(dim=(0, 2, 3))
        corrections.append((after, shift.numpy()))
        return tensor + shift[None, :, None, None]

    evaluate(quantized, volume, correct)
    return _with_corrections(quantized, corrections)


def _convolutions(model: ModelProto) -> List[NodeProto]:
    return [node for node in model.graph.node if node.op_type == "Conv"]


def _means_of_convolutions(model: ModelProto, volume: torch.Tensor) -> Dict[str, torch.Tensor]:
    """Returns the mean of each channel of what every convolution returns."""
    names = {node.output[0] for node in _convolutions(model)}
    means: Dict[str, torch.Tensor] = {}

    def observe(name: str, tensor: torch.Tensor) -> None:
        if name in names:
            means[name] = tensor.mean(dim=(0, 2, 3))

    evaluate(model, volume, observe)
    return means


def _with_corrections(
    model: ModelProto, corrections: List[Tuple[NodeProto, np.ndarray]]
) -> ModelProto:
    result = ModelProto()
    result.CopyFrom(model)
    constants = {i.name: i for i in result.graph.initializer}
    makers = {node.output[0]: node for node in result.graph.node}
    for node, correction in corrections:
        stored, scale = (constants[name] for name in makers[node.input[2]].input[:2])
        steps = np.rint(correction.astype(np.float64) / numpy_helper.to_array(scale))
        bias = numpy_helper.to_array(stored) + steps
        bias = bias.clip(-LARGEST_BIAS, LARGEST_BIAS).astype(np.int32)
        stored.CopyFrom(numpy_helper.from_array(bias, stored.name))
    return result


def quantize(model: ModelProto, ranges: Dict[str, Range]) -> ModelProto:
    """Returns a model of the same input and outputs whose convolutions multiply bytes.

    `model` is what `rewrite` returns. The head, behind the mean, stays in single precision.
    """
    graph = _Quantizing(model.graph, ranges).written()
    return checked_model(graph, model)


def _results(graph: GraphProto) -> Dict[str, str]:
    """Returns, for each node that computes, the value it is rounded to: its own or a ReLU's."""
    readers: DefaultDict[str, List[NodeProto]] = defaultdict(list)
    for node in graph.node:
        for value in node.input:
            readers[value].append(node)
    for output in graph.output:
        # It is read outside, so that a ReLU cannot take its place.
        readers[output.name].append(NodeProto())
    volumes = volume_values(graph)
    results: Dict[str, str] = {}
    for node in graph.node:
        if node.op_type in COMPUTING and set(node.input) & volumes:
            value = _rounded(node, readers[node.output[0]])
            if value not in results.values():
                results[node.output[0]] = value
    return results


def _rounded(node: NodeProto, readers: List[NodeProto]) -> str:
    """Returns the value that a node is rounded to: that of its only reader, if it is a ReLU."""
    fused = node.op_type != "Relu" and [reader.op_type for reader in readers] == ["Relu"]
    return str(readers[0].output[0] if fused else node.output[0])


def volume_values(graph: GraphProto) -> Set[str]:
    """Returns the values that are volumes: what is made of inputs of volumes, up to the mean.

    Where people's joints read the features of a volume, it is up to there.
    """
    values = {value.name for value in graph.input if is_volume(value)}
    for node in graph.node:
        if node.op_type in COMPUTING + MOVING and set(node.input) & values:
            values.update(node.output)
    return values


class _Quantizing:
    """Writes the nodes of one graph in their order.

    Between a QuantizeLinear and the DequantizeLinear before the next convolution volumes are
    bytes, and what only moves them works on the bytes.
    """

    def __init__(self, graph: GraphProto, ranges: Dict[str, Range]) -> None:
        self.graph = graph
        self.ranges = ranges
        self.constants = {i.name: i for i in graph.initializer}
        self.results = _results(graph)
        self.nodes: List[NodeProto] = []
        self.initializers: List[TensorProto] = []
        self.quantized: Dict[str, Quantized] = {}
        self.names: Count[str] = Counter()

    def written(self) -> GraphProto:
        self._quantize(self.graph.input[0].name, Quantized.of("", Range(*HEAT)))
        fused: Set[str] = set()
        for node in self.graph.node:
            if node.output[0] not in fused:
                fused.add(self._write(node))
        for output in self.graph.output:
            if output.name in self.quantized:
                self._dequantize(self.quantized[output.name], output.name)
        used = {value for node in self.nodes for value in node.input}
        kept = [i for name, i in self.constants.items() if name in used]
        return helper.make_graph(
            self.nodes,
            self.graph.name,
            self.graph.input,
            self.graph.output,
            kept + self.initializers,
        )

    def _write(self, node: NodeProto) -> str:
        """Writes a node, with the next if both become one; returns the last value it makes."""
        if node.output[0] in self.results:
            return self._compute(node)
        if node.op_type in MOVING and node.input[0] in self.quantized:
            self._move(node)
        else:
            self._copy(node)
        return str(node.output[0])

    def _compute(self, node: NodeProto) -> str:
        """Writes a node, with its ReLU if it has one; returns the value that is rounded."""
        value = self.results[node.output[0]]
        if value not in self.ranges:
            raise ExportError(f"node {node.name} ({node.op_type}): expected a calibrated range")
        inputs = [self._float(name) for name in node.input[:2]]
        if node.op_type == "Conv":
            inputs = [inputs[0], *self._weights(node)]
        result = self._add(node.op_type, inputs, _attributes(node))
        if value != node.output[0]:
            result = self._add("Relu", [result], {})
        self._quantize(value, Quantized.of("", self.ranges[value]), result)
        return value

    def _move(self, node: NodeProto) -> None:
        """Lets a node that computes nothing work on bytes."""
        sources = [self.quantized.get(name) for name in node.input]
        parts = [source for source in sources if source is not None]
        first = parts[0]
        if any((part.scale, part.zero) != (first.scale, first.zero) for part in parts):
            raise ExportError(f"node {node.name} ({node.op_type}): expected parts of one scale")
        inputs = [s.tensor if s else name for s, name in zip(sources, node.input)]
        if node.op_type == "Pad":
            inputs = [*inputs[:2], self._constant(first.zero)]
        tensor = self._add(node.op_type, inputs, _attributes(node))
        self.quantized[node.output[0]] = Quantized(tensor, first.scale, first.zero)

    def _copy(self, node: NodeProto) -> None:
        """Leaves a node as it is; sizes are those of the bytes, everything else is a float."""
        copied = NodeProto()
        copied.CopyFrom(node)
        for position, name in enumerate(node.input):
            if name in self.quantized:
                source = self.quantized[name]
                shape = node.op_type == "Shape"
                copied.input[position] = source.tensor if shape else self._dequantize(source)
        self.nodes.append(copied)

    def _float(self, name: str) -> str:
        return self._dequantize(self.quantized[name]) if name in self.quantized else name

    def _weights(self, node: NodeProto) -> List[str]:
        """Returns weights by output channel in 7 bits, and a bias in 32."""
        weight = numpy_helper.to_array(self.constants[node.input[1]])
        axes = tuple(range(1, weight.ndim))
        scale = (np.abs(weight).max(axis=axes) / LARGEST_WEIGHT).astype(np.float32)
        scale[scale == 0] = 1
        steps = np.rint(weight / scale.reshape(-1, *[1] * len(axes)))
        texts = [self._stored(steps.astype(np.int8), scale)]
        if len(node.input) > 2:
            bias = numpy_helper.to_array(self.constants[node.input[2]])
            scale = scale * self.quantized[node.input[0]].scale
            steps = np.rint(bias.astype(np.float64) / scale)
            steps = steps.clip(-LARGEST_BIAS, LARGEST_BIAS).astype(np.int32)
            texts.append(self._stored(steps, scale))
        return texts

    def _stored(self, integers: np.ndarray, scale: np.ndarray) -> str:
        zero = self._constant(np.zeros(scale.shape, integers.dtype))
        inputs = [self._constant(integers), self._constant(scale), zero]
        return self._add("DequantizeLinear", inputs, {"axis": 0})

    def _quantize(self, value: str, parameters: Quantized, source: Optional[str] = None) -> None:
        """Rounds a tensor, by default that of the value's own name."""
        inputs = [source or value, *self._parameters(parameters)]
        tensor = self._add("QuantizeLinear", inputs, {})
        self.quantized[value] = Quantized(tensor, parameters.scale, parameters.zero)

    def _dequantize(self, quantized: Quantized, output: Optional[str] = None) -> str:
        inputs = [quantized.tensor, *self._parameters(quantized)]
        return self._add("DequantizeLinear", inputs, {}, output)

    def _parameters(self, quantized: Quantized) -> Tuple[str, str]:
        return self._constant(quantized.scale), self._constant(quantized.zero)

    def _constant(self, array: Any) -> str:
        name = self._fresh("constant")
        self.initializers.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def _add(
        self,
        operator: str,
        inputs: List[str],
        attributes: Dict[str, Any],
        output: Optional[str] = None,
    ) -> str:
        name = self._fresh(operator)
        node = helper.make_node(operator, inputs, [output or name], name=name, **attributes)
        self.nodes.append(node)
        return output or name

    def _fresh(self, kind: str) -> str:
        self.names[kind] += 1
        return f"{PREFIX}/{kind}{self.names[kind]}"


def _attributes(node: NodeProto) -> Dict[str, Any]:
    return {a.name: helper.get_attribute_value(a) for a in node.attribute}
