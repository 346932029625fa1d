"""Networks of one run for everybody as files."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Tuple

import torch

from export.errors import ExportError
from train.data.motions import LABELS
from train.networks.crowd import CrowdArchitecture, CrowdNetwork

CROWD = "crowd.pt"


@dataclass(frozen=True)
class CrowdRun:
    """The averaged weights of a run that learnt nothing of what its `folds` keep."""

    architecture: CrowdArchitecture
    network: CrowdNetwork
    steps: int
    seconds: float
    folds: Tuple[int, ...] = ()


def read_run(path: Path) -> CrowdRun:
    """Returns the averaged weights of a run."""
    state = torch.load(path, map_location="cpu")
    if not isinstance(state, dict) or state.get("kind") != CrowdArchitecture.kind:
        raise ExportError(f"{path}: expected the weights of train.learning.crowd")
    if state["labels"] != list(LABELS):
        raise ExportError(f"{path}: expected weights of the labels of today")
    sizes = state["architecture"].items()
    architecture = CrowdArchitecture(
        **{name: tuple(size) if isinstance(size, list) else size for name, size in sizes}
    )
    network = architecture.build(len(LABELS))
    network.load_state_dict(state["average"])
    folds = tuple(state.get("folds", ()))
    return CrowdRun(architecture, network.eval(), state["steps"], state["seconds"], folds)


def write_weights(run: CrowdRun, path: Path) -> None:
    """Writes what another run needs to start from this one, or to measure it again."""
    state = {
        "kind": CrowdArchitecture.kind,
        "architecture": asdict(run.architecture),
        "labels": list(LABELS),
        "steps": run.steps,
        "seconds": run.seconds,
        "folds": list(run.folds),
        "average": run.network.state_dict(),
    }
    torch.save(state, path)
