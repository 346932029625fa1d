"""The PoseC3D networks as PyTorch modules with the key names of the official checkpoints.

Every network maps keypoint heatmaps [N, K, T, H, W] to raw logits [N, classes]: N clips of K joint
(or limb) maps over T frames of H x W pixels. `features` returns the last feature map [N, C, t, h,
w], before the global average pool. The modules describe inference; dropout and weight
initialisation are left to the training code.

Reference: Duan et al., "Revisiting Skeleton-based Action Recognition", CVPR 2022; the key names
are shared by mmaction2 and pyskl.
"""

from collections import OrderedDict
from typing import Any, Optional, Tuple, Union, cast

import torch
from torch import nn

BATCH_NORM_EPS = 1e-5

# Of frames, height and width: one number for all three, or one for each.
Extent = Union[int, Tuple[int, int, int]]


class ConvModule(nn.Module):
    """A 3-D convolution without bias, then batch norm and ReLU where asked for."""

    # A batch norm, or nothing.
    bn: Any

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel: Extent,
        stride: Extent = 1,
        padding: Extent = 0,
        groups: int = 1,
        norm: bool = True,
        relu: bool = True,
    ) -> None:
        super().__init__()
        self.conv = nn.Conv3d(
            in_channels, out_channels, kernel, stride, padding, groups=groups, bias=False
        )
        self.bn = nn.BatchNorm3d(out_channels, eps=BATCH_NORM_EPS) if norm else nn.Identity()
        self.activate = nn.ReLU() if relu else nn.Identity()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.activate(self.bn(self.conv(x)))


class Bottleneck(nn.Module):
    """Three convolutions and a shortcut; the second convolution carries the whole stride.

    The last convolution has no ReLU of its own: the ReLU follows the sum with the shortcut.
    """

    def __init__(
        self,
        conv1: ConvModule,
        conv2: ConvModule,
        conv3: ConvModule,
        downsample: Optional[ConvModule] = None,
    ) -> None:
        super().__init__()
        self.conv1 = conv1
        self.conv2 = conv2
        self.conv3 = conv3
        self.downsample = downsample
        self.activate = nn.ReLU()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        shortcut = x if self.downsample is None else self.downsample(x)
        return self.activate(self.conv3(self.conv2(self.conv1(x))) + shortcut)


