"""Runs an ONNX graph with PyTorch, node by node: slow, obvious, and blind to the rewrite."""

from typing import Any, Callable, Dict, List, Optional, Union

import numpy as np
import torch
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper
from torch.nn import functional

from export.errors import ExportError

Tensors = Dict[str, torch.Tensor]
# Sees a value's name and the value, and may return another in its place.
Observe = Callable[[str, torch.Tensor], Optional[torch.Tensor]]
# The inputs of a node in their order: None for one that is left out. An operator that does not
# allow that never meets one, hence Any.
Inputs = List[Any]
Attributes = Dict[str, Any]


def evaluate(
    model: ModelProto,
    volume: Union[torch.Tensor, Tensors],
    observe: Optional[Observe] = None,
) -> Tensors:
    """Returns the outputs of a model by name.

    `volume` is the tensor of the only input, or tensors by name. What the graph computes in single
    precision is computed in the precision of the first of them. `observe(name, tensor)` sees every
    value that is computed, and may return another to go on with.
    """
    inputs = volume if isinstance(volume, dict) else {model.graph.input[0].name: volume}
    dtype = next(iter(inputs.values())).dtype
    values = dict(inputs)
    for initializer in model.graph.initializer:
        values[initializer.name] = _tensor(initializer, dtype)
    last_use = _last_uses(model)
    for number, node in enumerate(model.graph.node):
        result = _run(node, [values[name] if name else None for name in node.input], dtype)
        changed = observe(node.output[0], result) if observe is not None else None
        values[node.output[0]] = result if changed is None else changed
        for name in node.input:
            if last_use.get(name) == number:
                values.pop(name, None)
    return {output.name: values[output.name] for output in model.graph.output}


def _last_uses(model: ModelProto) -> Dict[str, int]:
    """Returns the number of the last node that reads each value; outputs are read after all."""
    last_use = {i: n for n, node in enumerate(model.graph.node) for i in node.input}
    last_use.update({output.name: len(model.graph.node) for output in model.graph.output})
    return last_use


def _tensor(proto: TensorProto, dtype: torch.dtype) -> torch.Tensor:
    tensor = torch.from_numpy(np.array(numpy_helper.to_array(proto)))
    return tensor.to(dtype) if tensor.dtype == torch.float32 else tensor


