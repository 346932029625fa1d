"""Makes the variants of a member, each checked against the member's own network."""

from dataclasses import dataclass
from itertools import chain, combinations, islice
from typing import Callable, Iterator, List, NamedTuple, Optional, Protocol, Tuple

import numpy as np
import torch
from onnx import ModelProto

from export.contract import PICTURES
from export.errors import ExportError
from optimize.checking import check_close, check_exact, check_half, check_painted, check_single
from optimize.checking import random_inputs, random_pictures
from graph.evaluate import evaluate
from optimize.halving import to_half
from optimize.keypoints import KEYPOINTS, SCORES, with_keypoints, with_volume_output
from optimize.manifest import Heads
from optimize.onnx_runtime import Arrays, OnnxRuntime
from optimize.painting import Drawing, paint
from optimize.plane import Kernels
from optimize.quantizing import calibrate, correct_biases, quantize
from optimize.rewriting import rewrite
from optimize.trunk import trunk_of, with_trunk

CPU, FP16, KEYPOINTS_IN, INT8 = "cpu", "fp16", "keypoints-in", "int8"
KINDS = (CPU, FP16, KEYPOINTS_IN, INT8)
FP32, ANY, GPU = "fp32", "any", "gpu"
HEATMAPS = "heatmaps"
SEED = 1
# People and frames of the made-up clips that variants are checked on.
CHECKED_PEOPLE, CHECKED_FRAMES = 3, 6
# Of calibration clips, whose means int8 keeps: as many as memory holds at once.
CORRECTED_BATCHES = 4


@dataclass(frozen=True)
class Made:
    """A variant's network and what it is for; `suffix` tells its file from the others."""

    precision: str
    device: str
    input: str
    suffix: str
    model: ModelProto


@dataclass(frozen=True)
class Source:
    """What the variants of one member are made of.

    `drawing` is None where heatmaps of one size are not to be had; `say` prints a line. `heads`
    are those of a network that answers each person and pair.
    """

    name: str
    model: ModelProto
    drawing: Optional[Drawing]
    say: Callable[[str], None]
    runtime: Optional[OnnxRuntime] = None
    heads: Optional[Heads] = None

    def drawn(self) -> Drawing:
        """Returns the drawing where there must be one."""
        if self.drawing is None:
            raise ExportError(f"{self.name}: expected heatmaps of one size")
        return self.drawing


class Lesson(Protocol):
    """Real people to calibrate on, and others to measure what 8 bits cost."""

    def calibration_volumes(self) -> Iterator[torch.Tensor]:
        """Yields batches of volumes [N, K, T, H, W] of the training side."""
        ...

    def check_accuracy(
        self, source: ModelProto, quantized: ModelProto, runtime: Optional[OnnxRuntime]
    ) -> str:
        """Raises if too much is lost on the validation side; returns lines that tell figures."""
        ...


class Shown(NamedTuple):
    """People as inputs by name: of a network that takes heatmaps, and of one that paints them."""

    name: str
    painted: Arrays
    points: Arrays


def make_cpu(source: Source) -> Made:
    """The exact rewrite to 4-D convolutions: of a network with heads, of its trunk."""
    rewritten = _whole(source, rewrite(_trunk(source)))
    _, random = next(volumes(source))
    source.say(check_exact(source.model, rewritten, random))
    for name, shown in volumes(source):
        source.say(check_single(source.model, rewritten, shown, name))
        _check_runtime(source, rewritten, shown, name)
    return Made(FP32, CPU, HEATMAPS, CPU, rewritten)


def make_half(source: Source) -> Made:
    """Half precision."""
    half = to_half(source.model)
    for name, shown in volumes(source):
        source.say(check_half(source.model, half, shown, name))
        _check_runtime(source, half, shown, name, half=True)
    return Made(FP16, GPU, HEATMAPS, FP16, half)


def make_keypoints(source: Source, precision: str = FP32) -> Made:
    """Heatmaps built in the graph."""
    network = source.model if precision == FP32 else to_half(source.model)
    joints = None if source.heads is None else source.heads.joints
    model = with_keypoints(network, source.drawn(), joints)
    open_model = with_volume_output(model, _input(source.model))
    _check_keypoints(source, model, open_model, precision)
    suffix = "keypoints" if precision == FP32 else f"keypoints-{precision}"
    return Made(precision, GPU, KEYPOINTS, suffix, model)


def _check_keypoints(
    source: Source, model: ModelProto, open_model: ModelProto, precision: str
) -> None:
    """Checks heatmaps and answers on made-up people; `open_model` also returns its heatmaps."""
    heatmaps = _input(source.model)
    check = check_single if precision == FP32 else check_half
    for name, inputs, points in people(source):
        volume = inputs[heatmaps]
        tensors = {key: torch.from_numpy(values) for key, values in points.items()}
        painted = {key: value.numpy() for key, value in evaluate(open_model, tensors).items()}
        source.say(check_painted(painted, volume, heatmaps, name))
        source.say(check(source.model, model, inputs, name, tensors))
        if source.runtime is not None:
            found = _run(source, open_model, points)
            name = f"ONNX Runtime on {name}"
            source.say(check_painted(found, volume, heatmaps, name))
            source.say(check_close(model, points, found, name, precision != FP32))


