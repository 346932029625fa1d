"""Fits the row of `fight` in the last layer:
`python3 -m train.learning.fight --run RUN --out RUN`.

Some hundred clips of real fights are too few to train a network on: it learns them by heart. The
rest of the network stays as it is, so what is fitted is a logistic regression on its averaged
features, with the logits of all other labels as an offset.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Iterator, List, Optional, Sequence, Tuple

import numpy as np
import torch

from export.architectures import PoseNetwork
from export.errors import run_command
from train.data.clips import TIME_UNIFORM, Clip, batches
from train.data.motion_clips import motion_clip
from train.data.motions import TRAIN, Motion, Recording, frontal, load_training_sets, on_side
from train.data.real import FIGHT, FIGHTS, LEAST_SEEN, PAIRS_SEEN, fold_of, load_clips, load_crowds
from train.measuring.strangers.material import HOP, SECONDS, Grid
from train.measuring.strangers.measure import ATTACKS
from train.measuring.windows import groups, window_starts
from train.networks.checkpoint import CHECKPOINT, Checkpoint, averaged_network, read_checkpoint
from train.networks.checkpoint import slim_of, write_checkpoint
from train.networks.slim import SlimArchitecture, folded_features

# Strength of the regression, and the part of all others' weight that clips without any fight have.
SHRINKAGE, OTHERS = 0.1, 1.0
# Added to the bias: of what the regression sees many are fights, of what cameras see hardly any.
PRIOR = -2.0
# Of the motions of the older sets every so many are enough.
EVERY = 5
STEPS, RATE = 500, 0.3
# Parts of a clip that are learnt from beside the whole.
PARTS = ((0.0, 1.0), (0.0, 0.6), (0.4, 1.0))
LEAST_SHARE = 0.3
Sample = Tuple[Clip, bool, bool]


def samples(root: Path, grid: Grid, kept: Sequence[int]) -> Iterator[Sample]:
    """Yields clips, whether each is a fight, and whether it is of the fights' own set."""
    for motion in load_clips(root, FIGHTS):
        if fold_of(motion) not in kept:
            for clip in _clips(motion, grid):
                yield clip, motion.label == FIGHT, True
    for motion in load_clips(root, PAIRS_SEEN):
        if fold_of(motion) not in kept and motion.native not in ("punch", "kick", "push"):
            yield grid.clip(*frontal(motion), motion.image), False, False
    for motion in on_side(load_training_sets(root), TRAIN)[::EVERY]:
        if fold_of(motion) not in kept and motion.label not in ATTACKS:
            yield motion_clip(motion, grid.frames, grid.size, grid.sampling), False, False
    for recording in load_crowds(root):
        if fold_of(recording) not in kept:
            for clip in _windows(recording, grid):
                yield clip, False, False


def _clips(motion: Motion, grid: Grid) -> Iterator[Clip]:
    """Everybody in the whole and in parts of a clip, and each with the nearest one."""
    poses, scores = frontal(motion)
    frames = motion.frames
    for first, last in PARTS:
        yield grid.clip(poses, scores, motion.image, int(first * frames), int(last * frames))
    for pair in near_pairs(poses, scores):
        yield grid.clip(poses[pair], scores[pair], motion.image)


def near_pairs(poses: np.ndarray, scores: np.ndarray) -> List[List[int]]:
    """Returns pairs of people who are seen for long enough, each with the nearest one."""
    seen = scores > LEAST_SEEN
    people = [int(i) for i in np.flatnonzero(seen.any(2).mean(1) > LEAST_SHARE)]
    place = {i: np.median(poses[i][seen[i]], axis=0) for i in people}
    pairs = set()
    for one in people:
        others = [i for i in people if i != one]
        if others:
            two = min(others, key=lambda i: float(np.linalg.norm(place[i] - place[one])))
            pairs.add((min(one, two), max(one, two)))
    return [list(pair) for pair in sorted(pairs)]


