"""What is measured: the network of a run, of a file, or the mean of several runs."""

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional, Sequence

from torch import nn

from train.composing.tasks import ACTIONS
from train.measuring.mean import Stream, mean_of, read_streams
from train.measuring.onnx_network import read_network
from train.networks.architecture import Architecture
from train.networks.checkpoint import CHECKPOINT, averaged_network, read_checkpoint


@dataclass(frozen=True)
class Measured:
    """The network that is measured, and how it was trained."""

    network: nn.Module
    architecture: Architecture[Any]
    task: str = ACTIONS.name
    leave_out: Sequence[str] = ()
    hold_out: bool = False
    minutes: float = 0.0
    steps: int = 0
    # of its logits, if they are calibrated already
    temperature: Optional[float] = None


def measured_of(options: argparse.Namespace) -> Measured:
    """Returns the network of a run's checkpoint, of --onnx or of --members."""
    if options.onnx is not None:
        network, architecture = read_network(options.onnx)
        return Measured(network, architecture)
    if options.members:
        return _measured_mean(read_streams(options.members))
    run = read_checkpoint(options.run / CHECKPOINT)
    return Measured(
        averaged_network(run),
        run.architecture,
        run.options.task,
        run.options.leave_out,
        run.options.hold_out,
        run.minutes,
        run.steps,
    )


def _measured_mean(streams: Sequence[Stream]) -> Measured:
    runs = [stream.checkpoint for stream in streams]
    network, architecture = mean_of(streams)
    return Measured(
        network,
        architecture,
        runs[0].options.task,
        sorted({name for run in runs for name in run.options.leave_out}),
        any(run.options.hold_out for run in runs),
        round(sum(run.seconds for run in runs) / 60, 1),
        sum(run.steps for run in runs),
        temperature=1.0,
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
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
