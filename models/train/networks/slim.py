"""Slim PoseC3D: a SlowOnly-like network of bottlenecks, small enough for one CPU core.

Its modules are plain 3-D convolutions, so that it exports like the published networks. Training
calls `folded_logits` instead of them: the same arithmetic on the tubelets that are not empty, then
as 2-D convolutions on channels-last tensors, many times faster on a CPU. A 1 x k x k kernel folds
time into the batch, a k x 1 x 1 kernel sees time and place as the two axes of an image.
"""

from dataclasses import dataclass
from typing import ClassVar, Iterator, List, NamedTuple, Sequence, Tuple, cast

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from export.architectures import Bottleneck, ConvModule, PoseNetwork, count_multiply_adds
from export.architectures import count_parameters
from train.data.clips import JOINT, JOINTS, Clip
from train.networks.architecture import Cost, DevicePreparer, Prepared, Preparer
from train.networks.device_painting import DevicePainter
from train.networks.presence import PresenceNetwork, peaks_of
from train.networks.tubelets import Grid, TubeletPainter, tubelet_product

MOST_PARAMETERS = 1_000_000
MOST_GIGA_MULTIPLY_ADDS = 1.0


@dataclass(frozen=True)
class SlimArchitecture:
    """The sizes of a network: input T = `frames`, H = W = `size`, and channels by stage.

    The stem makes one cell of each tubelet of `depth` x `side` x `side`. `merges` tells before
    which stages pairs of time steps become one; each stage but the first halves height and width.
    `stream` is what the heatmaps show, joints or limbs. `taps` are layers, the stem being 0, whose
    features are weighed for every class, beside those of the last layer: how people move shows
    best in the first ones. Without any, the last layer alone is. `presence` are the channels of a
    branch that sees where joints are, whatever their scores; it needs taps. Volumes may be `wide`
    times as wide as high.
    """

    kind: ClassVar[str] = "slim"
    frames: int = 24
    size: int = 48
    depth: int = 2
    side: int = 4
    widths: Tuple[int, ...] = (48, 160)
    blocks: Tuple[int, ...] = (1, 4)
    merges: Tuple[bool, ...] = (False, True)
    dropout: float = 0.25
    stream: str = JOINT
    taps: Tuple[int, ...] = ()
    wide: int = 1
    presence: Tuple[int, ...] = ()

    @property
    def input_shape(self) -> Tuple[int, int, int, int]:
        """(K, T, H, W)."""
        return JOINTS, self.frames, self.size, self.size * self.wide

    @property
    def grid(self) -> Grid:
        return Grid(self.frames, self.size, self.depth, self.side, self.wide)

    def build(self, classes: int) -> PoseNetwork:
        """Returns the network with initial weights; every block starts as its shortcut."""
        network = self._plain(classes)
        for module in network.modules():
            if isinstance(module, nn.Conv3d) and module.weight.requires_grad:
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            if isinstance(module, Bottleneck):
                nn.init.zeros_(module.conv3.bn.weight)
        nn.init.normal_(network.cls_head.fc_cls.weight, std=0.01)
        nn.init.zeros_(network.cls_head.fc_cls.bias)
        return network

    def _plain(self, classes: int) -> PoseNetwork:
        backbone = SlimBackbone(self, classes)
        if self.presence:
            return PresenceNetwork(backbone, classes, self.presence)
        return PoseNetwork(backbone, classes)

    def preparer(self) -> Preparer:
        return TubeletPainter(self.grid, self.stream).paint

    def device_preparer(self) -> DevicePreparer:
        return DevicePainter(self.grid, self.stream).paint

    def logits(self, network: PoseNetwork, prepared: Prepared, clips: int) -> torch.Tensor:
        return folded_logits(network, self, prepared, clips)

    def activation(self, network: PoseNetwork, clip: Clip, label: int) -> np.ndarray:
        prepared = [torch.from_numpy(array) for array in self.preparer()([clip])]
        with torch.no_grad():
            features, _ = folded_features(network, self, prepared, 1)
            weight = network.cls_head.fc_cls.weight[label]
            return torch.einsum("tchw,c->thw", features, weight).numpy()

    def cost(self, classes: int) -> Cost:
        network = self.build(classes).eval()
        with torch.no_grad():
            operations = count_multiply_adds(network, torch.zeros(1, *self.input_shape))
        return Cost(count_parameters(network), operations / 1e9)


