"""Averages the weights of runs of one origin: `python3 -m train.learning.soup RUN RUN --out FILE`.

Wortsman et al., "Model soups", 2022: runs that differ by their seed find one valley, and its
middle holds up better on strangers than either. The middle between a run and the weights that it
was tuned from keeps more of what those knew ("Robust fine-tuning of zero-shot models", 2022). The
file is for `train.learning.train --init` and `train.learning.fight`.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import List, Optional, Sequence

import torch

from export.errors import ExportError, run_command
from train.networks.checkpoint import CHECKPOINT, Checkpoint, read_checkpoint, write_weights

LAST_LAYER = "cls_head.fc_cls."


def averaged(runs: Sequence[Checkpoint], shares: Optional[Sequence[float]] = None) -> Checkpoint:
    """Returns the first run with the weighted mean of all averaged weights.

    Counters, labels and options are the first's. The row of a label that some runs do not know is
    the mean of the others'. `shares` are the weights of the mean, all alike if there are none.
    """
    first = runs[0]
    worth = torch.tensor(shares if shares is not None else [1.0] * len(runs))
    if len(worth) != len(runs):
        raise ExportError(f"expected {len(runs)} shares, found {len(worth)}")
    for run in runs[1:]:
        if run.architecture != first.architecture or not set(run.labels) <= set(first.labels):
            raise ExportError("expected runs of the same sizes, and of labels that the first has")
    weights = {
        name: _mean([run.average[name] for run in runs], worth)
        if value.dtype.is_floating_point and not name.startswith(LAST_LAYER)
        else value
        for name, value in first.average.items()
    }
    for name in first.average:
        if name.startswith(LAST_LAYER):
            weights[name] = torch.stack([_row(runs, worth, name, row) for row in first.labels])
    return replace(first, average=weights)


def _row(runs: Sequence[Checkpoint], worth: torch.Tensor, name: str, label: str) -> torch.Tensor:
    """Returns the mean of what runs that know a label have in its row of the last layer."""
    knowing = [number for number, run in enumerate(runs) if label in run.labels]
    rows = [runs[number].average[name][runs[number].labels.index(label)] for number in knowing]
    return _mean(rows, worth[knowing])


def _mean(values: List[torch.Tensor], worth: torch.Tensor) -> torch.Tensor:
    return torch.tensordot(worth / worth.sum(), torch.stack(values), 1)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    parser = argparse.ArgumentParser(prog="python3 -m train.learning.soup", description=__doc__)
    add = parser.add_argument
    add("runs", type=Path, nargs="+", metavar="RUN", help="runs, or files of weights")
    add("--shares", type=float, nargs="+", metavar="SHARE", help="of each (default: all alike)")
    add("--out", type=Path, required=True, metavar="FILE")
    options = parser.parse_args(arguments)
    paths = [run if run.is_file() else run / CHECKPOINT for run in options.runs]
    soup = averaged([read_checkpoint(path) for path in paths], options.shares)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    write_weights(soup, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