def make_int8(source: Source, lesson: Lesson) -> Made:
    """8-bit integers on the CPU rewrite, calibrated and gated on `lesson`, real clips or scenes.

    Of a network with heads it is the trunk that becomes integers.
    """
    rewritten = rewrite(_trunk(source), Kernels.INTEGER)
    _, random = next(volumes(source))
    source.say(check_exact(source.model, _whole(source, rewritten), random))
    batches = lesson.calibration_volumes()
    first = list(islice(batches, CORRECTED_BATCHES))
    quantized = quantize(rewritten, calibrate(rewritten, chain(first, batches)))
    quantized = _whole(source, correct_biases(rewritten, quantized, torch.cat(first)))
    for line in lesson.check_accuracy(source.model, quantized, source.runtime).splitlines():
        source.say(line)
    return Made(INT8, CPU, HEATMAPS, INT8, quantized)


def _trunk(source: Source) -> ModelProto:
    """Returns what computes on volumes: without heads it is all of the network."""
    return source.model if source.heads is None else trunk_of(source.model)


def _whole(source: Source, trunk: ModelProto) -> ModelProto:
    """Returns the network that has this form of its trunk: without heads it is all of it."""
    return trunk if source.heads is None else with_trunk(source.model, trunk)


def volumes(source: Source) -> Iterator[Tuple[str, Arrays]]:
    """Yields name and inputs: random values, and people where it is known how they look.

    Beside people pictures are noise. Beside random values are the joints of people.
    """
    shown = [] if source.drawing is None and source.heads is None else list(people(source))
    tables = {} if source.heads is None else shown[0].points
    yield "random volume", {**random_inputs(source.model, SEED), **tables}
    for name, painted, _ in shown:
        yield name, painted


def people(source: Source) -> Iterator[Shown]:
    """Yields made-up people: two clips at once, or one after the other where there are heads."""
    keypoints, scores = made_up_people(source)
    volume, heatmaps = paint(source.drawn(), keypoints, scores), _input(source.model)
    if source.heads is None:
        pictures = {
            value.name: random_pictures(value, SEED)[: len(volume)]
            for value in source.model.graph.input
            if value.name == PICTURES
        }
        points = {KEYPOINTS: keypoints, SCORES: scores}
        yield Shown("made-up people", {heatmaps: volume, **pictures}, points)
        return
    for clip in range(len(volume)):
        tables = people_and_pairs(source.heads, keypoints[clip], scores[clip])
        painted = {heatmaps: volume[clip : clip + 1], **tables}
        yield Shown(f"made-up people {clip + 1}", painted, tables)


def people_and_pairs(heads: Heads, keypoints: np.ndarray, scores: np.ndarray) -> Arrays:
    """Returns joints [P, T, V, 3] of keypoints [P, T, V, 2] and scores [P, T, V], and all pairs.

    Pairs [Q, 2] are rows of the joints; the last is one person twice, as jobs ask where there
    are no pairs.
    """
    pairs = [*combinations(range(len(keypoints)), 2), (0, 0)]
    joints = np.concatenate([keypoints, scores[..., None]], axis=3)
    return {heads.joints: joints, heads.pairs: np.array(pairs, np.int64)}


def made_up_people(source: Source) -> Tuple[np.ndarray, np.ndarray]:
    """Returns keypoints [2, M, T, V, 2] and scores [2, M, T, V] that wander about and vanish.

    Some are beyond the edge, some joints are unseen or barely seen, some limbs are shorter than
    a pixel.
    """
    frames = source.model.graph.input[0].type.tensor_type.shape.dim[2].dim_value
    drawing, generator = source.drawn(), np.random.default_rng(SEED)
    shape = 2, CHECKED_PEOPLE, frames or CHECKED_FRAMES, drawing.joints
    size = np.array([drawing.width, drawing.height])
    start = generator.uniform(-0.1, 1.1, (2, CHECKED_PEOPLE, 1, 1, 2)) * size
    body = generator.normal(0, 0.12, (2, CHECKED_PEOPLE, 1, drawing.joints, 2)) * size
    steps = generator.normal(0, 0.8, (*shape, 2)).cumsum(axis=2)
    keypoints = (start + body + steps).astype(np.float32)
    keypoints[:, :, :, 1] = keypoints[:, :, :, 0] + np.float32(0.25)
    scores = generator.uniform(0.1, 1, shape).astype(np.float32)
    scores[generator.random(shape) < 0.1] = 0
    scores[generator.random(shape) < 0.02] = 5e-4
    scores[1, -1] = 0
    return keypoints, scores


def _check_runtime(
    source: Source, model: ModelProto, inputs: Arrays, name: str, half: bool = False
) -> None:
    """Compares ONNX Runtime with the evaluator, if there is an ONNX Runtime."""
    if source.runtime is not None:
        found = _run(source, model, inputs)
        source.say(check_close(model, inputs, found, f"ONNX Runtime on {name}", half))


def _run(source: Source, model: ModelProto, inputs: Arrays) -> Arrays:
    """Runs a model in ONNX Runtime: each clip alone, or one scene with all its people."""
    assert source.runtime is not None
    return source.runtime.run(model, inputs, None if source.heads is None else 1)


def _input(model: ModelProto) -> str:
    return str(model.graph.input[0].name)


def check_kinds(kinds: List[str]) -> None:
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown or not kinds:
        raise ExportError(
            f"--variants: expected some of {','.join(KINDS)}, found {','.join(unknown) or 'none'}"
        )
