"""Turns a network into an ONNX model whose convolutions are all two-dimensional."""

from typing import Dict, List, Optional, Set

from onnx import (
    GraphProto,
    ModelProto,
    TensorProto,
    ValueInfoProto,
    helper,
    numpy_helper,
)

from optimize.hoisting import hoist_temporal_strides, split_strided_pointwise
from optimize.layouts import Layout, choose_layouts
from optimize.network import (
    Convolution,
    EveryNthFrame,
    Join,
    Mean,
    Network,
    Pool,
    Relu,
    Step,
    Sum,
    Upsampling,
)
from optimize.patterns import picked, picks_frames, rewrite_convolution, upsampled
from optimize.placing import Placed, Placing
from optimize.plane import Kernels, padded
from optimize.reading import read_network
from optimize.writer import GraphWriter, Size, checked_model


def rewrite(model: ModelProto, kernels: Kernels = Kernels.BLOCKED) -> ModelProto:
    """Returns a model with the same input and outputs as `model`, in 4-D convolutions."""
    network = read_network(model)
    hoist_temporal_strides(network)
    split_strided_pointwise(network)
    rewritten = _Rewriting(network, kernels).graph(model.graph.name)
    return checked_model(rewritten, model)


class _Rewriting:
    """Writes the steps of one network in their order."""

    def __init__(self, network: Network, kernels: Kernels) -> None:
        self.network = network
        self.kernels = kernels
        self.layouts = choose_layouts(network)
        self.writer = GraphWriter()
        batch = network.inputs[0].type.tensor_type.shape.dim[0]
        self.placing = Placing(self.writer, batch.dim_value or batch.dim_param or "N", kernels)
        self.placed: Dict[str, Placed] = {}
        self.convolved = _read_by_convolutions(network)

    def graph(self, name: str) -> GraphProto:
        for value in self.network.inputs:
            self._place_input(value)
        for step in self.network.steps:
            self._write(step)
        for output in self.network.volume_outputs():
            self._write_volume(output.name)
        return helper.make_graph(
            self.writer.nodes + self.network.tail,
            name,
            self.network.inputs,
            self.network.outputs,
            self.writer.initializers + self._tail_constants(),
            value_info=self.writer.shapes,
        )

    def _tail_constants(self) -> List[TensorProto]:
        used = {value for node in self.network.tail for value in node.input}
        return [
            numpy_helper.from_array(array, value)
            for value, array in self.network.constants.items()
            if value in used
        ]

    def _place_input(self, value: ValueInfoProto) -> None:
        channels, *sizes = value.type.tensor_type.shape.dim[1:]
        known = [
            size.dim_value or self.writer.size_of(value.name, axis)
            for axis, size in enumerate(sizes, start=2)
        ]
        self.placed[value.name] = Placed(value.name, None, channels.dim_value, *known)

    def _write(self, step: Step) -> None:
        layout = self.layouts[step.output]
        if isinstance(step, Convolution) and layout is Layout.FRAMES:
            source = self.placed[step.inputs[0]]
            if picks_frames(self.placing, step, source):
                self.placed[step.output] = picked(self.placing, step, source, self._stored(step))
                return
        sources = [self.placing.move(self.placed[value], layout) for value in step.inputs]
        if isinstance(step, Mean):
            self._mean(step, sources[0])
        else:
            self.placed[step.output] = self._written(step, sources)

    def _written(self, step: Step, sources: List[Placed]) -> Placed:
        """Writes a step whose result is a volume."""
        source = sources[0]
        if isinstance(step, Convolution):
            return rewrite_convolution(self.placing, step, source, self._stored(step))
        if isinstance(step, Relu):
            return self.placing.put(source, self.writer.op("Relu", [source.tensor]))
        if isinstance(step, Sum):
            return self._sum(*sources)
        if isinstance(step, Pool):
            return self._pool(step, source)
        if isinstance(step, Join):
            return self._join(step, sources)
        if isinstance(step, Upsampling):
            return upsampled(self.placing, step, source)
        if isinstance(step, EveryNthFrame):
            return self.placing.every_nth_frame(source, step.n)
        raise TypeError(f"no rewrite for {type(step).__name__}")

    def _stored(self, convolution: Convolution) -> int:
        """Returns the number of channels that a convolution's result is stored with."""
        channels = len(convolution.weight)
        blocked = self.kernels is Kernels.BLOCKED and convolution.output in self.convolved
        return padded(channels) if blocked else channels

    def _sum(self, first: Placed, second: Placed) -> Placed:
        fewest = min(first.channels, second.channels)
        first, second = (self.placing.first_channels(v, fewest) for v in (first, second))
        return self.placing.put(first, self.writer.op("Add", [first.tensor, second.tensor]))

    def _join(self, step: Join, sources: List[Placed]) -> Placed:
        parts = [
            self.placing.first_channels(source, self.network.volumes[value].channels)
            for value, source in zip(step.inputs, sources)
        ]
        tensor = self.writer.op("Concat", [part.tensor for part in parts], axis=1)
        channels = sum(part.channels for part in parts)
        return self.placing.put(parts[0], tensor, channels=channels)

    def _pool(self, step: Pool, source: Placed) -> Placed:
        window = step.window
        tensor = self.writer.op(
            step.operator,
            [source.tensor],
            kernel_shape=window.kernel[1:],
            strides=window.strides[1:],
            pads=[*window.pads_before[1:], *window.pads_after[1:]],
            **step.attributes,
        )
        height, width = (
            self.writer.positions(window, axis, size)
            for axis, size in ((1, source.height), (2, source.width))
        )
        return self.placing.put(source, tensor, height=height, width=width)

    def _mean(self, step: Mean, source: Placed) -> None:
        channels = self.network.volumes[step.inputs[0]].channels
        pooled = self.writer.op("GlobalAveragePool", [source.tensor])
        if source.layout is Layout.FRAMES:
            by_frame = self.writer.reshape(pooled, [None, source.frames, source.channels])
            pooled = self.writer.op("ReduceMean", [by_frame], axes=[1], keepdims=0)
        if source.channels > channels:
            pooled = self.writer.slice(pooled, 1, 0, channels)
        kept: List[Optional[Size]] = [1, 1, 1] if step.keep_dimensions else []
        self.writer.reshape(pooled, [None, channels, *kept], step.output)

    def _write_volume(self, name: str) -> None:
        channels = self.network.volumes[name].channels
        volume = self.placing.first_channels(self.placed[name], channels)
        self.placing.write_output(volume, name)


def _read_by_convolutions(network: Network) -> Set[str]:
    """Returns the values that convolutions read, at once or after steps without weights."""
    values: Set[str] = set()
    for step in reversed(network.steps):
        reads = isinstance(step, Convolution) or step.output in values
        if reads and not isinstance(step, Mean):
            values.update(step.inputs)
    return values
