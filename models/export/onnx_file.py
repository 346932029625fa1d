"""Writes a network as an ONNX file that PoseStream can run."""

import copy
import inspect
from pathlib import Path
from typing import Dict, List, Tuple

import onnx
import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from export.architectures import ConvModule, PoseNetwork
from export.contract import (
    CAM,
    INPUT,
    IR_VERSION,
    OPSET,
    PICTURES,
    POSE_SCORES,
    RGB_SCORES,
    SCORES,
    sha256_of,
)
from export.errors import ExportError
from export.rgbpose import RgbNetwork, RgbPoseNetwork, TransposedLateral

# Newer versions of torch write another graph unless told not to.
OLD_EXPORTER: Dict[str, bool] = (
    {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
)
# Names of the free sizes of a tensor, by axis.
Axes = Dict[int, str]
BATCH_AXIS: Axes = {0: "N"}
SIZE_AXES: Axes = {2: "T", 3: "H", 4: "W"}


class ActivationNetwork(nn.Module):
    """A network that also returns its class activation maps [N, classes, t, h, w].

    The head is a pool and a linear layer, so the mean of a class's map plus its bias is exactly
    its logit; but for what a network adds to it that no map shows.
    """

    def __init__(self, network: PoseNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        logits, features = self.network.with_features(x)
        weight = self.network.cls_head.fc_cls.weight[:, :, None, None, None]
        return logits, functional.conv3d(features, weight)


def fold_batch_norm(network: nn.Module) -> None:
    """Multiplies every batch norm into the convolution before it, in place.

    With s = gamma / sqrt(variance + eps): weight * s, and the bias is beta - mean * s.
    """
    for module in network.modules():
        if isinstance(module, ConvModule) and isinstance(module.bn, nn.BatchNorm3d):
            module.conv = fuse_conv_bn_eval(module.conv, module.bn)
            module.bn = nn.Identity()
        elif isinstance(module, TransposedLateral) and isinstance(module.bn, nn.BatchNorm3d):
            module.conv = fuse_conv_bn_eval(module.conv, module.bn, transpose=True)
            module.bn = nn.Identity()


def write_onnx(
    network: PoseNetwork,
    path: Path,
    shape: Tuple[int, ...],
    dynamic_size: bool = False,
    cam: bool = False,
) -> str:
    """Writes raw logits [N, classes] of heatmaps [N, K, T, H, W] and returns the file's sha256.

    `shape` is (K, T, H, W). N is free; with `dynamic_size` so are T, H, W.
    """
    network = copy.deepcopy(network)
    axes = {**BATCH_AXIS, **SIZE_AXES} if dynamic_size else BATCH_AXIS
    outputs = {SCORES: BATCH_AXIS, CAM: axes} if cam else {SCORES: BATCH_AXIS}
    traced: nn.Module = ActivationNetwork(network) if cam else network
    return _write(traced, path, {INPUT: (shape, axes)}, outputs)


def write_rgbpose_onnx(
    network: RgbPoseNetwork,
    path: Path,
    heatmaps: Tuple[int, ...],
    pictures: Tuple[int, ...],
    dynamic_size: bool = False,
) -> str:
    """Writes the logits [N, classes] of both heads and returns the file's sha256.

    `heatmaps` is (K, 4T, H, W) and `pictures` (3, T, 4H, 4W). N is free; with `dynamic_size` so
    are the other sizes, in the same ratio.
    """
    inputs = {
        INPUT: (heatmaps, _axes_of(INPUT, dynamic_size)),
        PICTURES: (pictures, _axes_of(PICTURES, dynamic_size)),
    }
    outputs = {RGB_SCORES: BATCH_AXIS, POSE_SCORES: BATCH_AXIS}
    return _write(copy.deepcopy(network), path, inputs, outputs)


def write_rgb_onnx(
    network: RgbNetwork, path: Path, pictures: Tuple[int, ...], dynamic_size: bool = False
) -> str:
    """Writes the logits [N, classes] of pictures (3, T, H, W) and returns the file's sha256."""
    inputs = {PICTURES: (pictures, _axes_of(PICTURES, dynamic_size))}
    return _write(copy.deepcopy(network), path, inputs, {SCORES: BATCH_AXIS})


def _axes_of(name: str, dynamic_size: bool) -> Axes:
    if not dynamic_size:
        return BATCH_AXIS
    return {**BATCH_AXIS, **{axis: f"{name}_{size}" for axis, size in SIZE_AXES.items()}}


def _write(
    network: nn.Module,
    path: Path,
    inputs: Dict[str, Tuple[Tuple[int, ...], Axes]],
    outputs: Dict[str, Axes],
) -> str:
    """Folds the batch norms of a network that is the caller's to change, and writes its file."""
    fold_batch_norm(network)
    examples: List[torch.Tensor] = [torch.zeros(1, *shape) for shape, _ in inputs.values()]
    with torch.no_grad():
        torch.onnx.export(
            network,
            tuple(examples),
            str(path),
            opset_version=OPSET,
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={**{name: axes for name, (_, axes) in inputs.items()}, **outputs},
            **OLD_EXPORTER,
        )
    _finish(path)
    return sha256_of(path)


def _finish(path: Path) -> None:
    """Sets the IR version and checks the file."""
    model = onnx.load(str(path))
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model, full_check=True)
    left = [node.name for node in model.graph.node if node.op_type == "BatchNormalization"]
    if left:
        raise ExportError(f"{path}: expected every batch norm folded, found {left[0]}")
    onnx.save(model, str(path))
