"""Fits the last layer to the clips of a store: `python3 -m train.learning.last --run RUN ..`.

After weights were averaged, features are not quite those that the last layer was made for, and
some labels lose more than others. The layers before it stay, but for the statistics of their
norms, which are taken anew; so a fit costs one pass over some thousand clips, those of
`train.learning.draw` and the windows of `train.learning.streamed`. Rows are drawn to what they
were. Of clips that the run's folds keep nothing is learnt.
"""

import argparse
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Iterator, Optional, Sequence

import numpy as np
import torch
from torch import nn

from export.errors import run_command
from train.composing.tasks import TASKS
from train.data.clips import Clip, batches
from train.learning.fight import features_of
from train.learning.soup import LAST_LAYER
from train.learning.store import Store
from train.learning.streamed import Labelled
from train.learning.trainer import supervised
from train.networks.checkpoint import CHECKPOINT, Checkpoint, averaged_network, read_checkpoint
from train.networks.checkpoint import slim_of, write_checkpoint

SEED = 17
STEPS = 200
SMOOTHING = 0.05
# Of this part of a store on clips are disturbed less.
FIRST = 0.5


@dataclass(frozen=True)
class Fit:
    """How a last layer is fitted: to how many clips, and how strongly it is held back.

    `clips` are of each store. `settling` of the first store's give the norms their statistics;
    0 leaves these as they are. `pull` is what the squared distance to the old rows costs, a
    feature counted by its spread.
    """

    clips: int = 9000
    settling: int = 1500
    pull: float = 0.003


def drawn(store: Store, number: int) -> Iterator[Labelled]:
    """Yields at most so many different clips of the later part of a store."""
    late = store.open[int(FIRST * len(store.open)) :]
    for clip in np.random.default_rng(SEED).permutation(late)[:number]:
        yield store.clip(int(clip)), int(store.labels[clip])


def settled(run: Checkpoint, clips: Sequence[Clip], batch: int = 32) -> Checkpoint:
    """Returns the run with the statistics of its norms taken from clips."""
    network, architecture = averaged_network(run), slim_of(run, Path(CHECKPOINT))
    norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm3d)]
    prepare = architecture.preparer()
    with torch.no_grad():
        for number, part in enumerate(batches(clips, batch), 1):
            for norm in norms:
                # The plain mean of all batches.
                norm.train().momentum = 1 / number
            prepared = [torch.from_numpy(array) for array in prepare(part)]
            architecture.logits(network, prepared, len(part))
    return replace(run, average=network.state_dict())


def fitted(
    layer: nn.Linear, features: np.ndarray, labels: np.ndarray, task: str, pull: float
) -> nn.Linear:
    """Returns a last layer for features [N, C] and labels [N], which may be `QUIET`."""
    spread = torch.from_numpy(features.std(0) + 1e-3)
    columns, named = torch.from_numpy(features), torch.from_numpy(labels).long()
    harmless = np.setdiff1d(np.arange(layer.out_features), TASKS[task].alarms)
    change = torch.zeros_like(layer.weight, requires_grad=True)
    bias = layer.bias.detach().clone().requires_grad_()
    old = layer.weight.detach()
    optimiser = torch.optim.LBFGS([change, bias], max_iter=STEPS, line_search_fn="strong_wolfe")

    def closure() -> float:
        optimiser.zero_grad()
        logits = columns @ (old + change / spread).T + bias
        loss = supervised(logits, named, SMOOTHING, harmless) + pull * change.square().sum()
        loss.backward()
        return float(loss)

    optimiser.step(closure)
    made = nn.Linear(layer.in_features, layer.out_features)
    with torch.no_grad():
        made.weight.copy_(old + change / spread)
        made.bias.copy_(bias)
    return made


def refitted(run: Checkpoint, samples: Sequence[Labelled], fit: Fit) -> Checkpoint:
    """Returns the run with settled norms and a last layer that is fitted to samples."""
    clips = [clip for clip, _ in samples]
    if fit.settling:
        run = settled(run, clips[: fit.settling])
    network, architecture = averaged_network(run), slim_of(run, Path(CHECKPOINT))
    features = features_of(network, architecture, clips)
    labels = np.array([label for _, label in samples])
    layer = fitted(network.cls_head.fc_cls, features, labels, run.options.task, fit.pull)
    rows = {LAST_LAYER + name: value for name, value in layer.state_dict().items()}
    return replace(run, average={**run.average, **rows}, progress=None)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    parser = argparse.ArgumentParser(prog="python3 -m train.learning.last", description=__doc__)
    add, usual = parser.add_argument, Fit()
    add("--run", type=Path, required=True, help="a run, or its weights")
    add("--store", type=Path, nargs="+", required=True, help="clips to learn from")
    add("--out", type=Path, required=True, metavar="RUN", help="of the fitted one")
    add("--clips", type=int, default=usual.clips, help="of each store (default %(default)s)")
    add("--settling", type=int, default=usual.settling,
        help="of the first store, for the norms (default %(default)s)")  # fmt: skip
    add("--pull", type=float, default=usual.pull, help="to the old rows (default %(default)s)")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    path = options.run if options.run.is_file() else options.run / CHECKPOINT
    run = read_checkpoint(path)
    fit = Fit(options.clips, options.settling, options.pull)
    stores = [Store(store, run.options.folds) for store in options.store]
    samples = [sample for store in stores for sample in drawn(store, fit.clips)]
    options.out.mkdir(parents=True, exist_ok=True)
    write_checkpoint(refitted(run, samples, fit), options.out / CHECKPOINT)
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
