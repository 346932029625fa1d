"""Runs an ONNX graph with PyTorch, node by node: slow, obvious, and blind to the rewrite."""

import numpy as np
import torch
from onnx import helper, numpy_helper
from torch.nn import functional

from export.errors import ExportError


def evaluate(model, volume):
    """Returns the outputs of a model by name, computed in the volume's precision."""
    values = {model.graph.input[0].name: volume}
    for initializer in model.graph.initializer:
        values[initializer.name] = _tensor(initializer, volume.dtype)
    last_use = {i: n for n, node in enumerate(model.graph.node) for i in node.input}
    last_use.update({output.name: len(model.graph.node) for output in model.graph.output})
    for number, node in enumerate(model.graph.node):
        inputs = [values[name] if name else None for name in node.input]
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        values[node.output[0]] = _run(node, inputs, attributes, volume.dtype)
        for name in node.input:
            if last_use.get(name) == number:
                values.pop(name, None)
    return {output.name: values[output.name] for output in model.graph.output}


def _tensor(proto, dtype):
    tensor = torch.from_numpy(np.array(numpy_helper.to_array(proto)))
    return tensor.to(dtype) if tensor.is_floating_point() else tensor


def _run(node, x, a, dtype):
    operator = node.op_type
    if operator == "Constant":
        return _tensor(a["value"], dtype)
    if operator not in OPERATORS:
        raise ExportError(f"node {node.name} ({operator}): the checker cannot run it")
    return OPERATORS[operator](x, a)


def _pad_windows(x, a, rank, value):
    pads = a.get("pads", [0] * (2 * rank))
    order = [pads[side * rank + axis] for axis in reversed(range(rank)) for side in (0, 1)]
    return functional.pad(x, order, value=value) if any(order) else x


def _conv(x, a):
    rank = x[1].dim() - 2
    run = functional.conv3d if rank == 3 else functional.conv2d
    return run(
        _pad_windows(x[0], a, rank, 0.0),
        x[1],
        x[2] if len(x) > 2 else None,
        a.get("strides", [1] * rank),
        0,
        a.get("dilations", [1] * rank),
        a.get("group", 1),
    )


def _max_pool(x, a):
    rank = len(a["kernel_shape"])
    run = functional.max_pool3d if rank == 3 else functional.max_pool2d
    strides = a.get("strides", [1] * rank)
    return run(_pad_windows(x[0], a, rank, -float("inf")), a["kernel_shape"], strides)


def _average_pool(x, a):
    rank = len(a["kernel_shape"])
    run = functional.avg_pool3d if rank == 3 else functional.avg_pool2d

    def pool(values):
        strides = a.get("strides", [1] * rank)
        return run(_pad_windows(values, a, rank, 0.0), a["kernel_shape"], strides)

    # The share of a window that is not padding.
    inside = 1.0 if a.get("count_include_pad", 0) else pool(torch.ones_like(x[0]))
    return pool(x[0]) / inside


def _mean(x, a):
    axes = a["axes"] if "axes" in a else x[1].tolist()
    return x[0].mean(dim=axes, keepdim=bool(a.get("keepdims", 1)))


def _global_average_pool(x, _a):
    return x[0].mean(dim=tuple(range(2, x[0].dim())), keepdim=True)


def _gemm(x, a):
    left = x[0].T if a.get("transA", 0) else x[0]
    right = x[1].T if a.get("transB", 0) else x[1]
    result = a.get("alpha", 1.0) * (left @ right)
    return result if len(x) < 3 else result + a.get("beta", 1.0) * x[2]


def _reshape(x, _a):
    sizes = [x[0].shape[i] if size == 0 else size for i, size in enumerate(x[1].tolist())]
    return x[0].reshape(sizes)


def _flatten(x, a):
    axis = a.get("axis", 1)
    return x[0].reshape(int(np.prod(x[0].shape[:axis])), -1)


def _squeeze(x, _a):
    shape = x[0].shape
    axes = x[1].tolist() if len(x) > 1 else [i for i, size in enumerate(shape) if size == 1]
    dropped = [axis % x[0].dim() for axis in axes]
    return x[0].reshape([size for i, size in enumerate(shape) if i not in dropped])


def _slice(x, _a):
    starts, ends, axes = (part.tolist() for part in x[1:4])
    steps = x[4].tolist() if len(x) > 4 else [1] * len(axes)
    index = [slice(None)] * x[0].dim()
    for start, end, axis, step in zip(starts, ends, axes, steps):
        index[axis] = slice(start, end, step)
    return x[0][tuple(index)]


def _pad(x, _a):
    pads = x[1].tolist()
    rank = x[0].dim()
    order = [pads[side * rank + axis] for axis in reversed(range(rank)) for side in (0, 1)]
    return functional.pad(x[0], order)


def _divide(x, _a):
    if x[0].is_floating_point():
        return x[0] / x[1]
    return torch.div(x[0], x[1], rounding_mode="floor")


OPERATORS = {
    "Add": lambda x, a: x[0] + x[1],
    "AveragePool": _average_pool,
    "Concat": lambda x, a: torch.cat(x, a["axis"]),
    "Conv": _conv,
    "Div": _divide,
    "Flatten": _flatten,
    "Gather": lambda x, a: torch.index_select(x[0], a.get("axis", 0), x[1]),
    "Gemm": _gemm,
    "GlobalAveragePool": _global_average_pool,
    "Identity": lambda x, a: x[0],
    "MatMul": lambda x, a: x[0] @ x[1],
    "MaxPool": _max_pool,
    "Mul": lambda x, a: x[0] * x[1],
    "Pad": _pad,
    "ReduceMean": _mean,
    "Relu": lambda x, a: torch.relu(x[0]),
    "Reshape": _reshape,
    "Shape": lambda x, a: torch.tensor(x[0].shape),
    "Sigmoid": lambda x, a: torch.sigmoid(x[0]),
    "Slice": _slice,
    "Softmax": lambda x, a: torch.softmax(x[0], a.get("axis", -1)),
    "Squeeze": _squeeze,
    "Transpose": lambda x, a: x[0].permute(a["perm"]),
}
