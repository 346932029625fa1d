"""Reads trained weights and builds the network they belong to.

A checkpoint holds a `state_dict` with the official key names; `finding` says where in the file.
What the keys and shapes tell (architecture, width, blocks per stage, joints, classes) is taken
from them.
"""

import inspect
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Optional, Tuple, Union

import numpy as np
import torch

from export.architectures import FIRST_WEIGHTS, PoseNetwork, build
from export.errors import ExportError
from export.finding import Found, find_weights
from export.rgbpose import CLASSIFIERS, RgbNetwork, RgbPoseNetwork
from export.torch_file import read_file

STAGED = ("slowonly", "x3d-shallow")
CLASSIFIER = "cls_head.fc_cls.weight"
# Old PyTorch versions do not write it, and inference does not read it.
OPTIONAL_SUFFIX = "num_batches_tracked"
# Newer versions of torch unpickle tensors only unless told otherwise.
EVERY_CLASS: Dict[str, Any] = (
    {"weights_only": False} if "weights_only" in inspect.signature(torch.load).parameters else {}
)

# Weights by key.
State = Dict[str, Any]


@dataclass(frozen=True)
class TrainedNetwork:
    """A network with its weights, and what the checkpoint told about it."""

    network: Union[PoseNetwork, RgbPoseNetwork, RgbNetwork]
    architecture: str
    # 0 for a network that takes no heatmaps.
    keypoints: int
    classes: int

    @property
    def takes_pictures(self) -> bool:
        return self.architecture in CLASSIFIERS


def read_weights(path: Path, wanted: Optional[str] = None, trusted: bool = False) -> Found:
    """Returns the weights in a .pth file by key, in single precision, and what was chosen.

    Only tensors and containers are unpickled unless the file is `trusted`: a pickle can run any
    code when it is read. `wanted` names the weights to take of a file with several networks.
    """
    try:
        return find_weights(_unpickled(path, trusted), wanted)
    except ExportError as error:
        raise ExportError(f"{path}: {error}") from error
    except RecursionError as error:
        raise ExportError(f"{path}: expected a model, found modules within themselves") from error


def _unpickled(path: Path, trusted: bool) -> Any:
    if not trusted:
        return read_file(path)
    try:
        return torch.load(path, map_location="cpu", **EVERY_CLASS)
    except OSError:
        raise
    except Exception as error:  # torch reports damaged files by many types
        cause = next(iter(str(error).splitlines()), type(error).__name__)
        raise ExportError(f"expected a PyTorch checkpoint, found: {cause}") from error


@dataclass(frozen=True)
class RawTensor:
    """Where the values of a tensor lie in a raw file; `value` instead for a single number."""

    name: str
    shape: Tuple[int, ...] = ()
    offset: int = 0
    size: int = 0
    value: Optional[float] = None

    def read(self, data: bytes) -> torch.Tensor:
        if self.value is not None:
            return torch.tensor(self.value)
        raw = data[self.offset : self.offset + self.size]
        if len(raw) != self.size:
            raise ExportError(
                f"{self.name}: expected {self.size} bytes of weights, found {len(raw)}"
            )
        return torch.from_numpy(np.frombuffer(raw, "<f4").reshape(self.shape).copy())


def network_from(
    state: State,
    architecture: Optional[str] = None,
    temporal_strides: Optional[Tuple[int, ...]] = None,
) -> TrainedNetwork:
    """Returns the network that fits the weights, with the weights loaded.

    The architecture is told by the keys if None. `temporal_strides` is for a SlowOnly that
    deviates from the usual (1, 1, 2): keys and shapes do not tell it. Raises ExportError naming
    the first key that does not fit.
    """
    architecture = architecture or _architecture_of(state)
    if temporal_strides is not None and architecture != "slowonly":
        raise ExportError(f"temporal strides: expected a slowonly network, found {architecture}")
    if architecture in CLASSIFIERS:
        return _network_of_pictures(state, architecture)
    options = _backbone_options(state, architecture)
    if temporal_strides is not None:
        options["temporal_strides"] = temporal_strides
    classes = _size(state, CLASSIFIER, 0, 1)
    network = build(architecture, classes, **options)
    fitting = _check_fit(state, network.state_dict(), architecture)
    network.load_state_dict(fitting)
    return TrainedNetwork(network, architecture, options["keypoints"], classes)


