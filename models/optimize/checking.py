"""Checks that a rewritten model computes what its source computes."""

import json
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Sequence, Union

import numpy as np
import torch
from onnx import ModelProto, ValueInfoProto

from export.contract import PICTURES, SCORES
from export.errors import ExportError
from export.export_golden import Case
from export.export_golden import read_volume
from graph.evaluate import evaluate
from optimize.network import VOLUME_AXES, is_volume

# In double precision nothing but the order of sums differs. As a share of what the heatmaps change
# in an output, so that a network whose logits are mostly bias is checked as well.
EXACT = 1e-9
# In single precision: of values up to 10, and as a share of larger ones.
SINGLE = 1e-4
SINGLE_SHARE = 1e-5
# In half precision: 11 bits, rounded once a layer.
HALF_SHARE = 1e-2
# Half of the largest float16.
LARGEST_SAFE = 65504.0 / 2
# Heatmaps that a graph paints itself.
PAINTED = 1e-6
# Share of a heatmap volume that is not zero.
DENSITY = 0.02
# Stands for a free N, T, H, W; K is never free. Odd numbers, because a stride of two then meets an
# incomplete step.
FREE_SIZE = (2, 1, 7, 37, 51)
# Of heatmaps beside pictures, and of the pictures, whose sizes hang together.
FREE_BESIDE_PICTURES = (2, 1, 8, 18, 26)
FREE_PICTURES = (2, 1, 2, 72, 104)

Tensors = Dict[str, torch.Tensor]
Arrays = Dict[str, np.ndarray]
# The volume of a model's only input, or those of its inputs by name.
Volumes = Union[np.ndarray, Arrays]


def random_volume(model: ModelProto, seed: int) -> np.ndarray:
    """Returns a sparse float32 volume of the model's input size."""
    return _sparse(model.graph.input[0], FREE_SIZE, seed)


def random_inputs(model: ModelProto, seed: int) -> Arrays:
    """Returns float32 volumes for all inputs of them: sparse heatmaps, and pictures of noise."""
    names = [value.name for value in model.graph.input]
    free = FREE_BESIDE_PICTURES if PICTURES in names else FREE_SIZE
    return {
        value.name: random_pictures(value, seed)
        if value.name == PICTURES
        else _sparse(value, free, seed)
        for value in model.graph.input
        if is_volume(value)
    }


def _sparse(value: ValueInfoProto, free: Sequence[int], seed: int) -> np.ndarray:
    shape = _shape(value, free)
    generator = np.random.default_rng(seed)
    values = generator.random(shape, np.float32)
    return values * (generator.random(shape, np.float32) < DENSITY)


def random_pictures(value: ValueInfoProto, seed: int) -> np.ndarray:
    """Returns noise of an input's size, in the range of normalised pictures."""
    generator = np.random.default_rng(seed)
    return generator.standard_normal(_shape(value, FREE_PICTURES), np.float32)


def _shape(value: ValueInfoProto, free: Sequence[int]) -> List[int]:
    dimensions = value.type.tensor_type.shape.dim
    return [d.dim_value or size for d, size in zip(dimensions, free)]


def _tensors(volumes: Volumes) -> Union[torch.Tensor, Tensors]:
    if isinstance(volumes, dict):
        return {name: torch.from_numpy(values) for name, values in volumes.items()}
    return torch.from_numpy(volumes)


def _doubles(volumes: Volumes) -> Union[torch.Tensor, Tensors]:
    tensors = _tensors(volumes)
    if isinstance(tensors, dict):
        return {
            name: values.double() if values.is_floating_point() else values
            for name, values in tensors.items()
        }
    return tensors.double()


def check_exact(source: ModelProto, rewritten: ModelProto, volume: Volumes) -> str:
    """Raises unless both are the same function up to rounding; returns a line that says so."""
    doubles = _doubles(volume)
    expected, found = evaluate(source, doubles), evaluate(rewritten, doubles)
    idle = evaluate(source, _doubles(_zeros(volume)))
    shares = {
        output: _exact_share(output, values, found[output], idle[output])
        for output, values in expected.items()
    }
    texts = ", ".join(f"{output} {share:.1e}" for output, share in shares.items())
    return f"in double precision: max |diff| / signal: {texts}"


def _zeros(volumes: Volumes) -> Volumes:
    """Returns empty volumes; tables of people and pairs stay."""
    if isinstance(volumes, dict):
        return {
            name: np.zeros_like(values) if values.ndim == VOLUME_AXES else values
            for name, values in volumes.items()
        }
    return np.zeros_like(volumes)


