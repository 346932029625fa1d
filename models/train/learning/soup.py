"""Averages the weights of runs of one origin: `python3 -m train.learning.soup RUN RUN --out FILE`.

Wortsman et al., "Model soups", 2022: runs that differ by their seed find one valley, and its
middle holds up better on strangers than either. The file is for `train.learning.train --init`.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Optional, Sequence

import torch

from export.errors import ExportError, run_command
from train.networks.checkpoint import CHECKPOINT, Checkpoint, read_checkpoint, write_weights


def averaged(runs: Sequence[Checkpoint]) -> Checkpoint:
    """Returns the first run with the mean of all averaged weights; counters are the first's."""
    first = runs[0]
    for run in runs[1:]:
        if (run.architecture, run.labels) != (first.architecture, first.labels):
            raise ExportError("expected runs of the same sizes and labels")
    weights = {
        name: torch.stack([run.average[name] for run in runs]).mean(0)
        if value.dtype.is_floating_point
        else value
        for name, value in first.average.items()
    }
    return replace(first, average=weights)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    parser = argparse.ArgumentParser(prog="python3 -m train.learning.soup", description=__doc__)
    parser.add_argument("runs", type=Path, nargs="+", metavar="RUN")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    options = parser.parse_args(arguments)
    runs = [read_checkpoint(run / CHECKPOINT) for run in options.runs]
    write_weights(averaged(runs), options.out)
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
