"""RGBPose-Conv3D, which sees heatmaps and pictures, in PyTorch with the official key names.

Two networks run side by side: a slow, wide one over pictures, and one over heatmaps, four
times as fast and half as wide. At two places each hears what the other has seen (early fusion);
each gives logits of its own, which are fused after the softmax (late fusion).

Pictures are [N, 3, T, 4H, 4W], normalised; heatmaps are [N, K, 4T, H, W]. Reference: Duan et al.,
"Revisiting Skeleton-based Action Recognition", CVPR 2022, section RGBPose-Conv3D.
"""

from typing import Optional, Tuple

import torch
from torch import nn

from export.architectures import BATCH_NORM_EPS, ConvModule, LinearHead, bottleneck_stage

# Heatmap frames of a clip for each of its pictures, and picture pixels for each heatmap pixel.
RATIO = 4
COLOURS = 3
# Frames that a lateral connection spans.
SPAN = 7
CLASSIFIERS = {"rgbpose": "cls_head.fc_rgb.weight", "rgb-slowonly": "cls_head.fc_cls.weight"}


class Lateral(nn.Module):
    """Heatmap features for the pictures' network: [N, C, 4T, h, w] to [N, out, T, h, w].

    A convolution alone: no batch norm and no ReLU.
    """

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv3d(
            in_channels,
            out_channels,
            (SPAN, 1, 1),
            (RATIO, 1, 1),
            (SPAN // 2, 0, 0),
            bias=False,
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.conv(x)


class TransposedLateral(nn.Module):
    """Picture features for the heatmaps' network: [N, C, T, h, w] to [N, out, 4T, h, w].

    Of the full result of 4T + 3 frames all but the first three are kept; the padding
    behind the output says so in numbers that do not depend on T, for the sake of the export.
    """

    # A batch norm, or nothing once it is folded.
    bn: nn.Module

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = nn.ConvTranspose3d(
            in_channels,
            out_channels,
            (SPAN, 1, 1),
            (RATIO, 1, 1),
            (SPAN // 2, 0, 0),
            output_padding=(RATIO - 1, 0, 0),
            bias=False,
        )
        self.bn = nn.BatchNorm3d(out_channels, eps=BATCH_NORM_EPS)
        self.activate = nn.ReLU()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.activate(self.bn(self.conv(x)))


class RgbPath(nn.Module):
    """SlowOnly-R50 over pictures; `heard` channels join before its last two stages."""

    # Of a network that hears the poses.
    layer2_lateral: nn.Module
    layer3_lateral: nn.Module

    def __init__(self, base_channels: int = 64, heard: Tuple[int, int] = (0, 0)) -> None:
        super().__init__()
        b = base_channels
        self.conv1 = ConvModule(COLOURS, b, (1, 7, 7), (1, 2, 2), (0, 3, 3))
        self.maxpool = nn.MaxPool3d((1, 3, 3), (1, 2, 2), (0, 1, 1))
        self.layer1 = bottleneck_stage(b, b, 3, False, 1)
        self.layer2 = bottleneck_stage(4 * b, 2 * b, 4, False, (1, 2, 2))
        self.layer3 = bottleneck_stage(8 * b + heard[0], 4 * b, 6, True, (1, 2, 2))
        self.layer4 = bottleneck_stage(16 * b + heard[1], 8 * b, 3, True, (1, 2, 2))
        self.out_channels = 32 * b

    def seen(self, pictures: torch.Tensor) -> torch.Tensor:
        """Returns what the first two stages make of the pictures."""
        return self.layer2(self.layer1(self.maxpool(self.conv1(pictures))))

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return self.layer4(self.layer3(self.seen(pictures)))


class PosePath(nn.Module):
    """SlowOnly over heatmaps that keeps every frame; two of its stages hear the pictures."""

    # Of a network that hears the pictures.
    layer1_lateral: nn.Module
    layer2_lateral: nn.Module

    def __init__(self, keypoints: int, base_channels: int) -> None:
        super().__init__()
        q = base_channels
        self.conv1 = ConvModule(keypoints, q, (1, 7, 7), padding=(0, 3, 3))
        # Stride 1, as in SlowOnly: heatmaps are small already.
        self.maxpool = nn.MaxPool3d((1, 3, 3), stride=1, padding=(0, 1, 1))
        self.layer1 = bottleneck_stage(q, q, 4, False, (1, 2, 2))
        self.layer2 = bottleneck_stage(4 * q + q, 2 * q, 6, True, (1, 2, 2))
        self.layer3 = bottleneck_stage(8 * q + 2 * q, 4 * q, 3, True, (1, 2, 2))
        self.out_channels = 16 * q

    def seen(self, heatmaps: torch.Tensor) -> torch.Tensor:
        """Returns what the first stage makes of the heatmaps."""
        return self.layer1(self.maxpool(self.conv1(heatmaps)))


class RgbPoseBackbone(nn.Module):
    """Both networks and the lateral connections between them.

    `base_channels` b of the pictures' network is even: the heatmaps' network has b / 2.
    """

    def __init__(self, keypoints: int = 17, base_channels: int = 64) -> None:
        super().__init__()
        b, q = base_channels, base_channels // 2
        self.rgb_path = RgbPath(b, heard=(2 * b, 4 * b))
        self.rgb_path.layer2_lateral = Lateral(4 * q, 2 * b)
        self.rgb_path.layer3_lateral = Lateral(8 * q, 4 * b)
        self.pose_path = PosePath(keypoints, q)
        self.pose_path.layer1_lateral = TransposedLateral(8 * b, q)
        self.pose_path.layer2_lateral = TransposedLateral(16 * b, 2 * q)

    def forward(
        self, heatmaps: torch.Tensor, pictures: torch.Tensor
    ) -> Tuple[torch.Tensor, torch.Tensor]:
        """Returns the features of both, [N, 32b, T, h, w] and [N, 8b, 4T, h, w]."""
        rgb, pose = self.rgb_path, self.pose_path
        x, y = rgb.seen(pictures), pose.seen(heatmaps)
        # Each side hears what the other was before it heard anything itself.
        x, y = _heard(x, rgb.layer2_lateral(y)), _heard(y, pose.layer1_lateral(x))
        x, y = rgb.layer3(x), pose.layer2(y)
        x, y = _heard(x, rgb.layer3_lateral(y)), _heard(y, pose.layer2_lateral(x))
        return rgb.layer4(x), pose.layer3(y)


def _heard(own: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    return torch.cat((own, other), dim=1)


class TwoHeads(nn.Module):
    """A global average pool and a linear layer for each network."""

    def __init__(self, rgb_channels: int, pose_channels: int, classes: int) -> None:
        super().__init__()
        self.fc_rgb = nn.Linear(rgb_channels, classes)
        self.fc_pose = nn.Linear(pose_channels, classes)

    def forward(
        self, rgb: torch.Tensor, pose: torch.Tensor
    ) -> Tuple[torch.Tensor, torch.Tensor]:
        whole = (2, 3, 4)
        return self.fc_rgb(rgb.mean(dim=whole)), self.fc_pose(pose.mean(dim=whole))


class RgbPoseNetwork(nn.Module):
    """Heatmaps and pictures to logits [N, classes] of the pictures' and the heatmaps' head."""

    def __init__(self, classes: int, keypoints: int = 17, base_channels: int = 64) -> None:
        super().__init__()
        self.backbone = RgbPoseBackbone(keypoints, base_channels)
        self.cls_head = TwoHeads(
            self.backbone.rgb_path.out_channels, self.backbone.pose_path.out_channels, classes
        )

    def forward(
        self, heatmaps: torch.Tensor, pictures: torch.Tensor
    ) -> Tuple[torch.Tensor, torch.Tensor]:
        return self.cls_head(*self.backbone(heatmaps, pictures))


class RgbNetwork(nn.Module):
    """Pictures alone to logits [N, classes]: what `rgb_only` checkpoints hold."""

    def __init__(self, classes: int, base_channels: int = 64) -> None:
        super().__init__()
        self.backbone = RgbPath(base_channels)
        self.cls_head = LinearHead(self.backbone.out_channels, classes)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return self.cls_head(self.backbone(pictures))


def build_rgbpose(
    classes: int, keypoints: int = 17, base_channels: Optional[int] = None
) -> RgbPoseNetwork:
    """Returns the network in evaluation mode, with random weights."""
    return RgbPoseNetwork(classes, keypoints, base_channels or 64).eval()