def _exact_share(
    output: str, expected: torch.Tensor, found: torch.Tensor, idle: torch.Tensor
) -> float:
    """Returns the difference as a share of what the heatmaps change; raises if it is too large."""
    signal = float((expected - idle).abs().max())
    if not 0 < signal < float("inf"):
        raise ExportError(
            f"{output}: expected values that depend on the heatmaps, found {signal:.1e}"
        )
    share = _difference(output, expected, found) / signal
    if not share <= EXACT:
        raise ExportError(
            f"{output}: expected a difference of at most {EXACT:.0e} "
            f"of what the heatmaps change, found {share:.1e}"
        )
    return share


def check_single(
    source: ModelProto,
    rewritten: ModelProto,
    volume: Volumes,
    name: str,
    inputs: Optional[Tensors] = None,
) -> str:
    """Raises if outputs differ noticeably on a volume; returns a line that tells by how much.

    `inputs` are those of the rewritten model, where it does not take the volume.
    """
    floats = _tensors(volume)
    found = evaluate(rewritten, floats if inputs is None else inputs)
    return _compare(evaluate(source, floats), found, name, SINGLE, SINGLE_SHARE)


def check_half(
    source: ModelProto,
    half: ModelProto,
    volume: Volumes,
    name: str,
    inputs: Optional[Tensors] = None,
) -> str:
    """As `check_single`, for a model in half precision; no value may come near its largest."""
    largest: Dict[str, float] = {}

    def observe(value: str, tensor: torch.Tensor) -> None:
        if tensor.dtype == torch.half and tensor.numel():
            largest[value] = float(tensor.float().abs().max())

    floats = _tensors(volume)
    found = evaluate(half, floats if inputs is None else inputs, observe)
    value = max(largest, key=largest.__getitem__)
    # Not a number fails the comparison as well.
    if not all(number <= LARGEST_SAFE for number in largest.values()):
        raise ExportError(
            f"{value} of {name}: expected values up to {LARGEST_SAFE:.0f}, which float16 holds "
            f"with room to spare, found {largest[value]:.3g}"
        )
    line = _compare(evaluate(source, floats), found, name, SINGLE, HALF_SHARE)
    return f"float16, {line}; largest value {largest[value]:.3g}"


def check_painted(found: Arrays, volume: np.ndarray, output: str, name: str) -> str:
    """Raises unless a model has painted the volume that is expected; `found` are its outputs."""
    painted = {output: torch.from_numpy(found[output])}
    return _compare({output: torch.from_numpy(volume)}, painted, name, PAINTED, 0)


def check_close(
    model: ModelProto, inputs: Arrays, found: Arrays, name: str, half: bool = False
) -> str:
    """Compares what ONNX Runtime returns, arrays by name, with the evaluator."""
    tensors = {key: torch.from_numpy(values) for key, values in inputs.items()}
    results = {key: torch.from_numpy(values) for key, values in found.items()}
    share = HALF_SHARE if half else SINGLE_SHARE
    return _compare(evaluate(model, tensors), results, name, SINGLE, share)


def _compare(
    expected: Tensors, found: Tensors, name: str, least: float, share: float
) -> str:
    """Raises if values differ by more than `least` and `share` of the largest; returns a line."""
    texts = []
    for output, values in expected.items():
        difference = _difference(output, values, found[output])
        largest = float(values.abs().max())
        allowed = max(least, share * largest)
        if not difference <= allowed:
            raise ExportError(
                f"{output} of {name}: expected a difference of at most {allowed:.1e}, "
                f"found {difference:.1e}"
            )
        texts.append(f"{output} {difference:.1e} of {largest:.1f}")
    return f"{name}: max |diff|: {', '.join(texts)}"


def check_golden(rewritten: ModelProto, description: Path, spec: Path) -> Iterator[str]:
    """Yields a line for each recorded case of a JSON file that export_golden wrote."""
    golden = json.loads(description.read_text(encoding="utf-8"))
    for case in (Case(**recorded) for recorded in golden["cases"]):
        difference = _golden_difference(rewritten, case, spec)
        if not difference <= golden["tolerance"]:
            raise ExportError(
                f"{description}: {case.name}: expected the recorded logits to "
                f"{golden['tolerance']:.0e}, found a difference of {difference:.1e}"
            )
        yield f"golden {case.name} {list(case.shape)}: max |diff|: {difference:.1e}"


def _golden_difference(rewritten: ModelProto, case: Case, spec: Path) -> float:
    volume = read_volume(None if case.input is None else spec / case.input, case.shape)
    logits = evaluate(rewritten, torch.from_numpy(volume))[SCORES].numpy()
    recorded = np.frombuffer((spec / case.logits).read_bytes(), "<f4")
    return float(np.abs(logits - recorded.reshape(logits.shape)).max())


def _difference(output: str, expected: torch.Tensor, found: torch.Tensor) -> float:
    if expected.shape != found.shape:
        raise ExportError(
            f"{output}: expected shape {list(expected.shape)}, found {list(found.shape)}"
        )
    return float((expected - found).abs().max())