class LinearHead(nn.Module):
    """Global average pool over t, h, w, then one linear layer: [N, C, t, h, w] to [N, classes]."""

    def __init__(self, channels: int, classes: int) -> None:
        super().__init__()
        self.fc_cls = nn.Linear(channels, classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.fc_cls(x.mean(dim=(2, 3, 4)))


class PoseNetwork(nn.Module):
    """A backbone and its head, named as in the official checkpoints.

    The backbone's `out_channels` is the number of channels of its features.
    """

    # Each architecture has layers of its own.
    backbone: Any

    def __init__(self, backbone: nn.Module, classes: int) -> None:
        super().__init__()
        self.backbone = backbone
        self.cls_head = LinearHead(cast(int, backbone.out_channels), classes)

    def features(self, x: torch.Tensor) -> torch.Tensor:
        return self.backbone(x)

    def with_features(self, x: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        """Returns the logits and the features of heatmaps."""
        features = self.features(x)
        return self.cls_head(features), features

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.with_features(x)[0]


class StagedBackbone(nn.Module):
    """A backbone whose blocks are in three stages."""

    layer1: nn.Module
    layer2: nn.Module
    layer3: nn.Module

    def stages(self, x: torch.Tensor) -> torch.Tensor:
        return self.layer3(self.layer2(self.layer1(x)))


class SlowOnlyBackbone(StagedBackbone):
    """ResNet3d-SlowOnly with three stages: [N, K, T, H, W] to [N, 16*base, T/2, H/8, W/8].

    `stage_blocks` is (4, 6, 3) or (3, 4, 6) in the published models, `temporal_strides` the stride
    in time of each stage's first block. Its checkpoint keys do not tell the temporal strides.
    """

    def __init__(
        self,
        keypoints: int = 17,
        base_channels: int = 32,
        stage_blocks: Tuple[int, ...] = (4, 6, 3),
        temporal_strides: Tuple[int, ...] = (1, 1, 2),
    ) -> None:
        super().__init__()
        self.conv1 = ConvModule(keypoints, base_channels, (1, 7, 7), padding=(0, 3, 3))
        # Stride 1: the heatmaps are small already, so the pool smooths without shrinking them.
        self.maxpool = nn.MaxPool3d((1, 3, 3), stride=1, padding=(0, 1, 1))
        channels = base_channels
        for stage, (blocks, temporal_stride) in enumerate(zip(stage_blocks, temporal_strides)):
            planes = base_channels << stage
            layer = bottleneck_stage(channels, planes, blocks, stage > 0, (temporal_stride, 2, 2))
            self.add_module(f"layer{stage + 1}", layer)
            channels = 4 * planes
        self.out_channels = channels

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.stages(self.maxpool(self.conv1(x)))


def bottleneck_stage(
    in_channels: int, planes: int, blocks: int, inflated: bool, stride: Extent
) -> nn.Sequential:
    """Bottlenecks to 4 * `planes` channels; the first carries the stride of the whole stage.

    `inflated` ones span three frames.
    """
    first = _bottleneck(in_channels, planes, inflated, stride, first=True)
    others = [
        _bottleneck(4 * planes, planes, inflated, 1, first=False) for _ in range(blocks - 1)
    ]
    return nn.Sequential(first, *others)


def _bottleneck(
    in_channels: int, planes: int, inflated: bool, stride: Extent, first: bool
) -> Bottleneck:
    kernel: Extent = (3, 1, 1) if inflated else 1
    padding: Extent = (1, 0, 0) if inflated else 0
    return Bottleneck(
        ConvModule(in_channels, planes, kernel, padding=padding),
        ConvModule(planes, planes, (1, 3, 3), stride, (0, 1, 1)),
        ConvModule(planes, 4 * planes, 1, relu=False),
        ConvModule(in_channels, 4 * planes, 1, stride, relu=False) if first else None,
    )


class C3dLightBackbone(nn.Module):
    """Six 3x3x3 convolutions: [N, K, T, H, W] to [N, 8*base, T, H/8, W/8]; T is never reduced."""

    def __init__(self, keypoints: int = 17, base_channels: int = 32) -> None:
        super().__init__()
        b = base_channels
        self.conv1a = _c3d_conv(keypoints, b)
        self.conv2a = _c3d_conv(b, 2 * b)
        self.conv3a = _c3d_conv(2 * b, 4 * b)
        self.conv3b = _c3d_conv(4 * b, 4 * b)
        self.conv4a = _c3d_conv(4 * b, 8 * b)
        self.conv4b = _c3d_conv(8 * b, 8 * b)
        # Average, not maximum: the published models were trained so (pyskl issue 95).
        # Nothing is padded, but an exporter that counts the padding writes a Pad before each pool.
        self.pool = nn.AvgPool3d((1, 2, 2), count_include_pad=False)
        self.out_channels = 8 * b

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.pool(self.conv1a(x))
        x = self.pool(self.conv2a(x))
        x = self.pool(self.conv3b(self.conv3a(x)))
        return self.conv4b(self.conv4a(x))


def _c3d_conv(in_channels: int, out_channels: int) -> ConvModule:
    return ConvModule(in_channels, out_channels, 3, padding=1)


class X3dShallowBackbone(StagedBackbone):
    """X3D with three stages, depthwise: [N, K, T, H, W] to [N, 9*base, T, H/16, W/16]."""

    def __init__(
        self,
        keypoints: int = 17,
        base_channels: int = 24,
        stage_blocks: Tuple[int, ...] = (2, 5, 3),
    ) -> None:
        super().__init__()
        self.conv1_s = ConvModule(
            keypoints, base_channels, (1, 3, 3), (1, 2, 2), (0, 1, 1), norm=False, relu=False
        )
        self.conv1_t = ConvModule(
            base_channels, base_channels, (5, 1, 1), padding=(2, 0, 0), groups=base_channels
        )
        channels = base_channels
        for stage, blocks in enumerate(stage_blocks):
            width = base_channels << stage
            layer = [_x3d_block(channels, width, first=True)]
            layer += [_x3d_block(width, width, first=False) for _ in range(blocks - 1)]
            self.add_module(f"layer{stage + 1}", nn.Sequential(*layer))
            channels = width
        self.out_channels = _expanded(channels)
        self.conv5 = ConvModule(channels, self.out_channels, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.conv5(self.stages(self.conv1_t(self.conv1_s(x))))


def _x3d_block(in_channels: int, width: int, first: bool) -> Bottleneck:
    """A bottleneck that widens, filters channel by channel; a stage's `first` halves H and W."""
    middle = _expanded(width)
    stride: Extent = (1, 2, 2) if first else 1
    return Bottleneck(
        ConvModule(in_channels, middle, 1),
        ConvModule(middle, middle, 3, stride, 1, groups=middle, relu=False),
        ConvModule(middle, width, 1, relu=False),
        ConvModule(in_channels, width, 1, stride, relu=False) if first else None,
    )


def _expanded(width: int) -> int:
    """X3D's bottleneck ratio of 2.25, in whole channels: 24, 48, 96 become 54, 108, 216."""
    return width * 9 // 4


BACKBONES = OrderedDict(
    [
        ("slowonly", SlowOnlyBackbone),
        ("c3d-light", C3dLightBackbone),
        ("x3d-shallow", X3dShallowBackbone),
    ]
)

# A key that each architecture has and those behind it have not; it tells the architecture.
FIRST_WEIGHTS = {
    "rgbpose": "backbone.rgb_path.conv1.conv.weight",
    "rgb-slowonly": "backbone.layer4.0.conv1.conv.weight",
    "slowonly": "backbone.conv1.conv.weight",
    "c3d-light": "backbone.conv1a.conv.weight",
    "x3d-shallow": "backbone.conv1_s.conv.weight",
}


def build(architecture: str, classes: int, **backbone_options: Any) -> PoseNetwork:
    """Returns the named network for that many classes, in evaluation mode, with random weights."""
    return PoseNetwork(BACKBONES[architecture](**backbone_options), classes).eval()


def count_parameters(module: nn.Module) -> int:
    """Returns the number of trainable values; running statistics of batch norm do not count."""
    return sum(parameter.numel() for parameter in module.parameters())


def count_multiply_adds(module: nn.Module, *inputs: torch.Tensor) -> int:
    """Returns the multiply-adds of convolutions and linear layers on what the module takes.

    A transposed convolution multiplies each of its inputs with every tap, those included whose
    products fall outside the output.
    """
    total = 0

    def count(layer: Any, given: Tuple[torch.Tensor, ...], output: torch.Tensor) -> None:
        nonlocal total
        tensor = given[0] if isinstance(layer, nn.ConvTranspose3d) else output
        total += tensor.numel() * layer.weight[0].numel()

    kinds = (nn.Conv3d, nn.ConvTranspose3d, nn.Linear)
    layers = [layer for layer in module.modules() if isinstance(layer, kinds)]
    hooks = [layer.register_forward_hook(count) for layer in layers]
    try:
        module(*inputs)
    finally:
        for hook in hooks:
            hook.remove()
    return total
