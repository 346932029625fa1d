"""Who is measured: one network, or one for each fold that never saw what the fold keeps."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple, cast

import numpy as np
import onnx
import yaml
from onnx import numpy_helper
from torch import nn

from export.errors import ExportError
from train.composing.activities import ACTIVITIES, FLATTEST
from train.composing.tasks import ACTIONS, SCENES, TASKS
from train.data.clips import REFERENCE, TIME_UNIFORM
from train.data.motions import LABELS, REJECT
from train.data.real import FOLDS
from train.measuring.calibration import Calibration
from train.measuring.mean import MeanArchitecture
from train.measuring.onnx_network import read_network
from train.measuring.strangers.crowd import by_heads
from train.measuring.strangers.material import Grid, Item
from train.networks.architecture import Architecture
from train.networks.checkpoint import CHECKPOINT, averaged_network, read_checkpoint
from train.networks.crowd_file import CROWD, CrowdRun, read_run
from train.networks.predict import predict, softmax
from train.networks.slim import SlimArchitecture, fold_temperature


# Logits [items, labels] of a network.
Answer = Callable[[Any, Sequence[Item]], np.ndarray]


@dataclass(frozen=True)
class Subject:
    """Networks of the same sizes by fold; that of fold None answers for all that lack one.

    `answer` asks a network about items on the grid. `labels` are the networks', `names` those of
    the scores. A label starts at its `enter` [names].
    """

    name: str
    networks: Dict[Optional[int], nn.Module]
    grid: Grid
    answer: Answer
    labels: Sequence[str]
    enter: np.ndarray
    temperature: float = 1.0
    names: Sequence[str] = LABELS

    def logits(self, items: Sequence[Item]) -> np.ndarray:
        """Returns logits [items, names], each of a network that must not know the item."""
        columns = np.array([list(self.names).index(label) for label in self.labels])
        logits = np.full((len(items), len(self.names)), -np.inf, np.float32)
        known = set(self.networks) - {None}
        answering = np.array([item.fold if item.fold in known else -1 for item in items])
        for fold in np.unique(answering):
            network = self.networks.get(None if fold < 0 else int(fold))
            if network is None:
                # Nobody trained on it: any of the runs may answer.
                network = next(iter(self.networks.values()))
            rows = np.flatnonzero(answering == fold)
            mine = self.answer(network, [items[row] for row in rows])
            logits[np.ix_(rows, columns)] = mine / self.temperature
        return logits

    def scores(self, items: Sequence[Item]) -> np.ndarray:
        return softmax(self.logits(items))


def of_runs(name: str, runs: Sequence[Path], calibration: Calibration) -> Subject:
    """Returns runs, each of the folds it was trained for or of none.

    They are of `train.learning.train` or all of `train.learning.crowd`.
    """
    if (runs[0] / CROWD).exists():
        return of_crowds(name, [read_run(run / CROWD) for run in runs], calibration)
    read = [read_checkpoint(run if run.is_file() else run / CHECKPOINT) for run in runs]
    networks = by_fold(name, [(averaged_network(run), run.options.folds) for run in read])
    first = read[0]
    task = TASKS[first.options.task]
    grid = grid_of(first.architecture, TIME_UNIFORM, FLATTEST if task is SCENES else 1.0)
    return Subject(
        name, networks, grid, by_clips(first.architecture), first.labels,
        calibration.enter(task), calibration.temperature, task.labels,
    )  # fmt: skip


def by_fold(
    name: str, runs: Sequence[Tuple[nn.Module, Sequence[int]]]
) -> Dict[Optional[int], nn.Module]:
    """Returns networks by the folds that they know nothing of; who knows all is that of None."""
    networks: Dict[Optional[int], nn.Module] = {}
    for network, known in runs:
        folds: List[Optional[int]] = [*known] or [None]
        for fold in folds:
            if fold in networks:
                raise ExportError(f"{name}: expected one run of a fold, found two of {fold}")
            networks[fold] = network
    return networks


def of_crowds(name: str, runs: Sequence[CrowdRun], calibration: Calibration) -> Subject:
    """Returns runs of one network for everybody."""
    networks = by_fold(name, [(run.network, run.folds) for run in runs])
    grid = grid_of(runs[0].architecture, TIME_UNIFORM)
    enter = calibration.enter(ACTIONS)
    return Subject(name, networks, grid, by_heads, LABELS, enter, calibration.temperature)


def by_clips(architecture: Architecture[Any]) -> Answer:
    """Returns what asks a network about each item's clip."""
    return lambda network, items: predict(network, [item.clip for item in items], architecture)


