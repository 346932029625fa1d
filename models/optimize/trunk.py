"""The trunk of a network with heads: taken out of its graph, and put back in another form.

Such a graph holds one scene's volume as images of its frames [t, C, h, w], as an image of every
pixel's time [1, C, t, h * w], or as [C, t, h, w] between the two. Taken out, the trunk works on
[N, C, t, h, w] as the networks of clips do, and what makes variants of these serves it as well.
"""

import enum
from typing import Any, Dict, List, NamedTuple

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from export.errors import ExportError
from optimize.quantizing import volume_values
from optimize.writer import checked_model

PREFIX = "trunk"
FEATURES = f"{PREFIX}/features"
COMPUTING = ("Conv", "Relu", "Add")
# Exchanges the first two axes.
SWAP = [1, 0]


class _Form(enum.Enum):
    """How a tensor of the graph holds a volume."""

    FRAMES = "frames"
    BETWEEN = "between"
    TUBES = "tubes"


class _Held(NamedTuple):
    """A volume of the trunk, and how the graph's tensor holds it."""

    volume: str
    form: _Form


# What the two operators that move volumes make of each form.
MOVED = {
    ("Transpose", _Form.FRAMES): _Form.BETWEEN,
    ("Transpose", _Form.BETWEEN): _Form.FRAMES,
    ("Reshape", _Form.BETWEEN): _Form.TUBES,
    ("Reshape", _Form.TUBES): _Form.BETWEEN,
}


def trunk_of(model: ModelProto) -> ModelProto:
    """Returns the trunk alone: from the heatmaps to `FEATURES` [N, C, t, h, w].

    Whoever uses it must check it: a shape that is not as expected is not noticed here.
    """
    return _Trunk(model).model()


def with_trunk(model: ModelProto, trunk: ModelProto) -> ModelProto:
    """Returns a model with another form of its trunk."""
    own = _Trunk(model)
    axis = numpy_helper.from_array(np.array([0], np.int64), f"{PREFIX}/axis")
    name = f"{PREFIX}/scene"
    scene = helper.make_node("Squeeze", [FEATURES, axis.name], [own.result], name=name)
    nodes = _needed([*trunk.graph.node, scene, *own.rest], model)
    used = {value for node in nodes for value in node.input}
    stored = [*trunk.graph.initializer, *model.graph.initializer, axis]
    graph = helper.make_graph(
        nodes,
        model.graph.name,
        model.graph.input,
        model.graph.output,
        [initializer for initializer in stored if initializer.name in used],
        value_info=trunk.graph.value_info,
    )
    return checked_model(graph, model)


def _needed(nodes: List[NodeProto], model: ModelProto) -> List[NodeProto]:
    """Returns the nodes that the model's outputs depend on."""
    wanted = {output.name for output in model.graph.output}
    kept: List[NodeProto] = []
    for node in reversed(nodes):
        if wanted & set(node.output):
            kept.append(node)
            wanted.update(node.input)
    return kept[::-1]


def _constants(model: ModelProto) -> Dict[str, np.ndarray]:
    """Returns what is stored, by all its names: equal weights may be stored once."""
    constants = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "Identity" and node.input[0] in constants:
            constants[node.output[0]] = constants[node.input[0]]
    return constants


