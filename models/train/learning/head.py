"""Fits the last layer of a network of scenes: `python3 -m train.learning.head --run R --out RUN`.

The layers before it stay as composed scenes made them, and have seen no real fight: of the some
hundred that there are a whole network learns each by heart, and then its features say more of
those than of others. The last layer sees the mean features of several layers (`taps`) and learns
from composed scenes, real fights, calm scenes and crowds at once. If there is a branch of
`train.learning.presence`, it sees the logarithms of its mean features as well. Beside the run of
all, RUN takes one for each fold of `train.measuring.strangers` that never saw what the fold keeps.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Iterator, List, NamedTuple, Optional, Sequence

import numpy as np
import torch
from torch.nn import functional

from export.errors import run_command
from train.composing.activities import ACTIVITIES, ACTIVITY_ALARMS, ACTIVITY_INDEX, FLATTEST
from train.composing.activities import ActivityComposer
from train.composing.wild import FIGHTING, QUIET, UNEVENTFUL
from train.data.clips import TIME_UNIFORM, Clip, batches
from train.data.motions import TRAIN, frontal, load_training_sets, on_side
from train.data.real import FIGHTS, FOLDS, PAIRS_SEEN, fold_of, load_clips, load_crowds
from train.measuring.strangers.material import HOP, SECONDS, Grid
from train.measuring.windows import groups, window_starts
from train.networks.checkpoint import CHECKPOINT, Checkpoint, averaged_network, read_checkpoint
from train.networks.checkpoint import slim_of, write_checkpoint
from train.networks.presence import PresenceNetwork, peaks_of
from train.networks.slim import layer_means

TAPS = (0, 1, 3)
SCENES, SEED = 3500, 23
# How much each kind of sample counts, all of it together.
COMPOSED, REAL_FIGHTS, CALM, PAIRS, CROWDS = "composed", "fights", "calm", "pairs", "crowds"
SHARES = {COMPOSED: 1.0, REAL_FIGHTS: 2.0, CALM: 2.0, PAIRS: 0.3, CROWDS: 0.3}
SHRINKAGE = 0.02
# Of what a branch says and of logarithms of means, which are there for fights, unless asked for
# otherwise; and the row of fights for these two and for the means themselves, as of fights there
# are fewer examples.
HELD_BACK = 1.0
FIGHT_BRANCH_SHRINKAGE, FIGHT_LOG_SHRINKAGE, FIGHT_SHRINKAGE = 0.125, 0.3, 0.5
# Of a feature's usual mean, what is added before its logarithm is taken, and the least of it: the
# logarithm of next to nothing would tell how a device rounds.
LEAST_SHARE, LEAST_MEAN = 0.1, 0.01
FIGHT = ACTIVITY_INDEX["fight"]
# Of a feature's mean, the least spread: one that hardly varies gets no large weight, which half
# precision would round.
LEAST_SPREAD = 0.3
STEPS = 300
# Parts of a real clip that are learnt from: all of it, its beginning and its end.
PARTS = ((0.0, 1.0), (0.0, 0.6), (0.4, 1.0))


class Sample(NamedTuple):
    """A clip, its activity or `QUIET`, what kind it is, and the fold that keeps it."""

    clip: Clip
    label: int
    kind: str
    fold: Optional[int]


class Fitted(NamedTuple):
    """Logits are (features - usual) @ weights.T + bias: [ACTIVITIES, C], [C], [ACTIVITIES].

    Features of the branch come behind those of the layers, then the logarithms of the layers'
    features, to which `least` was added.
    """

    weights: torch.Tensor
    usual: torch.Tensor
    bias: torch.Tensor
    least: Optional[torch.Tensor] = None


def composed_samples(root: Path, grid: Grid, number: int) -> Iterator[Sample]:
    training = on_side(load_training_sets(root), TRAIN)
    composer = ActivityComposer(training, grid.frames, grid.size)
    rng = np.random.default_rng(SEED)
    for _ in range(number):
        yield Sample(*composer.sample(rng), COMPOSED, None)


def real_samples(root: Path, grid: Grid) -> Iterator[Sample]:
    """Yields everybody in real fights, calm scenes, meetings of two, and windows of crowds."""
    for motion in load_clips(root, FIGHTS) + load_clips(root, PAIRS_SEEN):
        pairs = motion.source == PAIRS_SEEN
        if motion.native in UNEVENTFUL:
            continue
        fights = motion.label in FIGHTING
        label = ACTIVITY_INDEX["fight"] if fights else QUIET
        kind = PAIRS if pairs else (REAL_FIGHTS if fights else CALM)
        for first, last in PARTS[:1] if pairs else PARTS:
            frames = int(first * motion.frames), int(last * motion.frames)
            clip = grid.clip(*frontal(motion), motion.image, *frames)
            yield Sample(clip, label, kind, fold_of(motion))
    for recording in load_crowds(root):
        length = int(SECONDS * recording.fps)
        for start in window_starts(recording.poses.shape[1], recording.fps, SECONDS, HOP):
            for people in groups(recording, int(start), length)["scene"]:
                seen = recording.poses[people], recording.scores[people]
                clip = grid.clip(*seen, recording.image, int(start), int(start) + length)
                yield Sample(clip, QUIET, CROWDS, fold_of(recording))


def tapped(run: Checkpoint, root: Path) -> Checkpoint:
    """Returns a run whose last layer is to be fitted to the features of `TAPS` as well."""
    architecture = replace(slim_of(run, root), taps=TAPS)
    weights = architecture.build(len(run.labels)).state_dict()
    known = {name: value for name, value in run.average.items() if name in weights}
    kept = {name: value for name, value in known.items() if not name.startswith("cls_head")}
    return replace(run, architecture=architecture, average={**weights, **kept}, progress=None)


def features_of(run: Checkpoint, root: Path, clips: Sequence[Clip]) -> np.ndarray:
    """Returns the mean features of the taps, of the last layer and of the branch [clips, C]."""
    network, architecture = averaged_network(run), slim_of(run, root)
    prepare, rows = architecture.preparer(), []
    with torch.no_grad():
        for part in batches(clips, 32):
            prepared = [torch.from_numpy(array) for array in prepare(part)]
            means = layer_means(network, architecture, prepared, len(part))
            seen = [means[tap] for tap in network.backbone.maps.taps]
            if isinstance(network, PresenceNetwork):
                peaks = peaks_of(prepared, architecture.grid, len(part))
                seen.append(network.presence.features(peaks))
            rows.append(torch.cat(seen, 1).numpy())
    return np.concatenate(rows)


def weights_of(kinds: np.ndarray) -> np.ndarray:
    """Returns how much each sample counts [N]: kinds by their shares, together 1."""
    weights = np.zeros(len(kinds))
    for kind, share in SHARES.items():
        own = kinds == kind
        weights[own] = share / max(own.sum(), 1)
    return weights / weights.sum()


def fit(
    features: np.ndarray,
    labels: np.ndarray,
    weights: np.ndarray,
    branch: int = 0,
    held_back: float = HELD_BACK,
) -> Fitted:
    """Returns a shrunk softmax regression; the last `branch` features are those of the branch.

    Of `QUIET` samples no more is known than that they raise no alarm.
    """
    layers, least = features.shape[1] - branch, None
    if branch:
        least = least_of(features[:, :layers], labels)
        features = np.c_[features, np.log(features[:, :layers] + least)]
    mean = features.mean(0)
    spread = features.std(0) + 1e-3
    spread[:layers] += LEAST_SPREAD * np.abs(mean[:layers])
    columns = torch.from_numpy((features - mean) / spread).float()
    row = torch.zeros(len(ACTIVITIES), columns.shape[1], requires_grad=True)
    shrunk = _shrinkage(layers, branch, held_back)
    bias = torch.zeros(len(ACTIVITIES), requires_grad=True)
    worth = torch.from_numpy(weights).float()
    optimiser = torch.optim.LBFGS([row, bias], max_iter=STEPS, line_search_fn="strong_wolfe")

    def closure() -> float:
        optimiser.zero_grad()
        loss = (worth * _losses(columns @ row.T + bias, labels)).sum()
        loss = loss + (shrunk * row.square()).sum()
        loss.backward()
        return float(loss)

    optimiser.step(closure)
    scaled = row.detach() / torch.from_numpy(spread).float()
    added = None if least is None else torch.from_numpy(least).float()
    return Fitted(scaled, torch.from_numpy(mean).float(), bias.detach(), added)


def least_of(means: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Returns what is added to each mean before its logarithm is taken [C]."""
    usual = np.abs(means[labels != QUIET].mean(0))
    least: np.ndarray = np.maximum(LEAST_SHARE * usual, LEAST_MEAN)
    return least


