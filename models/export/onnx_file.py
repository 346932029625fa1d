"""Writes a network as an ONNX file that PoseStream can run."""

import copy
import inspect
from pathlib import Path
from typing import Dict, Tuple

import onnx
import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from export.architectures import ConvModule, PoseNetwork
from export.contract import CAM, INPUT, IR_VERSION, OPSET, SCORES, sha256_of
from export.errors import ExportError

# Newer versions of torch write another graph unless told not to.
OLD_EXPORTER: Dict[str, bool] = (
    {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
)
BATCH_AXIS = {0: "N"}
SIZE_AXES = {2: "T", 3: "H", 4: "W"}


class ActivationNetwork(nn.Module):
    """A network that also returns its class activation maps [N, classes, t, h, w].

    The head is a pool and a linear layer, so the mean of a class's map plus its bias is exactly
    its logit.
    """

    def __init__(self, network: PoseNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        features = self.network.features(x)
        weight = self.network.cls_head.fc_cls.weight[:, :, None, None, None]
        return self.network.cls_head(features), functional.conv3d(features, weight)


def fold_batch_norm(network: nn.Module) -> None:
    """Multiplies every batch norm into the convolution before it, in place.

    With s = gamma / sqrt(variance + eps): weight * s, and the bias is beta - mean * s.
    """
    for module in network.modules():
        if isinstance(module, ConvModule) and isinstance(module.bn, nn.BatchNorm3d):
            module.conv = fuse_conv_bn_eval(module.conv, module.bn)
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
    fold_batch_norm(network)
    axes = {**BATCH_AXIS, **SIZE_AXES} if dynamic_size else BATCH_AXIS
    outputs = {SCORES: BATCH_AXIS, CAM: axes} if cam else {SCORES: BATCH_AXIS}
    with torch.no_grad():
        torch.onnx.export(
            ActivationNetwork(network) if cam else network,
            torch.zeros(1, *shape),
            str(path),
            opset_version=OPSET,
            input_names=[INPUT],
            output_names=list(outputs),
            dynamic_axes={INPUT: axes, **outputs},
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