class _Trunk:
    """Reads the trunk's nodes in their order; `result` is the tensor that ends it."""

    def __init__(self, model: ModelProto) -> None:
        self.source = model
        self.input = model.graph.input[0]
        self.constants = _constants(model)
        self.held: Dict[str, _Held] = {}
        self.nodes: List[NodeProto] = []
        self.initializers: List[TensorProto] = []
        volumes = volume_values(model.graph)
        own = [node for node in model.graph.node if node.output[0] in volumes]
        computing = [n for n, node in enumerate(own) if node.op_type in COMPUTING]
        if not computing or own[computing[0]].op_type != "Conv":
            raise ExportError("expected a convolution of the heatmaps first")
        # What moves the heatmaps in front of it makes channels of frames.
        own = own[computing[0] : computing[-1] + 1]
        for node in own:
            self._read(node)
        self.result = str(own[-1].output[0])
        read = {node.output[0] for node in own}
        self.rest = [node for node in model.graph.node if node.output[0] not in read]
        if self.held[self.result].form is not _Form.BETWEEN:
            raise _refusal(own[-1], "expected [C, t, h, w] at the end")

    def model(self) -> ModelProto:
        """Returns the trunk as a graph of its own."""
        sizes = ["N", "C", "t", "h", "w"]
        output = helper.make_tensor_value_info(FEATURES, TensorProto.FLOAT, sizes)
        self.nodes[-1].output[0] = FEATURES
        graph = helper.make_graph(
            self.nodes, PREFIX, [self.input], [output], self.initializers
        )
        return helper.make_model(
            graph,
            opset_imports=list(self.source.opset_import),
            ir_version=self.source.ir_version,
        )

    def _read(self, node: NodeProto) -> None:
        if node.op_type == "Conv":
            self.held[node.output[0]] = self._convolve(node)
        elif node.op_type in ("Relu", "Add"):
            self.held[node.output[0]] = self._compute(node)
        else:
            self.held[node.output[0]] = self._move(node)

    def _convolve(self, node: NodeProto) -> _Held:
        """Gives a convolution of images back its third axis."""
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        weight = self.constants[node.input[1]]
        strides = attributes.get("strides", [1, 1])
        top, left, bottom, right = attributes.get("pads", [0, 0, 0, 0])
        pads = [0, top, left, 0, bottom, right]
        source = self._source(node, node.input[0]) if self.nodes else self._heatmaps()
        if not self.nodes:
            joints = self.input.type.tensor_type.shape.dim[1].dim_value
            weight = weight.reshape(len(weight), joints, -1, *weight.shape[2:])
            strides = [weight.shape[2], *strides]
        elif source.form is _Form.FRAMES:
            weight, strides = weight[:, :, None], [1, *strides]
        elif source.form is _Form.TUBES and weight.shape[3] == 1:
            weight, strides, pads = weight[..., None], [*strides, 1], [top, 0, 0, bottom, 0, 0]
        else:
            raise _refusal(node, "expected images of frames, or of time alone")
        inputs = [source.volume, self._store(node, "weight", weight)]
        if len(node.input) > 2:
            inputs.append(self._store(node, "bias", self.constants[node.input[2]]))
        return self._add(node, inputs, source.form, strides=strides, pads=pads)

    def _heatmaps(self) -> _Held:
        return _Held(self.input.name, _Form.FRAMES)

    def _compute(self, node: NodeProto) -> _Held:
        sources = [self._source(node, name) for name in node.input]
        if len({source.form for source in sources}) != 1:
            raise _refusal(node, "expected sums of volumes held alike")
        return self._add(node, [source.volume for source in sources], sources[0].form)

    def _move(self, node: NodeProto) -> _Held:
        source = self._source(node, node.input[0])
        form = MOVED.get((node.op_type, source.form))
        swaps = [list(a.ints[:2]) == SWAP for a in node.attribute if a.name == "perm"]
        if form is None or not all(swaps):
            raise _refusal(node, f"expected a move from {source.form.value} to another form")
        return _Held(source.volume, form)

    def _source(self, node: NodeProto, name: str) -> _Held:
        if name not in self.held:
            raise _refusal(node, f"expected volumes of the trunk, found {name}")
        return self.held[name]

    def _store(self, node: NodeProto, part: str, array: np.ndarray) -> str:
        stored = f"{PREFIX}{node.output[0]}/{part}"
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(array), stored))
        return stored

    def _add(
        self, node: NodeProto, inputs: List[str], form: _Form, **attributes: Any
    ) -> _Held:
        name = f"{PREFIX}{node.output[0]}"
        self.nodes.append(helper.make_node(node.op_type, inputs, [name], name=name, **attributes))
        return _Held(name, form)


def _refusal(node: NodeProto, expected: str) -> ExportError:
    return ExportError(f"node {node.name} ({node.op_type}): {expected}")
