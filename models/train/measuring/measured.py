"""What is measured: the network of a run, of a file, or the mean of several runs."""

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Sequence

from torch import nn

from train.measuring.mean import Stream, mean_of, read_streams
from train.measuring.onnx_network import read_network
from train.composing.tasks import ACTIONS
from train.learning.train import CHECKPOINT, architecture_of, averaged_network, read_checkpoint


@dataclass(frozen=True)
class Measured:
    """The network that is measured, and how it was trained."""

    network: nn.Module
    architecture: object
    task: str = ACTIONS.name
    leave_out: Sequence[str] = ()
    hold_out: bool = False
    minutes: float = 0.0
    steps: int = 0
    # of its logits, if they are calibrated already
    temperature: Optional[float] = None


def measured_of(arguments) -> Measured:
    """Returns the network of a run's checkpoint, of --onnx or of --members."""
    if arguments.onnx is not None:
        return Measured(*read_network(arguments.onnx))
    if arguments.members:
        return _measured_mean(read_streams(arguments.members))
    state = read_checkpoint(arguments.run / CHECKPOINT)
    options = state["options"]
    return Measured(
        averaged_network(state),
        architecture_of(state),
        options["task"],
        options["leave_out"],
        options["hold_out"],
        round(state["seconds"] / 60, 1),
        state["steps"],
    )


def _measured_mean(streams: Sequence[Stream]) -> Measured:
    states = [stream.state for stream in streams]
    return Measured(
        *mean_of(streams),
        states[0]["options"]["task"],
        sorted({name for state in states for name in state["options"]["leave_out"]}),
        any(state["options"]["hold_out"] for state in states),
        round(sum(state["seconds"] for state in states) / 60, 1),
        sum(state["steps"] for state in states),
        temperature=1.0,
    )


def add_arguments(parser: argparse.ArgumentParser):
    """Adds what calibrating and evaluating take."""
    parser.add_argument("--run", type=Path, required=True, help="folder of the run")
    parser.add_argument("--data", type=Path, required=True, help="folder of the skeleton sets")
    parser.add_argument(
        "--onnx", type=Path, metavar="FILE", help="measure this network of actions instead"
    )
    parser.add_argument(
        "--members", type=Path, nargs="+", metavar="RUN",
        help="measure the mean of these calibrated runs instead",
    )  # fmt: skip
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--every", type=int, default=1, help="use every n-th motion, for trials")
