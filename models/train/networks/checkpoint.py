"""Networks as files: what a run needs to go on, and the weights that others start from."""

import os
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional

import torch

from export.errors import ExportError
from train.data.records import record_of
from train.networks.architecture import Trainable
from train.networks.keypoints import KeypointArchitecture
from train.networks.slim import SlimArchitecture
from train.networks.stgcn import StgcnArchitecture

CHECKPOINT = "checkpoint.pt"
ARCHITECTURES: Dict[str, Callable[..., Trainable[Any]]] = {
    SlimArchitecture.kind: SlimArchitecture,
    KeypointArchitecture.kind: KeypointArchitecture,
    StgcnArchitecture.kind: StgcnArchitecture,
}
Weights = Dict[str, torch.Tensor]


@dataclass(frozen=True)
class Options:
    """How a network is trained. `average` and `teacher_share` are shares of 1.

    `teacher` names the checkpoints whose mean answers are learnt, `leave_out` the sets that are
    not; with `hold_out` some motions without a target are not either. Nothing is learnt of what
    the strangers' `folds` keep. `halved` networks multiply in bfloat16.
    """

    task: str
    steps: int
    rate: float
    decay: float
    smoothing: float
    average: float
    batch: int
    leave_out: List[str]
    hold_out: bool
    teacher: List[str]
    teacher_share: float
    folds: List[int] = field(default_factory=list)
    halved: bool = False


@dataclass(frozen=True)
class Progress:
    """What a run needs to go on, beyond its averaged weights."""

    history: List[Dict[str, float]]
    network: Weights
    optimiser: Dict[str, Any]


@dataclass(frozen=True)
class Checkpoint:
    """The averaged weights of a run, and how they came about."""

    architecture: Trainable[Any]
    labels: List[str]
    options: Options
    seed: int
    steps: int
    seconds: float
    average: Weights
    progress: Optional[Progress] = None

    @property
    def minutes(self) -> float:
        return round(self.seconds / 60, 1)


def make_architecture(kind: str, sizes: Dict[str, Any]) -> Trainable[Any]:
    """Returns the sizes of a network, other than the default where `sizes` names them."""
    made = ARCHITECTURES[kind]
    known = [field.name for field in fields(made())]
    for name in sizes:
        if name not in known:
            raise ExportError(f"--size {name}: expected one of {', '.join(known)}")
    return made(**sizes)


def slim_of(checkpoint: Checkpoint, path: Path) -> SlimArchitecture:
    """Returns the sizes of a slim network, or raises for any other."""
    if checkpoint.architecture.kind != SlimArchitecture.kind:
        raise ExportError(f"{path}: expected a run of a slim network")
    return SlimArchitecture(**asdict(checkpoint.architecture))


def averaged_network(checkpoint: Checkpoint) -> Any:
    """Returns the network to use, in evaluation mode; its type is the architecture's."""
    network = checkpoint.architecture.build(len(checkpoint.labels))
    network.load_state_dict(checkpoint.average)
    return network.eval()


def read_checkpoint(path: Path) -> Checkpoint:
    """Returns a run's checkpoint or weights, or raises if the file is something else."""
    try:
        state = torch.load(path, map_location="cpu")
        if isinstance(state, dict) and state.get("kind") in ARCHITECTURES:
            return _checkpoint(state)
    except (RuntimeError, ValueError, TypeError, EOFError, KeyError) as error:
        raise ExportError(
            f"{path}: expected a checkpoint of train.learning.train, got {error}"
        ) from None
    kinds = ", ".join(ARCHITECTURES)
    raise ExportError(f"{path}: expected a checkpoint of train.learning.train, of one of {kinds}")


def _checkpoint(state: Dict[str, Any]) -> Checkpoint:
    going_on = "optimiser" in state
    return Checkpoint(
        ARCHITECTURES[state["kind"]](**_with_tuples(state["architecture"])),
        list(state["labels"]),
        _options(state["options"]),
        state["seed"],
        state["steps"],
        state["seconds"],
        state["average"],
        Progress(state["history"], state["network"], state["optimiser"]) if going_on else None,
    )


def _with_tuples(sizes: Dict[str, Any]) -> Dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in sizes.items()}


def _options(values: Dict[str, Any]) -> Options:
    # Runs of earlier releases had one teacher at most.
    teacher = values["teacher"] or []
    return record_of(
        Options, {**values, "teacher": [teacher] if isinstance(teacher, str) else list(teacher)}
    )


def write_checkpoint(checkpoint: Checkpoint, path: Path) -> None:
    """Replaces the file in one go: a kill leaves the old one or the new one."""
    draft = path.with_suffix(".part")
    torch.save(_state(checkpoint), draft)
    os.replace(draft, path)


def write_weights(checkpoint: Checkpoint, path: Path) -> None:
    """Writes what another run needs to start from this one or to measure it again."""
    torch.save(_state(replace(checkpoint, progress=None)), path)


def _state(checkpoint: Checkpoint) -> Dict[str, Any]:
    """Returns the layout of the file, which the readers of earlier releases know."""
    progress = checkpoint.progress
    state = {
        "kind": checkpoint.architecture.kind,
        "architecture": asdict(checkpoint.architecture),
        "labels": checkpoint.labels,
        "options": asdict(checkpoint.options),
        "seed": checkpoint.seed,
        "steps": checkpoint.steps,
        "seconds": checkpoint.seconds,
    }
    if progress is not None:
        state.update(history=progress.history, network=progress.network)
    state["average"] = checkpoint.average
    if progress is not None:
        state["optimiser"] = progress.optimiser
    return state
