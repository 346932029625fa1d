"""Measures one run for everybody beside a clip for each person, on the same gatherings.

    python3 -m train.measuring.gatherings --data DIR --clips actions-slim/weights.pt --runs RUN ...

People who were never trained on (the validation side of five sets of single people) stand side by
side, or crowded: scattered, behind each other, hidden in part. Everybody's label is known. A clip
for each person is cut of the same poses, so both see the same joints. `hybrid` gives the persons
of whom the one run is least sure a clip of their own, for a share of all persons. The last lines
are of real pairs: what two people of the validation side of SBU do to each other.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np
import torch
from numpy.random import Generator

from export.errors import run_command
from train.composing import augment
from train.composing.augment import Scene
from train.composing.gatherings import Placed, arranged, seen_in_front
from train.data.clips import TIME_UNIFORM, Clip, SAMPLERS, compact, resize
from train.data.motion_clips import motion_frames
from train.data.motions import VALIDATION, Motion, frontal, load_training_sets, on_side
from train.networks.checkpoint import Checkpoint, averaged_network, read_checkpoint
from train.networks.crowd import Answers, Parts, answers_to
from train.networks.crowd_file import CROWD, CrowdRun, read_run
from train.networks.predict import predict, softmax
from train.networks.tubelets import TubeletPainter

SETS = ("penn_action", "jhmdb", "utd_mhad", "msr_action3d", "utkinect")
PAIRS = "sbu_interaction"
COUNTS = (1, 2, 3, 5, 10)
BESIDE, CROWDED = "side by side", "crowded"
# Pixels of a body, and where the picture's middle is.
BODY, MIDDLE = 200.0, 4000.0
SEED = 23
BUDGETS = (0.125, 0.25, 0.5)


@dataclass(frozen=True)
class Seen:
    """People of a gathering in pixels [M, T, 17, 2], scores, and what each of them does."""

    poses: np.ndarray
    scores: np.ndarray
    labels: np.ndarray


def gatherings(
    motions: Sequence[Motion], people: int, number: int, kind: str, frames: int
) -> List[Seen]:
    """Returns gatherings of so many people, everybody of `motions` as often as anybody else."""
    rng = np.random.default_rng([SEED, people, kind == CROWDED])
    order: List[int] = []
    made: List[Seen] = []
    while len(made) * people < number:
        if len(order) < people:
            order += list(rng.permutation(len(motions)))
        chosen = [motions[order.pop(0)] for _ in range(people)]
        made.append(gathered(chosen, kind, frames, rng))
    return made


def gathered(motions: Sequence[Motion], kind: str, frames: int, rng: Generator) -> Seen:
    scenes = [of_size_one(motion, frames) for motion in motions]
    placed = beside(scenes, rng) if kind == BESIDE else arranged(scenes, rng)
    scores = placed.scores if kind == BESIDE else seen_in_front(placed, rng)
    return in_pixels((placed.poses, scores), [motion.label for motion in motions])


def in_pixels(scene: Scene, labels: Sequence[int]) -> Seen:
    """Returns people about the origin as a picture shows them."""
    poses, scores = scene
    pixels = np.where(scores[..., None] > 0, poses * BODY + MIDDLE, 0)
    return Seen(pixels.astype(np.float32), scores.astype(np.float32), np.array(labels))


def of_size_one(motion: Motion, frames: int) -> Scene:
    """Returns the sampled frames of a motion's people about the origin."""
    first, last = motion_frames(motion)
    poses, scores = frontal(motion)
    taken = first + SAMPLERS[TIME_UNIFORM](last - first, frames)
    poses, scores = poses[:, taken].astype(float), scores[:, taken]
    return augment.normalise(poses, scores), scores


def beside(scenes: Sequence[Scene], rng: Generator) -> Placed:
    """Puts people in a row, none behind another."""
    x, poses = 0.0, []
    for pose, _ in scenes:
        poses.append(pose * rng.uniform(0.9, 1.1) + np.array([x, rng.normal(0, 0.05)]))
        x += rng.uniform(0.6, 1.1)
    scores = np.concatenate([score for _, score in scenes])
    return Placed(np.concatenate(poses), scores, np.zeros(len(scenes)))


def cut(poses: np.ndarray, scores: np.ndarray, size: int, wide: int) -> Clip:
    """Returns people on a grid as the test pipeline puts them there."""
    image = int(2 * MIDDLE), int(2 * MIDDLE)
    moved, box = compact(poses, image, 1 / wide, 1 / wide)
    return Clip(resize(moved, box, size, wide), scores)


def clip_answers(clips: Checkpoint, seen: Sequence[Seen]) -> np.ndarray:
    """Returns probabilities [people, classes] from a clip for each person."""
    size = clips.architecture.size
    own = [
        cut(scene.poses[row : row + 1], scene.scores[row : row + 1], size, 1)
        for scene in seen
        for row in range(len(scene.poses))
    ]
    return softmax(predict(averaged_network(clips), own, clips.architecture))