def grid_of(sizes: Any, sampling: str, flattest: float = 1.0) -> Grid:
    return Grid(sizes.frames, sizes.size, sampling, flattest)


def of_bundle(folder: Path) -> Subject:
    """Returns a bundle's networks with its own thresholds, as anybody gets them."""
    with open(folder / "manifest.yaml", encoding="utf-8") as file:
        manifest = yaml.safe_load(file)
    labels = [label["name"] for label in manifest["labels"]]
    starts = manifest["thresholds"]
    own = starts.get("labels", {})
    names = ACTIVITIES if set(labels) <= set(ACTIVITIES) else LABELS
    enter = np.array(
        [own.get(name, starts["default"])["enter"] if name != REJECT else np.inf for name in names]
    )
    sampling = manifest["preprocessing"].get("sampling", REFERENCE)
    name = f"{manifest['name']} {manifest['version']}"
    if "heads" in manifest["members"][0]:
        run = read_run(folder / "weights.pt")
        grid = grid_of(run.architecture, sampling)
        return Subject(name, {None: run.network}, grid, by_heads, labels, enter)
    members = [read_member(folder / member["file"]) for member in manifest["members"]]
    network, architecture = members[0]
    if len(members) > 1:
        network = nn.ModuleList(network for network, _ in members)
        slim = tuple(cast(SlimArchitecture, own) for _, own in members)
        architecture = MeanArchitecture(slim, (1.0,) * len(members))
    flattest = manifest["preprocessing"]["compact"]["hw-ratio"][0]
    grid = grid_of(architecture, sampling, flattest)
    answer = by_clips(architecture)
    return Subject(name, {None: network}, grid, answer, labels, enter, names=names)


def read_member(file: Path) -> Tuple[nn.Module, Architecture[Any]]:
    """Returns the network of an ONNX file, of the weights beside it if there are any: faster."""
    weights = file.with_name("weights.pt" if file.stem == "model" else f"{file.stem}.pt")
    if not weights.exists():
        return read_network(file)
    run = read_checkpoint(weights)
    network = averaged_network(run)
    exported = initial_value(file, "network.cls_head.fc_cls.weight")
    trained = network.cls_head.fc_cls.weight.detach().numpy()
    weighed = exported != 0
    fold_temperature(network, float(np.median(trained[weighed] / exported[weighed])))
    return network, run.architecture


def initial_value(file: Path, name: str) -> np.ndarray:
    """Returns a constant of an ONNX file."""
    constants = {constant.name: constant for constant in onnx.load(str(file)).graph.initializer}
    return numpy_helper.to_array(constants[name])


def of_file(name: str, file: Path, labels: List[str], calibration: Calibration) -> Subject:
    """Returns an ONNX file of joint volumes."""
    network, architecture = read_network(file)
    enter = calibration.enter(ACTIONS)
    grid = grid_of(architecture, REFERENCE)
    return Subject(name, {None: network}, grid, by_clips(architecture), labels, enter)


def check_folds(subject: Subject) -> None:
    """Raises unless there is a network for every fold, or one for all."""
    missing = sorted(set(range(FOLDS)) - set(subject.networks))
    if None not in subject.networks and missing:
        raise ExportError(f"{subject.name}: expected runs of all folds, missing {missing}")