def _run(node: NodeProto, x: Inputs, dtype: torch.dtype) -> torch.Tensor:
    a = {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
    operator = node.op_type
    if operator == "Constant":
        return _tensor(a["value"], dtype)
    if operator == "Cast":
        to = CAST_TO.get(a["to"], dtype)
        return x[0].to(to)
    if operator not in OPERATORS:
        raise ExportError(f"node {node.name} ({operator}): the checker cannot run it")
    if any(value is not None and value.dtype == torch.half for value in x):
        return _run_half(node, x, a)
    return OPERATORS[operator](x, a)


def _run_half(node: NodeProto, x: Inputs, a: Attributes) -> torch.Tensor:
    """Rounds the result of each node, as a device does that sums in single precision."""
    singles = [v.float() if v is not None and v.dtype == torch.half else v for v in x]
    result = OPERATORS[node.op_type](singles, a)
    return result.half() if result.is_floating_point() else result


def _pad_windows(x: torch.Tensor, a: Attributes, rank: int, value: float) -> torch.Tensor:
    pads = a.get("pads", [0] * (2 * rank))
    order = [pads[side * rank + axis] for axis in reversed(range(rank)) for side in (0, 1)]
    return functional.pad(x, order, value=value) if any(order) else x


def _conv(x: Inputs, a: Attributes) -> torch.Tensor:
    rank = x[1].dim() - 2
    run = {1: functional.conv1d, 2: functional.conv2d, 3: functional.conv3d}[rank]
    return run(
        _pad_windows(x[0], a, rank, 0.0),
        x[1],
        x[2] if len(x) > 2 else None,
        a.get("strides", [1] * rank),
        0,
        a.get("dilations", [1] * rank),
        a.get("group", 1),
    )


def _conv_transpose(x: Inputs, a: Attributes) -> torch.Tensor:
    rank = x[1].dim() - 2
    run = functional.conv_transpose3d if rank == 3 else functional.conv_transpose2d
    pads = a.get("pads", [0] * (2 * rank))
    if pads[:rank] != pads[rank:]:
        raise ExportError(f"expected equal pads on both sides, found {pads}")
    return run(
        x[0],
        x[1],
        x[2] if len(x) > 2 else None,
        a.get("strides", [1] * rank),
        pads[:rank],
        a.get("output_padding", [0] * rank),
        a.get("group", 1),
        a.get("dilations", [1] * rank),
    )


def _max_pool(x: Inputs, a: Attributes) -> torch.Tensor:
    if not x[0].is_floating_point():
        return _max_pool([x[0].float()], a).to(x[0].dtype)
    rank = len(a["kernel_shape"])
    run = functional.max_pool3d if rank == 3 else functional.max_pool2d
    strides = a.get("strides", [1] * rank)
    return run(_pad_windows(x[0], a, rank, -float("inf")), a["kernel_shape"], strides)


def _average_pool(x: Inputs, a: Attributes) -> torch.Tensor:
    rank = len(a["kernel_shape"])
    run = functional.avg_pool3d if rank == 3 else functional.avg_pool2d

    def pool(values: torch.Tensor) -> torch.Tensor:
        strides = a.get("strides", [1] * rank)
        return run(_pad_windows(values, a, rank, 0.0), a["kernel_shape"], strides)

    # The share of a window that is not padding.
    inside = 1.0 if a.get("count_include_pad", 0) else pool(torch.ones_like(x[0]))
    return pool(x[0]) / inside


def _mean(x: Inputs, a: Attributes) -> torch.Tensor:
    axes = a["axes"] if "axes" in a else x[1].tolist()
    return x[0].mean(dim=axes, keepdim=bool(a.get("keepdims", 1)))


def _global_average_pool(x: Inputs, _a: Attributes) -> torch.Tensor:
    return x[0].mean(dim=tuple(range(2, x[0].dim())), keepdim=True)


def _gemm(x: Inputs, a: Attributes) -> torch.Tensor:
    left = x[0].T if a.get("transA", 0) else x[0]
    right = x[1].T if a.get("transB", 0) else x[1]
    result = a.get("alpha", 1.0) * (left @ right)
    return result if len(x) < 3 else result + a.get("beta", 1.0) * x[2]


def _reshape(x: Inputs, _a: Attributes) -> torch.Tensor:
    sizes = [x[0].shape[i] if size == 0 else size for i, size in enumerate(x[1].tolist())]
    return x[0].reshape(sizes)


def _flatten(x: Inputs, a: Attributes) -> torch.Tensor:
    axis = a.get("axis", 1)
    return x[0].reshape(int(np.prod(x[0].shape[:axis])), -1)


def _squeeze(x: Inputs, _a: Attributes) -> torch.Tensor:
    shape = x[0].shape
    axes = x[1].tolist() if len(x) > 1 else [i for i, size in enumerate(shape) if size == 1]
    dropped = [axis % x[0].dim() for axis in axes]
    return x[0].reshape([size for i, size in enumerate(shape) if i not in dropped])


def _slice(x: Inputs, _a: Attributes) -> torch.Tensor:
    starts, ends, axes = (part.tolist() for part in x[1:4])
    steps = x[4].tolist() if len(x) > 4 else [1] * len(axes)
    index: List[Union[slice, List[int]]] = [slice(None)] * x[0].dim()
    for start, end, axis, step in zip(starts, ends, axes, steps):
        taken = slice(start, end, step)
        # PyTorch has no slices that go backwards.
        index[axis] = taken if step > 0 else list(range(x[0].shape[axis])[taken])
    return x[0][tuple(index)]


def _gather(x: Inputs, a: Attributes) -> torch.Tensor:
    axis = a.get("axis", 0) % x[0].dim()
    picked = torch.index_select(x[0], axis, x[1].reshape(-1))
    return picked.reshape([*x[0].shape[:axis], *x[1].shape, *x[0].shape[axis + 1 :]])


def _pad(x: Inputs, _a: Attributes) -> torch.Tensor:
    pads = x[1].tolist()
    rank = x[0].dim()
    order = [pads[side * rank + axis] for axis in reversed(range(rank)) for side in (0, 1)]
    filling = x[2] if len(x) > 2 else None
    return functional.pad(x[0], order, value=0 if filling is None else filling.item())


def _clip(x: Inputs, _a: Attributes) -> torch.Tensor:
    least, most = (*x[1:], None, None)[:2]
    result = x[0] if least is None else torch.maximum(x[0], least)
    return result if most is None else torch.minimum(result, most)


def _constant_of_shape(x: Inputs, a: Attributes) -> torch.Tensor:
    value = torch.from_numpy(np.array(numpy_helper.to_array(a["value"])))
    return value.reshape([1] * len(x[0])).repeat(x[0].tolist())


def _along(parameter: torch.Tensor, tensor: torch.Tensor, axis: int) -> torch.Tensor:
    """Shapes a scale or zero point so that it applies to an axis of the tensor."""
    if parameter.dim() == 0:
        return parameter
    return parameter.reshape([-1 if i == axis else 1 for i in range(tensor.dim())])


def _quantize(x: Inputs, a: Attributes) -> torch.Tensor:
    axis = a.get("axis", 1)
    scale, zero = (_along(parameter, x[0], axis) for parameter in x[1:3])
    limits = torch.iinfo(x[2].dtype)
    # Both round half to even.
    steps = torch.round(x[0] / scale) + zero
    return steps.clamp(limits.min, limits.max).to(x[2].dtype)


def _dequantize(x: Inputs, a: Attributes) -> torch.Tensor:
    axis = a.get("axis", 1)
    scale, zero = (_along(parameter, x[0], axis) for parameter in x[1:3])
    return (x[0].to(scale.dtype) - zero) * scale


def _reduce_max(x: Inputs, a: Attributes) -> torch.Tensor:
    return x[0].amax(dim=a["axes"], keepdim=bool(a.get("keepdims", 1)))


def _reduce_sum(x: Inputs, a: Attributes) -> torch.Tensor:
    return x[0].sum(dim=x[1].tolist(), keepdim=bool(a.get("keepdims", 1)))


def _unsqueeze(x: Inputs, _a: Attributes) -> torch.Tensor:
    for axis in sorted(axis % (x[0].dim() + x[1].numel()) for axis in x[1].tolist()):
        x = [x[0].unsqueeze(axis), *x[1:]]
    return x[0]


def _divide(x: Inputs, _a: Attributes) -> torch.Tensor:
    if x[0].is_floating_point():
        return x[0] / x[1]
    return torch.div(x[0], x[1], rounding_mode="floor")


CAST_TO = {
    TensorProto.DOUBLE: torch.double,
    TensorProto.FLOAT16: torch.half,
    TensorProto.INT64: torch.long,
}
OPERATORS: Dict[str, Callable[[Inputs, Attributes], torch.Tensor]] = {
    "Abs": lambda x, a: x[0].abs(),
    "Add": lambda x, a: x[0] + x[1],
    "And": lambda x, a: x[0] & x[1],
    "AveragePool": _average_pool,
    "Clip": _clip,
    "Concat": lambda x, a: torch.cat(x, a["axis"]),
    "ConstantOfShape": _constant_of_shape,
    "Conv": _conv,
    "ConvTranspose": _conv_transpose,
    "DequantizeLinear": _dequantize,
    "Div": _divide,
    "Exp": lambda x, a: torch.exp(x[0]),
    "Flatten": _flatten,
    "Gather": _gather,
    "Gemm": _gemm,
    "GlobalAveragePool": _global_average_pool,
    "GreaterOrEqual": lambda x, a: x[0] >= x[1],
    "Identity": lambda x, a: x[0],
    "Less": lambda x, a: x[0] < x[1],
    "Log": lambda x, a: torch.log(x[0]),
    "MatMul": lambda x, a: x[0] @ x[1],
    "Max": lambda x, a: torch.maximum(*x),
    "MaxPool": _max_pool,
    "Min": lambda x, a: torch.minimum(*x),
    "Mul": lambda x, a: x[0] * x[1],
    "Pad": _pad,
    "QuantizeLinear": _quantize,
    "ReduceMax": _reduce_max,
    "ReduceMean": _mean,
    "ReduceSum": _reduce_sum,
    "Relu": lambda x, a: torch.relu(x[0]),
    "Reshape": _reshape,
    "Shape": lambda x, a: torch.tensor(x[0].shape),
    "Sigmoid": lambda x, a: torch.sigmoid(x[0]),
    "Slice": _slice,
    "Softmax": lambda x, a: torch.softmax(x[0], a.get("axis", -1)),
    "Sqrt": lambda x, a: torch.sqrt(x[0]),
    "Squeeze": _squeeze,
    "Sub": lambda x, a: x[0] - x[1],
    "Transpose": lambda x, a: x[0].permute(a["perm"]),
    "Unsqueeze": _unsqueeze,
    "Where": lambda x, a: torch.where(x[0], x[1], x[2]),
}
