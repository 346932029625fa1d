"""Makes the variants of a member, each checked against the member's own network."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable, Iterator, List, Optional, Tuple

import numpy as np
import torch
from onnx import ModelProto

from export.contract import PICTURES
from export.errors import ExportError
from optimize.checking import check_close, check_exact, check_half, check_painted, check_single
from optimize.checking import random_inputs, random_pictures, random_volume
from graph.evaluate import evaluate
from optimize.halving import to_half
from optimize.keypoints import KEYPOINTS, SCORES, with_keypoints, with_volume_output
from optimize.onnx_runtime import Arrays, OnnxRuntime
from optimize.painting import Drawing, paint
from optimize.plane import Kernels
from optimize.quantizing import calibrate, correct_biases, quantize
from optimize.rewriting import rewrite

if TYPE_CHECKING:
    from optimize.gate import Lesson

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

    `drawing` is None where heatmaps of one size are not to be had; `say` prints a line.
    """

    name: str
    model: ModelProto
    drawing: Optional[Drawing]
    say: Callable[[str], None]
    runtime: Optional[OnnxRuntime] = None

    def drawn(self) -> Drawing:
        """Returns the drawing where there must be one."""
        if self.drawing is None:
            raise ExportError(f"{self.name}: expected heatmaps of one size")
        return self.drawing


def make_cpu(source: Source) -> Made:
    """The exact rewrite to 4-D convolutions."""
    rewritten = rewrite(source.model)
    source.say(check_exact(source.model, rewritten, random_inputs(source.model, SEED)))
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
    model = with_keypoints(network, source.drawn())
    open_model = with_volume_output(model, _input(source.model))
    _check_keypoints(source, model, open_model, precision)
    suffix = "keypoints" if precision == FP32 else f"keypoints-{precision}"
    return Made(precision, GPU, KEYPOINTS, suffix, model)


def _check_keypoints(
    source: Source, model: ModelProto, open_model: ModelProto, precision: str
) -> None:
    """Checks heatmaps and answers on made-up people; `open_model` also returns its heatmaps."""
    heatmaps = _input(source.model)
    keypoints, scores = made_up_people(source)
    inputs = {KEYPOINTS: keypoints, SCORES: scores}
    volume = paint(source.drawn(), keypoints, scores)
    tensors = {name: torch.from_numpy(values) for name, values in inputs.items()}
    painted = {k: value.numpy() for k, value in evaluate(open_model, tensors).items()}
    source.say(check_painted(painted, volume, heatmaps, "made-up people"))
    check = check_single if precision == FP32 else check_half
    source.say(check(source.model, model, volume, "made-up people", tensors))
    if source.runtime is not None:
        found = source.runtime.run(open_model, inputs)
        name = "ONNX Runtime on made-up people"
        source.say(check_painted(found, volume, heatmaps, name))
        source.say(check_close(model, inputs, found, name, precision != FP32))


def make_int8(source: Source, lesson: "Lesson") -> Made:
    """8-bit integers on the CPU rewrite, calibrated and gated on `lesson`, real clips."""
    rewritten = rewrite(source.model, Kernels.INTEGER)
    source.say(check_exact(source.model, rewritten, random_volume(source.model, SEED)))
    batches = list(lesson.calibration_volumes())
    quantized = quantize(rewritten, calibrate(rewritten, batches))
    quantized = correct_biases(rewritten, quantized, torch.cat(batches[:CORRECTED_BATCHES]))
    source.say(lesson.check_accuracy(source.model, quantized, source.runtime))
    return Made(INT8, CPU, HEATMAPS, INT8, quantized)


def volumes(source: Source) -> Iterator[Tuple[str, Arrays]]:
    """Yields name and inputs: random values, and people where it is known how they look.

    Beside people pictures are noise.
    """
    yield "random volume", random_inputs(source.model, SEED)
    if source.drawing is not None:
        people = paint(source.drawing, *made_up_people(source))
        pictures = {
            value.name: random_pictures(value, SEED)[: len(people)]
            for value in source.model.graph.input
            if value.name == PICTURES
        }
        yield "made-up people", {_input(source.model): people, **pictures}


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
        found = source.runtime.run(model, inputs)
        source.say(check_close(model, inputs, found, f"ONNX Runtime on {name}", half))


def _input(model: ModelProto) -> str:
    return str(model.graph.input[0].name)


def check_kinds(kinds: List[str]) -> None:
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown or not kinds:
        raise ExportError(
            f"--variants: expected some of {','.join(KINDS)}, found {','.join(unknown) or 'none'}"
        )