def _windows(recording: Recording, grid: Grid) -> Iterator[Clip]:
    length = int(SECONDS * recording.fps)
    for first in window_starts(recording.poses.shape[1], recording.fps, SECONDS, 2 * HOP):
        looked_at = groups(recording, int(first), length)
        for own in looked_at["pair"] + looked_at["scene"]:
            poses, scores = recording.poses[own], recording.scores[own]
            yield grid.clip(poses, scores, recording.image, int(first), int(first) + length)


def features_of(
    network: PoseNetwork, architecture: SlimArchitecture, clips: Sequence[Clip]
) -> np.ndarray:
    """Returns what the last layer sees [clips, C]."""
    prepare, rows = architecture.preparer(), []
    with torch.no_grad():
        for part in batches(clips, 32):
            prepared = [torch.from_numpy(array) for array in prepare(part)]
            features, steps = folded_features(network, architecture, prepared, len(part))
            rows.append(features.mean((2, 3)).view(len(part), steps, -1).mean(1).numpy())
    return np.concatenate(rows)


def fit(
    features: np.ndarray, offset: np.ndarray, fight: np.ndarray, weights: np.ndarray
) -> Tuple[np.ndarray, float]:
    """Returns weights [C] and bias: log-odds of a fight are features @ weights + bias - offset."""
    mean, spread = features.mean(0), features.std(0) + 1e-3
    columns = np.c_[(features - mean) / spread, np.ones(len(features))]
    row = np.zeros(columns.shape[1])
    shrunk = np.ones_like(row)
    shrunk[-1] = 0
    for _ in range(STEPS):
        odds = np.clip(columns @ row - offset, -30, 30)
        error = weights * (1 / (1 + np.exp(-odds)) - fight)
        row -= RATE * (columns.T @ error / weights.sum() + SHRINKAGE * shrunk * row)
    return row[:-1] / spread, float(row[-1] - (row[:-1] / spread) @ mean)


def weights_of(fight: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Fights weigh as much as calm scenes of their set, and the rest a part of both together."""
    weights = np.zeros(len(fight))
    weights[fight] = 1 / max(fight.sum(), 1)
    weights[own & ~fight] = 1 / max((own & ~fight).sum(), 1)
    weights[~own] = 2 * OTHERS / max((~own).sum(), 1)
    return weights


def with_fights(run: Checkpoint, root: Path) -> Checkpoint:
    """Returns the run with the row of `fight` fitted to all folds but those it keeps."""
    network, architecture = averaged_network(run), slim_of(run, root)
    grid = Grid(architecture.frames, architecture.size, TIME_UNIFORM)
    clips, fights, owned = zip(*samples(root, grid, run.options.folds))
    features = features_of(network, architecture, clips)
    average = run.average
    layer = {part: average[f"cls_head.fc_cls.{part}"].clone() for part in ("weight", "bias")}
    logits = features @ layer["weight"].numpy().T + layer["bias"].numpy()
    others = np.delete(logits, FIGHT, axis=1)
    offset = np.log(np.exp(others - others.max(1, keepdims=True)).sum(1)) + others.max(1)
    fight, own = np.array(fights), np.array(owned)
    row, bias = fit(features, offset, fight, weights_of(fight, own))
    layer["weight"][FIGHT], layer["bias"][FIGHT] = torch.from_numpy(row).float(), bias + PRIOR
    fitted = {f"cls_head.fc_cls.{name}": value for name, value in layer.items()}
    return replace(run, average={**average, **fitted})


def main(arguments: Optional[Sequence[str]] = None) -> int:
    parser = argparse.ArgumentParser(prog="python3 -m train.learning.fight", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the skeleton sets")
    parser.add_argument("--run", type=Path, required=True, help="a run, or its weights")
    parser.add_argument("--out", type=Path, required=True, metavar="RUN", help="of the fitted one")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    path = options.run if options.run.is_file() else options.run / CHECKPOINT
    fitted = with_fights(read_checkpoint(path), options.data)
    options.out.mkdir(parents=True, exist_ok=True)
    write_checkpoint(fitted, options.out / CHECKPOINT)
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
