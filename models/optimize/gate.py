"""Real clips to calibrate 8-bit networks on, and others to measure what they cost in accuracy."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Iterator, List, NamedTuple, Optional, Sequence

import numpy as np
import torch
from onnx import ModelProto

from export.contract import SCORES
from export.errors import ExportError
from graph.evaluate import evaluate
from train.data.clips import batches, paint, volumes_3d
from train.measuring.figures import accuracy
from train.composing.tasks import TASKS

if TYPE_CHECKING:
    from optimize.manifest import Member
    from optimize.onnx_runtime import Arrays, OnnxRuntime

# What top-1 and the mean over classes may lose each: half a point.
MOST_LOST = 0.005
CALIBRATION_CLIPS = 256
BATCH = 16
SEED = 23
# Clips that ONNX Runtime is compared on with the evaluator.
RUNTIME_CLIPS = 200
# Share of those clips that may change their label: sums are rounded in another order, and a value
# half-way between two steps falls to either side.
MOST_CHANGED = 0.02
# As the training tools make them.
Clips = Sequence[Any]


class Accuracy(NamedTuple):
    """Top-1 over all classes and the mean recall of classes, as shares of 1."""

    top1: float
    mean_class: float


def check_loss(before: Accuracy, after: Accuracy) -> None:
    """Raises if 8 bits lose more than half a point of either."""
    for name, whole, rounded in zip(("top-1", "mean-class accuracy"), before, after):
        check_figure(name, whole, rounded)


def check_figure(name: str, whole: float, rounded: float) -> None:
    """Raises if 8 bits lose more than half a point of an accuracy."""
    # Figures have four digits: half a point exactly may pass.
    if whole - rounded > MOST_LOST + 1e-9:
        raise ExportError(
            f"int8: expected {name} to fall by at most {MOST_LOST:.3f}, "
            f"found {whole:.4f} in fp32 and {rounded:.4f} in int8"
        )


class Lesson:
    """The clips of the task whose labels a member has, painted as it takes them."""

    def __init__(self, root: Path, member: "Member", labels: List[str]) -> None:
        task = next((task for task in TASKS.values() if list(task.labels) == labels), None)
        if task is None:
            raise ExportError(
                f"int8: expected the labels of a task that clips are labelled for "
                f"({', '.join(TASKS)}), found {', '.join(labels)}"
            )
        _, channels, self.frames, self.size, width = member.shape
        if self.frames < 1 or self.size != width or self.size < 1:
            raise ExportError(
                f"int8: member {member.name}: expected an input [N, K, T, S, S] of fixed size, "
                f"found {list(member.shape)}"
            )
        self.stream = member.stream
        self.lesson = task.lesson(root, (), False, self.frames, self.size)

    def volumes(self, clips: Clips) -> Iterator[torch.Tensor]:
        for part in batches(clips, BATCH):
            painted = paint(part, self.size, self.stream)
            yield torch.from_numpy(volumes_3d(painted, self.frames))

    def calibration_volumes(self) -> Iterator[torch.Tensor]:
        """Clips of the training side, drawn as training draws them."""
        generator = np.random.default_rng(SEED)
        clips = [self.lesson.sample(generator, 1.0)[0] for _ in range(CALIBRATION_CLIPS)]
        return self.volumes(clips)

    def check_accuracy(
        self, source: ModelProto, quantized: ModelProto, runtime: Optional["OnnxRuntime"]
    ) -> str:
        """Measures both on the validation side, which neither training nor calibration saw.

        Raises if too much is lost; returns lines that tell both.
        """
        clips, labels = self.lesson.clips, self.lesson.labels
        results = [self.scores(model, clips) for model in (source, quantized)]
        before, after = (self.accuracy(scores, labels) for scores in results)
        lines = [
            f"validation side, {len(clips)} clips: top-1 {before.top1:.4f} in fp32, "
            f"{after.top1:.4f} in int8; mean-class {before.mean_class:.4f} in fp32, "
            f"{after.mean_class:.4f} in int8"
        ]
        check_loss(before, after)
        if runtime is not None:
            step = max(1, len(clips) // RUNTIME_CLIPS)
            lines.append(
                _check_runtime(self, quantized, runtime, clips[::step], results[1][::step])
            )
        return "\n".join(lines)

    def scores(self, model: ModelProto, clips: Clips) -> np.ndarray:
        with torch.no_grad():
            scores = [evaluate(model, volume)[SCORES] for volume in self.volumes(clips)]
        return torch.cat(scores).numpy()

    @staticmethod
    def accuracy(scores: np.ndarray, labels: np.ndarray) -> Accuracy:
        figures = accuracy(scores, labels)
        return Accuracy(figures.top1, figures.mean_class)


def _check_runtime(
    lesson: Lesson,
    quantized: ModelProto,
    runtime: "OnnxRuntime",
    clips: Clips,
    expected: np.ndarray,
) -> str:
    """Compares ONNX Runtime's kernels, whatever they are on this processor, with the evaluator."""
    name = quantized.graph.input[0].name
    volume = torch.cat(list(lesson.volumes(clips))).numpy()
    check_bytes(quantized, runtime, {name: volume[:1]})
    found = runtime.run(quantized, {name: volume})[SCORES]
    return check_same(found, expected, f"{len(clips)} clips")


def check_bytes(quantized: ModelProto, runtime: "OnnxRuntime", inputs: "Arrays") -> None:
    """Raises unless ONNX Runtime runs every convolution of bytes as one; `inputs` are one run's.

    Those of joints are meant to stay in single precision: nothing dequantises their weights.
    """
    bytes_of = {n.output[0] for n in quantized.graph.node if n.op_type == "DequantizeLinear"}
    convolutions = [node for node in quantized.graph.node if node.op_type == "Conv"]
    single = sum(node.input[1] not in bytes_of for node in convolutions)
    left = runtime.float_convolutions(quantized, inputs)
    if len(left) > single:
        raise ExportError(
            f"int8: expected {len(convolutions) - single} convolutions in bytes and {single} in "
            f"fp32, found {len(left)} in fp32: {', '.join(left)}"
        )


def check_same(found: np.ndarray, expected: np.ndarray, shown: str) -> str:
    """Raises unless ONNX Runtime's logits [rows, classes] call the evaluator's labels.

    `shown` says what the rows are of; returns a line that tells the differences.
    """
    changed = float((found.argmax(1) != expected.argmax(1)).mean())
    difference = np.abs(found - expected)
    if changed > MOST_CHANGED:
        raise ExportError(
            f"int8: expected ONNX Runtime to call the same label in {1 - MOST_CHANGED:.0%} of "
            f"{shown}, found {1 - changed:.1%}"
        )
    return (
        f"ONNX Runtime on {shown} of them: same label in {1 - changed:.1%}, "
        f"max |diff| of logits {difference.max():.2g}, mean {difference.mean():.2g}, "
        f"of {np.abs(expected).max():.1f}"
    )