def run_answers(run: CrowdRun, seen: Sequence[Seen]) -> Dict[str, np.ndarray]:
    """Returns probabilities [people, classes] from one run, and from parts of the network."""
    painter = TubeletPainter(run.architecture.trunk.grid)
    found: Dict[str, List[np.ndarray]] = {"one run": [], "trunk alone": [], "branch alone": []}
    for scene in seen:
        answers, parts = answers_of(run, painter, scene, np.zeros((0, 2)))
        for rows, logits in zip(found.values(), (answers.persons, *parts)):
            rows.append(softmax(logits.numpy()))
    return {name: np.concatenate(rows) for name, rows in found.items()}


def answers_of(
    run: CrowdRun, painter: TubeletPainter, scene: Seen, pairs: np.ndarray
) -> Tuple[Answers, Parts]:
    """Returns what one run says of everybody in a scene, and of the pairs [Q, 2]."""
    sizes = run.architecture
    clip = cut(scene.poses, scene.scores, sizes.size, sizes.wide)
    return answers_to(run.network, painter, clip, pairs)


def hybrid(one_run: np.ndarray, clips: np.ndarray, budget: float) -> np.ndarray:
    """Returns the answers of one run, of the least sure share the clips' instead."""
    unsure = np.argsort(one_run.max(1), kind="stable")[: round(budget * len(one_run))]
    mixed = one_run.copy()
    mixed[unsure] = clips[unsure]
    return mixed


def measured(
    clips: Checkpoint, runs: Dict[str, CrowdRun], seen: Sequence[Seen]
) -> Dict[str, float]:
    """Returns the top-1 accuracy of each design among all labels."""
    labels = np.concatenate([scene.labels for scene in seen])
    own = clip_answers(clips, seen)
    answers = {"a clip for each": own}
    for name, run in runs.items():
        found = run_answers(run, seen)
        answers.update({f"{name}: {part}": rows for part, rows in found.items()})
        for budget in BUDGETS:
            mixed = hybrid(found["one run"], own, budget)
            answers[f"{name}: hybrid, {budget:.3g} of clips"] = mixed
    return {name: float((rows.argmax(1) == labels).mean()) for name, rows in answers.items()}


def real_pairs(motions: Sequence[Motion], frames: int) -> List[Seen]:
    """Returns two people each, with the label of what they do."""
    return [in_pixels(of_size_one(motion, frames), [motion.label]) for motion in motions]


def pair_figures(
    clips: Checkpoint, runs: Dict[str, CrowdRun], seen: Sequence[Seen]
) -> Dict[str, float]:
    """Returns the top-1 accuracy of pairs, by a clip of both and by the heads for pairs."""
    labels = np.concatenate([scene.labels for scene in seen])
    own = [cut(scene.poses, scene.scores, clips.architecture.size, 1) for scene in seen]
    answers = {
        "a clip for each": softmax(predict(averaged_network(clips), own, clips.architecture))
    }
    for name, run in runs.items():
        answers[f"{name}: one run"] = pair_answers(run, seen)
    return {name: float((rows.argmax(1) == labels).mean()) for name, rows in answers.items()}


def pair_answers(run: CrowdRun, seen: Sequence[Seen]) -> np.ndarray:
    """Returns probabilities [pairs, classes] of the two people of each scene."""
    painter = TubeletPainter(run.architecture.trunk.grid)
    rows: List[np.ndarray] = []
    for scene in seen:
        answers, _ = answers_of(run, painter, scene, np.array([[0, 1]]))
        rows.append(softmax(answers.pairs.numpy()))
    return np.concatenate(rows)


def table(results: Dict[str, Dict[str, float]]) -> str:
    """Returns the figures, a design a line."""
    columns = list(results)
    lines = [f"{'':44}" + "".join(f"{column:>18}" for column in columns)]
    for design in results[columns[0]]:
        figures = "".join(f"{results[column][design]:18.3f}" for column in columns)
        lines.append(f"{design:44}{figures}")
    return "\n".join(lines)


def parse_arguments(arguments: Optional[Sequence[str]] = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 -m train.measuring.gatherings",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, metavar="DIR", help="folder of the skeleton sets")
    add("--clips", type=Path, required=True, metavar="WEIGHTS", help="of the network of clips")
    add("--runs", type=Path, nargs="+", required=True, metavar="RUN",
        help="folders of train.learning.crowd")  # fmt: skip
    add("--people", type=int, default=500, help="people measured in each column (default 500)")
    add("--out", type=Path, help="also write the figures to this JSON file")
    return parser.parse_args(arguments)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    options = parse_arguments(arguments)
    torch.set_num_threads(1)
    held_back = on_side(load_training_sets(options.data), VALIDATION)
    motions = [m for m in held_back if m.source in SETS and len(m.poses) == 1]
    pairs = [m for m in held_back if m.source == PAIRS and len(m.poses) == 2]
    clips = read_checkpoint(options.clips)
    runs = {path.name: read_run(path / CROWD) for path in options.runs}
    results = {}
    for kind in (BESIDE, CROWDED):
        for people in COUNTS if kind == BESIDE else COUNTS[1:]:
            seen = gatherings(motions, people, options.people, kind, clips.architecture.frames)
            results[f"{people} {kind}"] = measured(clips, runs, seen)
    print(table(results))
    both = pair_figures(clips, runs, real_pairs(pairs, clips.architecture.frames))
    print(table({f"{len(pairs)} real pairs": both}))
    results["real pairs"] = both
    if options.out:
        options.out.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
