"""Slim PoseC3D: a SlowOnly-like network of residual blocks, small enough for one CPU core.

Its modules are plain 3-D convolutions, so that it exports like the published networks. Training
calls `folded_logits` instead of them: the same arithmetic as 2-D convolutions on channels-last
tensors, several times faster on a CPU. A 1 x k x k kernel folds time into the batch, a k x 1 x 1
kernel sees time and place as the two axes of an image.
"""

from dataclasses import dataclass
from typing import Tuple

import torch
from torch import nn
from torch.nn import functional

from export.architectures import ConvModule, PoseNetwork, count_multiply_adds, count_parameters

MOST_PARAMETERS = 1_000_000
MOST_GIGA_MULTIPLY_ADDS = 1.0


@dataclass(frozen=True)
class Architecture:
    """The sizes of a network: input T = `frames`, H = W = `size`, and channels by stage.

    `merges` tells before which stages pairs of frames become one; the first stage keeps the
    stem's H/2 x W/2, each further one halves it.
    """

    frames: int = 24
    size: int = 48
    joints: int = 17
    stem: int = 16
    widths: Tuple[int, ...] = (32, 64, 128)
    blocks: Tuple[int, ...] = (1, 2, 3)
    merges: Tuple[bool, ...] = (True, True, False)
    dropout: float = 0.25

    @property
    def input_shape(self) -> Tuple[int, int, int, int]:
        """(K, T, H, W)."""
        return self.joints, self.frames, self.size, self.size


class ResidualBlock(nn.Module):
    """A 1x3x3 convolution, which carries the stride, then a 3x1x1 one, and a shortcut."""

    def __init__(self, channels: int, width: int, stride: int):
        super().__init__()
        step = (1, stride, stride)
        self.space = ConvModule(channels, width, (1, 3, 3), step, (0, 1, 1))
        self.time = ConvModule(width, width, (3, 1, 1), padding=(1, 0, 0), relu=False)
        plain = stride == 1 and channels == width
        self.downsample = None if plain else ConvModule(channels, width, 1, step, relu=False)
        self.activate = nn.ReLU()

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        return self.activate(self.time(self.space(x)) + shortcut)


class SlimBackbone(nn.Module):
    """Heatmaps [N, K, T, H, W] to features [N, widths[-1], T / 2^merges, H / 2^stages, W / ..]."""

    def __init__(self, architecture: Architecture):
        super().__init__()
        self.stem = ConvModule(
            architecture.joints, architecture.stem, (1, 5, 5), (1, 2, 2), (0, 2, 2)
        )
        channels = architecture.stem
        layers = []
        for stage, (width, blocks, merge) in enumerate(
            zip(architecture.widths, architecture.blocks, architecture.merges)
        ):
            if merge:
                # Learned, so that no frame is thrown away.
                layers.append(ConvModule(channels, width, (2, 1, 1), (2, 1, 1)))
                channels = width
            for block in range(blocks):
                stride = 2 if stage > 0 and block == 0 else 1
                layers.append(ResidualBlock(channels, width, stride))
                channels = width
        self.layers = nn.ModuleList(layers)
        self.out_channels = channels

    def forward(self, x):
        x = self.stem(x)
        for layer in self.layers:
            x = layer(x)
        return x


def build(architecture: Architecture, classes: int) -> PoseNetwork:
    """Returns the network with initial weights; every residual block starts as its shortcut."""
    network = PoseNetwork(SlimBackbone(architecture), classes)
    for module in network.modules():
        if isinstance(module, nn.Conv3d):
            nn.init.kaiming_normal_(module.weight, mode="fan_in", nonlinearity="relu")
        if isinstance(module, ResidualBlock):
            nn.init.zeros_(module.time.bn.weight)
    nn.init.normal_(network.cls_head.fc_cls.weight, std=0.01)
    nn.init.zeros_(network.cls_head.fc_cls.bias)
    return network


def cost(architecture: Architecture, classes: int) -> Tuple[int, float]:
    """Returns the number of parameters and the multiply-adds of one clip in units of 10^9."""
    network = build(architecture, classes).eval()
    with torch.no_grad():
        operations = count_multiply_adds(network, torch.zeros(1, *architecture.input_shape))
    return count_parameters(network), operations / 1e9


def folded_logits(network: PoseNetwork, volumes: torch.Tensor, frames: int, dropout: float = 0.0):
    """Returns logits [N, classes] of `volumes` [N * frames, K, H, W] in channels-last memory."""
    x, frames = folded_features(network.backbone, volumes, frames)
    pooled = x.float().mean(dim=(2, 3)).view(-1, frames, x.shape[1]).mean(1)
    pooled = functional.dropout(pooled, dropout, network.training)
    with torch.autocast("cpu", enabled=False):
        return network.cls_head.fc_cls(pooled)


def folded_features(backbone: SlimBackbone, volumes: torch.Tensor, frames: int):
    """Returns features [N * t, C, h, w] and t."""
    x, frames = _convolve(backbone.stem, volumes, frames)
    for layer in backbone.layers:
        if isinstance(layer, ConvModule):
            x, frames = _convolve(layer, x, frames)
        else:
            x = _residual(layer, x, frames)
    return x, frames


def _residual(block, x, frames):
    shortcut = x if block.downsample is None else _convolve(block.downsample, x, frames)[0]
    y, _ = _convolve(block.space, x, frames)
    y, _ = _convolve(block.time, y, frames)
    return functional.relu(y + shortcut, inplace=True)


def _convolve(module, x, frames):
    conv, norm = module.conv, module.bn
    if conv.kernel_size[0] == 1:
        weight, stride, padding = conv.weight[:, :, 0], conv.stride[1:], conv.padding[1:]
        x = functional.conv2d(x, weight, None, stride, padding)
    else:
        height, width = x.shape[2:]
        weight = conv.weight[..., 0]
        stride, padding = (conv.stride[0], 1), (conv.padding[0], 0)
        x = functional.conv2d(_by_clip(x, frames), weight, None, stride, padding)
        frames = x.shape[2]
        x = _by_frame(x, height, width)
    x = functional.batch_norm(
        x,
        norm.running_mean,
        norm.running_var,
        norm.weight,
        norm.bias,
        norm.training,
        norm.momentum,
        norm.eps,
    )
    if isinstance(module.activate, nn.ReLU):
        x = functional.relu(x, inplace=True)
    return x, frames


def _by_clip(x, frames):
    """[N * T, C, h, w] as [N, C, T, h * w], a view if channels last."""
    rows, channels, height, width = x.shape
    x = x.permute(0, 2, 3, 1).reshape(rows // frames, frames, height * width, channels)
    return x.permute(0, 3, 1, 2)


def _by_frame(x, height, width):
    """The way back."""
    clips, channels, frames, _ = x.shape
    x = x.permute(0, 2, 3, 1).reshape(clips * frames, height, width, channels)
    return x.permute(0, 3, 1, 2)