def _shrinkage(layers: int, branch: int, held_back: float) -> torch.Tensor:
    """How much each weight [ACTIVITIES, C] is held back."""
    if not branch:
        return torch.full((len(ACTIVITIES), layers), SHRINKAGE)
    shrunk = torch.full((len(ACTIVITIES), 2 * layers + branch), held_back)
    shrunk[:, :layers] = SHRINKAGE
    parts = shrunk[FIGHT].split([layers, branch, layers])
    for part, own in zip(parts, (FIGHT_SHRINKAGE, FIGHT_BRANCH_SHRINKAGE, FIGHT_LOG_SHRINKAGE)):
        part.fill_(own)
    return shrunk


def _losses(logits: torch.Tensor, labels: np.ndarray) -> torch.Tensor:
    harmless = np.setdiff1d(np.arange(len(ACTIVITIES)), ACTIVITY_ALARMS)
    likely = logits.log_softmax(1)
    quiet = torch.from_numpy(labels == QUIET)
    known = torch.from_numpy(np.where(labels == QUIET, 0, labels)).long()
    named = functional.nll_loss(likely, known, reduction="none")
    return torch.where(quiet, -likely[:, harmless].logsumexp(1), named)


def with_head(run: Checkpoint, head: Fitted) -> Checkpoint:
    """Returns a tapped run with a fitted last layer."""
    network = averaged_network(run)
    maps, layer = network.backbone.maps, network.cls_head.fc_cls
    channels = [conv.in_channels for conv in maps.convs]
    layers = sum(channels)
    parts = head.weights[:, :layers].split(channels, dim=1)
    maps.set_weights(parts, head.usual[:layers].split(channels))
    if isinstance(network, PresenceNetwork):
        assert head.least is not None
        network.presence.set_weights(head.weights[:, layers:], head.usual[layers:], head.least)
    with torch.no_grad():
        torch.nn.init.eye_(layer.weight)
        layer.bias.copy_(head.bias)
    return replace(run, average=network.state_dict())


