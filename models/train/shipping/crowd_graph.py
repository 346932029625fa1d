"""The network of one run for everybody as an ONNX graph.

The trunk's 3-D convolutions are written as 2-D ones, exactly: a 1 x k x k kernel takes time as the
batch, a k x 1 x 1 kernel takes time and place as the two axes of an image, and a tubelet's frames
are channels. Runtimes on CPUs are made for these. The branches of persons and pairs are written
by `crowd_branches`.
"""

import copy
from pathlib import Path

import onnx
import torch
from torch import nn
from torch.nn import functional

from export.architectures import Bottleneck, ConvModule
from export.contract import INPUT, IR_VERSION, OPSET, SCORES, sha256_of
from export.onnx_file import OLD_EXPORTER, fold_batch_norm
from train.data.clips import JOINTS
from train.networks.crowd import Answers, CrowdNetwork, reading_weights
from train.shipping.crowd_branches import pair_features, person_features

JOINTS_INPUT, PAIRS_INPUT = "joints", "pairs"
PERSONS, PAIRS = "person_logits", "pair_logits"


class CrowdGraph(nn.Module):
    """`CrowdNetwork.forward` with 2-D convolutions; the batch norms of the trunk are folded."""

    def __init__(self, network: CrowdNetwork):
        super().__init__()
        self.network = copy.deepcopy(network).eval()
        fold_batch_norm(self.network.trunk)

    def forward(
        self, heatmaps: torch.Tensor, joints: torch.Tensor, pairs: torch.Tensor
    ) -> Answers:
        network = self.network
        cells = self._features(heatmaps).flatten(2).permute(1, 2, 0)
        weights = reading_weights(joints, network.architecture)
        read = torch.matmul(weights.transpose(0, 1), cells).sum(0)
        return self._heads(read, joints, pairs)

    def _heads(
        self, read: torch.Tensor, joints: torch.Tensor, pairs: torch.Tensor
    ) -> Answers:
        """Returns `CrowdNetwork.heads` without what only training needs."""
        network = self.network
        points = joints.permute(0, 3, 2, 1)
        one, other = pairs[:, 0], pairs[:, 1]
        own = person_features(network.of_person, points)
        together = pair_features(network.of_pair, points[one], points[other])
        a, b = read[one], read[other]
        of_two = torch.cat([a + b, (a - b).abs(), together], dim=1)
        return Answers(
            network.scene_head(read.mean(0, keepdim=True)),
            network.person_head(torch.cat([read, own], dim=1)),
            network.pair_head(of_two),
        )

    def _features(self, heatmaps: torch.Tensor) -> torch.Tensor:
        """Returns features [C, t, h, w] of one volume [1, 17, T, H, W]."""
        backbone = self.network.trunk.backbone
        stem = backbone.stem
        frames, height, width = heatmaps.shape[2:]
        depth, side = stem.conv.kernel_size[:2]
        x = heatmaps.reshape(JOINTS, frames // depth, depth, height, width)
        x = x.permute(1, 0, 2, 3, 4).reshape(frames // depth, JOINTS * depth, height, width)
        weight = stem.conv.weight.reshape(-1, JOINTS * depth, side, side)
        x = functional.relu(functional.conv2d(x, weight, stem.conv.bias, side))
        x = x.permute(1, 0, 2, 3)
        for layer in backbone.layers:
            x = _block(layer, x) if isinstance(layer, Bottleneck) else _convolved(layer, x)
        return x


def _block(block: Bottleneck, x: torch.Tensor) -> torch.Tensor:
    shortcut = x if block.downsample is None else _convolved(block.downsample, x)
    y = _convolved(block.conv3, _convolved(block.conv2, _convolved(block.conv1, x)))
    return functional.relu(y + shortcut)


def _convolved(module: ConvModule, x: torch.Tensor) -> torch.Tensor:
    """Convolves [C, t, h, w]."""
    conv = module.conv
    channels, steps, height, width = x.shape
    if conv.kernel_size[1] == 1 and conv.stride[1] == 1:
        flat = x.reshape(1, channels, steps, height * width)
        y = functional.conv2d(
            flat, conv.weight[..., 0], conv.bias, (conv.stride[0], 1), (int(conv.padding[0]), 0)
        )
        y = y.reshape(conv.out_channels, -1, height, width)
    else:
        y = functional.conv2d(
            x.permute(1, 0, 2, 3), conv.weight[:, :, 0], conv.bias, conv.stride[1:],
            conv.padding[1:],
        )  # fmt: skip
        y = y.permute(1, 0, 2, 3)
    return functional.relu(y) if isinstance(module.activate, nn.ReLU) else y


def write_crowd_onnx(network: CrowdNetwork, path: Path) -> str:
    """Writes the graph of one scene, with any number of persons and pairs; returns its sha256."""
    sizes = network.architecture
    volume = torch.zeros(1, *sizes.trunk.input_shape)
    joints = torch.rand(3, sizes.frames, JOINTS, 3) * sizes.size
    rows = {0: "people"}
    with torch.no_grad():
        torch.onnx.export(
            CrowdGraph(network),
            (volume, joints, torch.tensor([[0, 1], [1, 2]])),
            str(path),
            opset_version=OPSET,
            input_names=[INPUT, JOINTS_INPUT, PAIRS_INPUT],
            output_names=[SCORES, PERSONS, PAIRS],
            dynamic_axes={
                JOINTS_INPUT: rows, PERSONS: rows, PAIRS_INPUT: {0: "two"}, PAIRS: {0: "two"},
            },
            **OLD_EXPORTER,
        )  # fmt: skip
    model = onnx.load(str(path))
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, str(path))
    return sha256_of(path)
