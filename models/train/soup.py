"""Averages the weights of runs of one origin: `python3 -m train.soup RUN RUN --out FILE`.

Wortsman et al., "Model soups", 2022: runs that differ by their seed find one valley, and its
middle holds up better on strangers than either. The file is for `train.train --init`.
"""

import argparse
import sys
from pathlib import Path
from typing import List

import torch

from export.errors import ExportError, run_command
from train.train import CHECKPOINT, read_checkpoint


def averaged(states: List[dict]) -> dict:
    """Returns the first state with the mean of all averaged weights; counters are the first's."""
    first = states[0]
    for state in states[1:]:
        if (state["architecture"], state["labels"]) != (first["architecture"], first["labels"]):
            raise ExportError("expected runs of the same sizes and labels")
    weights = {
        name: torch.stack([state["average"][name] for state in states]).mean(0)
        if value.dtype.is_floating_point
        else value
        for name, value in first["average"].items()
    }
    return {**first, "average": weights}


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python3 -m train.soup", description=__doc__)
    parser.add_argument("runs", type=Path, nargs="+", metavar="RUN")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    arguments = parser.parse_args(arguments)
    states = [read_checkpoint(run / CHECKPOINT) for run in arguments.runs]
    torch.save(averaged(states), arguments.out)
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