def write_runs(
    run: Checkpoint,
    root: Path,
    samples: Sequence[Sample],
    out: Path,
    held_back: float = HELD_BACK,
) -> None:
    """Writes the run of all samples and one for each fold."""
    run = tapped(run, root)
    features = features_of(run, root, [sample.clip for sample in samples])
    branch = sum(slim_of(run, root).presence)
    labels = np.array([sample.label for sample in samples])
    kinds = np.array([sample.kind for sample in samples])
    folds = np.array([-1 if sample.fold is None else sample.fold for sample in samples])
    for fold in (None, *range(FOLDS)):
        own = folds != (-2 if fold is None else fold)
        made = fit(features[own], labels[own], weights_of(kinds[own]), branch, held_back)
        kept: List[int] = [] if fold is None else [fold]
        whole = replace(run, options=replace(run.options, folds=kept))
        folder = out if fold is None else out / f"fold-{fold}"
        folder.mkdir(parents=True, exist_ok=True)
        write_checkpoint(with_head(whole, made), folder / CHECKPOINT)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    parser = argparse.ArgumentParser(prog="python3 -m train.learning.head", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the skeleton sets")
    parser.add_argument("--run", type=Path, required=True, help="a run, or its weights")
    parser.add_argument("--out", type=Path, required=True, metavar="RUN", help="of the fitted one")
    parser.add_argument("--scenes", type=int, default=SCENES,
                        help="composed (default %(default)s)")  # fmt: skip
    parser.add_argument("--held-back", type=float, default=HELD_BACK, metavar="SHRINKAGE",
                        help="of what a branch says of anything but fights"
                        " (default %(default)s)")  # fmt: skip
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    path = options.run if options.run.is_file() else options.run / CHECKPOINT
    run = read_checkpoint(path)
    sizes = slim_of(run, path)
    grid = Grid(sizes.frames, sizes.size, TIME_UNIFORM, FLATTEST)
    samples = list(composed_samples(options.data, grid, options.scenes))
    samples += real_samples(options.data, grid)
    write_runs(run, options.data, samples, options.out, options.held_back)
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