class ClassMaps(nn.Module):
    """Weighs the features of some layers: a map [N, classes, t, h, w], the last one's grid.

    A layer of a finer grid is weighed cell by cell, so that the mean of a map is what the means
    of the layers say of its class.
    """

    def __init__(self, taps: Sequence[int], layers: Sequence["Layer"], classes: int):
        super().__init__()
        self.taps = list(dict.fromkeys([*taps, len(layers) - 1]))
        last = layers[-1].grid
        self.convs = nn.ModuleList()
        for tap in self.taps:
            channels, grid = layers[tap]
            t, h, w = (own // end for own, end in zip(grid, last))
            self.convs.append(nn.Conv3d(channels, classes, (t, h, w), (t, h, w)))

    def forward(self, seen: Sequence[torch.Tensor]) -> torch.Tensor:
        maps: torch.Tensor = sum(conv(seen[tap]) for tap, conv in zip(self.taps, self.convs))
        return maps

    def set_weights(self, weights: Sequence[torch.Tensor], usual: Sequence[torch.Tensor]) -> None:
        """Takes what a feature of each layer is worth for each class [classes, C], above what is
        usual [C]: so maps are near 0 where nobody is, and half precision does not round them."""
        with torch.no_grad():
            for conv, weight, mean in zip(self.convs, weights, usual):
                cells = conv.weight[0, 0].numel()
                conv.weight.copy_(weight[:, :, None, None, None].expand_as(conv.weight) / cells)
                conv.bias.copy_(-weight @ mean)


class Layer(NamedTuple):
    """How many channels a layer makes, and its grid (t, h, w)."""

    channels: int
    grid: Tuple[int, int, int]


class SlimBackbone(nn.Module):
    """Heatmaps [N, K, T, H, W] to features [N, widths[-1], t, h, w], or to maps of classes."""

    def __init__(self, architecture: SlimArchitecture, classes: int):
        super().__init__()
        tubelet = (architecture.depth, architecture.side, architecture.side)
        channels = architecture.widths[0]
        self.stem = ConvModule(JOINTS, channels, tubelet, tubelet)
        made = [Layer(channels, architecture.grid.shape)]
        self.layers = nn.ModuleList(_layers(architecture, made))
        self.maps = ClassMaps(architecture.taps, made, classes) if architecture.taps else None
        self.out_channels = classes if self.maps else made[-1].channels

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.features_of(self.seen(x))

    def seen(self, x: torch.Tensor) -> List[torch.Tensor]:
        """Returns what each layer makes of heatmaps."""
        seen = [self.stem(x)]
        for layer in self.layers:
            seen.append(layer(seen[-1]))
        return seen

    def features_of(self, seen: Sequence[torch.Tensor]) -> torch.Tensor:
        return seen[-1] if self.maps is None else self.maps(seen)


def _layers(architecture: SlimArchitecture, made: List[Layer]) -> Iterator[nn.Module]:
    """Yields the layers after the stem, and adds to `made` what each of them makes."""
    for stage, (width, blocks, merge) in enumerate(
        zip(architecture.widths, architecture.blocks, architecture.merges)
    ):
        channels, (steps, height, columns) = made[-1]
        if merge:
            # Learned, so that no time step is thrown away.
            steps //= 2
            made.append(Layer(channels, (steps, height, columns)))
            yield ConvModule(channels, channels, (2, 1, 1), (2, 1, 1))
        for block in range(blocks):
            stride = 2 if stage > 0 and block == 0 else 1
            height, columns = height // stride, columns // stride
            made.append(Layer(width, (steps, height, columns)))
            yield slim_block(channels, width, stride)
            channels = width


def slim_block(channels: int, width: int, stride: int) -> Bottleneck:
    """3x1x1 to half the width, 1x3x3 with the stride, 1x1x1 to the width, and a shortcut."""
    half, step = width // 2, (1, stride, stride)
    plain = stride == 1 and channels == width
    return Bottleneck(
        ConvModule(channels, half, (3, 1, 1), padding=(1, 0, 0)),
        ConvModule(half, half, (1, 3, 3), step, (0, 1, 1)),
        ConvModule(half, width, 1, relu=False),
        None if plain else ConvModule(channels, width, 1, step, relu=False),
    )


def folded_logits(
    network: PoseNetwork, architecture: SlimArchitecture, prepared: Prepared, clips: int
) -> torch.Tensor:
    """Returns logits [clips, classes] of tubelets, as `TubeletPainter.paint` gives them."""
    seen = folded_layers(network, architecture, prepared, clips)
    x, steps = _features(network, seen, clips)
    pooled = _mean(x, steps, clips)
    pooled = functional.dropout(pooled, architecture.dropout, network.training)
    logits: torch.Tensor = network.cls_head.fc_cls(pooled)
    if not isinstance(network, PresenceNetwork):
        return logits
    branch = network.presence
    taps = network.backbone.maps.taps
    means = [_mean(x, steps, clips) for x, steps in (seen[tap] for tap in taps)]
    features = branch.features(peaks_of(prepared, architecture.grid, clips))
    return logits + branch.weighed(features, torch.cat(means, 1))


def folded_features(
    network: PoseNetwork, architecture: SlimArchitecture, prepared: Prepared, clips: int
) -> Tuple[torch.Tensor, int]:
    """Returns features [clips * t, C, h, w] and t."""
    return _features(network, folded_layers(network, architecture, prepared, clips), clips)


def _features(
    network: PoseNetwork, seen: Sequence[Tuple[torch.Tensor, int]], clips: int
) -> Tuple[torch.Tensor, int]:
    maps = network.backbone.maps
    if maps is None:
        return seen[-1]
    # Of layers that no map is made of nothing is needed.
    made = maps([_volume(*layer, clips) if at in maps.taps else layer[0]
                 for at, layer in enumerate(seen)])  # fmt: skip
    return made.transpose(1, 2).flatten(0, 1), made.shape[2]


def layer_means(
    network: PoseNetwork, architecture: SlimArchitecture, prepared: Prepared, clips: int
) -> List[torch.Tensor]:
    """Returns the features of each layer, averaged over a clip: [clips, C]."""
    seen = folded_layers(network, architecture, prepared, clips)
    return [_mean(x, steps, clips) for x, steps in seen]


def _mean(x: torch.Tensor, steps: int, clips: int) -> torch.Tensor:
    """The mean of features [clips * t, C, h, w] over each clip [clips, C]."""
    return x.mean((2, 3)).view(clips, steps, -1).mean(1)


def _volume(x: torch.Tensor, steps: int, clips: int) -> torch.Tensor:
    """[N * t, C, h, w] as [N, C, t, h, w]."""
    return x.reshape(clips, steps, *x.shape[1:]).transpose(1, 2)


def folded_layers(
    network: PoseNetwork, architecture: SlimArchitecture, prepared: Prepared, clips: int
) -> List[Tuple[torch.Tensor, int]]:
    """Returns the features of each layer, the stem first: [clips * t, C, h, w] and t."""
    values, cells, counts = prepared
    backbone = network.backbone
    steps, height, width = architecture.grid.shape
    rows = clips * steps
    # Adding up tubelets in half precision would lose them.
    with torch.autocast("cpu", enabled=False):
        weight = backbone.stem.conv.weight
        x = tubelet_product(values, cells, counts, weight, rows * height * width)
    x = _normalised(backbone.stem, x.view(rows, height, width, -1).permute(0, 3, 1, 2))
    seen = [(x, steps)]
    for layer in backbone.layers:
        if isinstance(layer, Bottleneck):
            x = _block(layer, x, steps)
        else:
            x, steps = _convolved(layer, x, steps)
        seen.append((x, steps))
    return seen


def _block(block: Bottleneck, x: torch.Tensor, steps: int) -> torch.Tensor:
    shortcut = x if block.downsample is None else _convolved(block.downsample, x, steps)[0]
    y = x
    for module in (block.conv1, block.conv2, block.conv3):
        y, _ = _convolved(module, y, steps)
    return functional.relu(y + shortcut, inplace=True)


def _convolved(module: ConvModule, x: torch.Tensor, steps: int) -> Tuple[torch.Tensor, int]:
    conv = module.conv
    padding = cast(Tuple[int, ...], conv.padding)
    if conv.kernel_size[0] == 1:
        weight, stride, padding = conv.weight[:, :, 0], conv.stride[1:], padding[1:]
        x = functional.conv2d(x, weight, None, stride, padding)
    else:
        height, width = x.shape[2:]
        weight = conv.weight[..., 0]
        stride, padding = (conv.stride[0], 1), (padding[0], 0)
        x = functional.conv2d(_by_clip(x, steps), weight, None, stride, padding)
        steps = x.shape[2]
        x = _by_step(x, height, width)
    return _normalised(module, x), steps


def _normalised(module: ConvModule, x: torch.Tensor) -> torch.Tensor:
    norm = module.bn
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
    return functional.relu(x, inplace=True) if isinstance(module.activate, nn.ReLU) else x


def _by_clip(x: torch.Tensor, steps: int) -> torch.Tensor:
    """[N * t, C, h, w] as [N, C, t, h * w], a view if channels last."""
    rows, channels, height, width = x.shape
    x = x.permute(0, 2, 3, 1).reshape(rows // steps, steps, height * width, channels)
    return x.permute(0, 3, 1, 2)


def _by_step(x: torch.Tensor, height: int, width: int) -> torch.Tensor:
    """The way back."""
    clips, channels, steps, _ = x.shape
    x = x.permute(0, 2, 3, 1).reshape(clips * steps, height, width, channels)
    return x.permute(0, 3, 1, 2)


def fold_temperature(network: PoseNetwork, temperature: float) -> None:
    """Divides the logits, in place."""
    with torch.no_grad():
        layers = [network.cls_head.fc_cls]
        if isinstance(network, PresenceNetwork):
            layers.append(network.presence.weigh)
        for layer in layers:
            layer.weight.div_(temperature)
            layer.bias.div_(temperature)