def _network_of_pictures(state: State, architecture: str) -> TrainedNetwork:
    classes = _size(state, CLASSIFIERS[architecture], 0, 1)
    network: Union[RgbPoseNetwork, RgbNetwork]
    if architecture == "rgbpose":
        keypoints = _size(state, "backbone.pose_path.conv1.conv.weight", 1, 17)
        width = _size(state, FIRST_WEIGHTS[architecture], 0, 64)
        network = RgbPoseNetwork(classes, keypoints, width)
    else:
        keypoints = 0
        network = RgbNetwork(classes, _size(state, "backbone.conv1.conv.weight", 0, 64))
    network.load_state_dict(_check_fit(state, network.state_dict(), architecture))
    return TrainedNetwork(network.eval(), architecture, keypoints, classes)


def _architecture_of(state: State) -> str:
    for architecture, key in FIRST_WEIGHTS.items():
        if key in state:
            return architecture
    expected = " or ".join(
        f"{key} ({architecture})" for architecture, key in FIRST_WEIGHTS.items()
    )
    raise ExportError(
        f"cannot tell the architecture: expected the key {expected}, "
        f"found first key {next(iter(state))}"
    )


def _backbone_options(state: State, architecture: str) -> Dict[str, Any]:
    first = FIRST_WEIGHTS[architecture]
    defaults = {"slowonly": 32, "c3d-light": 32, "x3d-shallow": 24}
    options: Dict[str, Any] = {
        "keypoints": _size(state, first, 1, 17),
        "base_channels": _size(state, first, 0, defaults[architecture]),
    }
    if architecture in STAGED:
        options["stage_blocks"] = tuple(_blocks(state, stage) for stage in (1, 2, 3))
    return options


def _size(state: State, key: str, dimension: int, otherwise: int) -> int:
    """The size of one dimension; a default for an unusable key, to be reported by the check."""
    value = state.get(key)
    if not isinstance(value, torch.Tensor) or value.dim() <= dimension:
        return otherwise
    return value.shape[dimension] or otherwise


def _blocks(state: State, stage: int) -> int:
    found = [re.match(rf"backbone\.layer{stage}\.(\d+)\.", key) for key in state]
    return 1 + max((int(match.group(1)) for match in found if match), default=0)


def _check_fit(state: State, expected: State, architecture: str) -> State:
    """Returns the weights in the network's order, or raises for the first that does not fit."""
    fitting = {
        key: _fitting(key, state.get(key), place, architecture) for key, place in expected.items()
    }
    for key in state:
        if key not in expected:
            raise ExportError(f"key {key}: expected no such key for {architecture}, found one")
    return fitting


def _fitting(key: str, value: Any, place: torch.Tensor, architecture: str) -> torch.Tensor:
    if value is None and key.endswith(OPTIONAL_SUFFIX):
        return place
    where = f"key {key}: expected {list(place.shape)} for {architecture}"
    if not isinstance(value, torch.Tensor):
        found = "no such key" if value is None else type(value).__name__
        raise ExportError(f"{where}, found {found}")
    if value.shape != place.shape:
        raise ExportError(f"{where}, found {list(value.shape)}")
    _check_values(key, value)
    return value


def _check_values(key: str, value: torch.Tensor) -> None:
    if not torch.isfinite(value.float()).all():
        raise ExportError(f"key {key}: expected finite values, found NaN or infinity")
    if key.endswith("running_var") and (value < 0).any():
        raise ExportError(
            f"key {key}: expected variances of 0 or more, found {value.min().item()}"
        )
