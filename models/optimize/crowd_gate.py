"""Gatherings to calibrate 8-bit networks with heads on, and people to measure what they cost.

The networks answer one scene in a run, so that scenes are shown one after the other.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Iterator, List, NamedTuple, Optional, Sequence

import numpy as np
import torch
from onnx import ModelProto

from export.contract import INPUT
from export.errors import ExportError
from graph.evaluate import evaluate
from optimize.gate import SEED, check_bytes, check_figure, check_same
from optimize.manifest import Heads
from train.composing.gatherings import GatheringComposer
from train.data.clips import Clip, paint, volumes_3d
from train.data.motions import LABELS, VALIDATION, Motion, load_training_sets, on_side
from train.learning.gatherings import load_wild
from train.measuring.gatherings import BESIDE, CROWDED, PAIRS, SETS, Seen, cut, gatherings
from train.measuring.gatherings import real_pairs

if TYPE_CHECKING:
    from optimize.manifest import Member
    from optimize.onnx_runtime import Arrays, OnnxRuntime

CALIBRATION_GATHERINGS = 128
# Volumes are as wide as the scene: memory holds few.
BATCH = 8
KINDS, COUNTS = (BESIDE, CROWDED), (3, 5)
# People of each kind and count.
MEASURED = 1000
# Scenes that ONNX Runtime is compared on with the evaluator.
RUNTIME_SCENES = 40
BOTH = np.array([[0, 1]], np.int64)
# Jobs ask for one person twice where there are no pairs.
NOBODY = np.array([[0, 0]], np.int64)


@dataclass(frozen=True)
class Material:
    """What scenes are made of: people to calibrate on, and motions that training never saw."""

    composer: GatheringComposer
    held_back: Sequence[Motion]


class Correct(NamedTuple):
    """Which persons or pairs the networks in fp32 and in int8 give their labels."""

    fp32: np.ndarray
    int8: np.ndarray

    def line(self, name: str) -> str:
        return (
            f"{len(self.fp32)} {name}: top-1 {self.fp32.mean():.4f} in fp32, "
            f"{self.int8.mean():.4f} in int8"
        )


class Models(NamedTuple):
    """A network, and what 8 bits have made of it."""

    fp32: ModelProto
    int8: ModelProto


class GatheringLesson:
    """Scenes of people with the labels of actions, laid out as jobs lay out a crowd.

    Maps are `size` high and `wide` times as wide.
    """

    def __init__(self, material: Material, heads: Heads, frames: int) -> None:
        self.composer = material.composer
        self.held_back = material.held_back
        self.heads = heads
        self.frames = frames
        self.size, self.wide = self.composer.size, self.composer.wide

    def calibration_volumes(self) -> Iterator[torch.Tensor]:
        """Yields volumes of gatherings of the training side, drawn as training draws them."""
        generator = np.random.default_rng(SEED)
        for _ in range(CALIBRATION_GATHERINGS // BATCH):
            clips = [self.composer.draw(generator).clip for _ in range(BATCH)]
            yield torch.from_numpy(np.concatenate([self.volume(clip) for clip in clips]))

    def volume(self, clip: Clip) -> np.ndarray:
        """Returns [1, 17, T, S, S * wide]."""
        return volumes_3d(paint([clip], self.size, wide=self.wide), self.frames)

    def inputs(self, scene: Seen, pairs: np.ndarray) -> "Arrays":
        """Returns what a network takes of a scene to answer everybody and pairs [Q, 2]."""
        clip = cut(scene.poses, scene.scores, self.size, self.wide)
        joints = np.concatenate([clip.poses, clip.scores[..., None]], axis=3)
        return {
            INPUT: self.volume(clip),
            self.heads.joints: joints.astype(np.float32),
            self.heads.pairs: pairs,
        }

    def check_accuracy(
        self, source: ModelProto, quantized: ModelProto, runtime: Optional["OnnxRuntime"]
    ) -> str:
        """Measures both on the validation side, which neither training nor calibration saw.

        Raises if too many persons' labels are lost; returns lines that tell all figures. Of real
        pairs there are too few to refuse a network on.
        """
        models = Models(source, quantized)
        lines = []
        for kind in KINDS:
            parts = [self.persons(models, kind, people) for people in COUNTS]
            lines += [part.line(f"persons, {n} {kind}") for n, part in zip(COUNTS, parts)]
            shares = [float(np.concatenate(correct).mean()) for correct in zip(*parts)]
            check_figure(f"top-1 of persons {kind}", *shares)
        lines.append(self.pairs(models).line("real pairs"))
        if runtime is not None:
            lines.append(self._check_runtime(quantized, runtime))
        return "\n".join(lines)

    def persons(self, models: Models, kind: str, people: int) -> Correct:
        scenes = self.scenes(kind, people)
        return self._correct(models, scenes, NOBODY, self.heads.persons)

    def scenes(self, kind: str, people: int) -> List[Seen]:
        """Returns scenes of so many people, everybody as often as anybody else."""
        alone = [m for m in self.held_back if m.source in SETS and len(m.poses) == 1]
        return gatherings(alone, people, MEASURED, kind, self.frames)

    def pairs(self, models: Models) -> Correct:
        two = [m for m in self.held_back if m.source == PAIRS and len(m.poses) == 2]
        return self._correct(models, real_pairs(two, self.frames), BOTH, self.heads.pair_scores)

    def _correct(
        self, models: Models, scenes: Sequence[Seen], pairs: np.ndarray, output: str
    ) -> Correct:
        """Compares the rows of an output with the labels of scenes."""
        labels = np.concatenate([scene.labels for scene in scenes])
        rows: List[List[np.ndarray]] = [[], []]
        for scene in scenes:
            inputs = self.inputs(scene, pairs)
            for found, model in zip(rows, models):
                found.append(answers(model, inputs, output))
        return Correct(*(np.concatenate(found).argmax(1) == labels for found in rows))

    def _check_runtime(self, quantized: ModelProto, runtime: "OnnxRuntime") -> str:
        """Compares ONNX Runtime's kernels, whatever they are on this processor."""
        scenes = self.scenes(CROWDED, COUNTS[-1])[:RUNTIME_SCENES]
        shown = [self.inputs(scene, NOBODY) for scene in scenes]
        check_bytes(quantized, runtime, shown[0])
        output = self.heads.persons
        expected = np.concatenate([answers(quantized, inputs, output) for inputs in shown])
        # Every scene has as many people, so that each is an equal share of the rows.
        rows = {name: np.concatenate([inputs[name] for inputs in shown]) for name in shown[0]}
        found = runtime.run(quantized, rows, len(shown))[output]
        return check_same(found, expected, f"{len(expected)} persons")


def read_lesson(root: Path, member: "Member", labels: Sequence[str]) -> GatheringLesson:
    """Returns the scenes that a member with heads can be measured on; `root` has the sets."""
    if list(labels) != list(LABELS) or member.heads is None:
        raise ExportError(
            f"int8: member {member.name}: expected heads for the labels of gatherings "
            f"({', '.join(LABELS)}), found {', '.join(labels)}"
        )
    _, _, frames, size, width = member.shape
    if min(frames, size, width) < 1 or width % size:
        raise ExportError(
            f"int8: member {member.name}: expected an input of fixed size, a multiple of its "
            f"height wide, found {list(member.shape)}"
        )
    composer = GatheringComposer(load_wild(root, size, frames=frames), size, width // size)
    held_back = on_side(load_training_sets(root), VALIDATION)
    return GatheringLesson(Material(composer, held_back), member.heads, frames)


def answers(model: ModelProto, inputs: "Arrays", output: str) -> np.ndarray:
    """Returns one output of a network."""
    tensors = {name: torch.from_numpy(values) for name, values in inputs.items()}
    with torch.no_grad():
        return evaluate(model, tensors)[output].numpy()
