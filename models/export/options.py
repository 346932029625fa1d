"""The options of `python3 models/export`."""

import argparse
import re
from dataclasses import dataclass
from pathlib import Path
from typing import List, Optional, Tuple

from export.architectures import FIRST_WEIGHTS

LAYOUT = "coco17"
DESCRIPTION = """Exports a PoseC3D checkpoint (.pth of mmaction2 or pyskl) to ONNX, and to a bundle
that PoseStream loads.

The ONNX file takes `keypoint_heatmaps` [N, K, T, H, W] and returns `logits` [N, classes], without
softmax. That of an RGBPose-Conv3D takes `pictures` [N, 3, T/4, 4H, 4W] besides and returns
`logits_rgb` and `logits_pose`; that of an RGB network takes pictures alone. Architecture, width,
joints and classes are read from the checkpoint's keys; training labels and preprocessing are not
in it and come from the options.
"""


@dataclass(frozen=True)
class Options:
    """What a user asks for; `python3 models/export --help` tells what each option means.

    Either `out` or `onnx` is given.
    """

    checkpoint: Path
    out: Optional[Path]
    onnx: Optional[Path]
    architecture: Optional[str]
    temporal_stride: Optional[int]
    frames: Optional[int]
    size: Tuple[int, int]
    dynamic_size: bool
    cam: bool
    weights: Optional[str]
    trust_checkpoint: bool
    name: Optional[str]
    version: str
    labels: Optional[Path]
    pair_labels: Optional[Tuple[int, int]]
    reject_label: Optional[str]
    stream: str
    limb: Optional[Path]
    pose_only: Optional[Path]
    dialect: str
    resize: Optional[str]
    layout: str
    num_clips: int
    flip: bool


def parse(arguments: Optional[List[str]]) -> Options:
    """Reads the command line; leaves the process with exit code 2 if it is wrong."""
    parser = argparse.ArgumentParser(prog="python3 models/export", description=DESCRIPTION)
    _add_files(parser)
    _add_network_options(parser.add_argument_group("network"))
    bundle = parser.add_argument_group("bundle")
    _add_label_options(bundle)
    _add_stream_options(bundle)
    _add_preprocessing_options(bundle)
    options = Options(**vars(parser.parse_args(arguments)))
    if options.limb is not None and options.stream == "limb":
        parser.error(
            "--limb: expected the first checkpoint to be of the joint stream, found --stream limb"
        )
    return options


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--checkpoint", type=Path, required=True, metavar="X.pth", help="of mmaction2 or pyskl"
    )
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="write a bundle: ONNX, manifest, labels, model card",
    )
    target.add_argument("--onnx", type=Path, metavar="FILE", help="write the ONNX file alone")


def _add_network_options(group: argparse._ArgumentGroup) -> None:
    _add_size_options(group)
    group.add_argument(
        "--dynamic-size", action="store_true", help="leave T, H and W of the ONNX file free"
    )
    group.add_argument(
        "--cam", action="store_true", help="also return class activation maps, output `cam`"
    )
    group.add_argument(
        "--weights",
        metavar="NAME",
        help="which to take of a checkpoint with several networks, as a refusal names them",
    )
    group.add_argument(
        "--trust-checkpoint",
        action="store_true",
        help="unpickle every object as its own class, seldom needed: the file can run code",
    )


def _add_size_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--architecture", choices=FIRST_WEIGHTS, help="default: told by the checkpoint's keys"
    )
    group.add_argument(
        "--temporal-stride",
        type=int,
        choices=(1, 2),
        help="of SlowOnly's last stage (default 2; 1 in RGBPose-Conv3D; the keys do not tell it)",
    )
    group.add_argument(
        "--frames",
        type=positive,
        metavar="T",
        help="poses in a clip (default 48; 32 beside pictures, of which there are a quarter)",
    )
    group.add_argument(
        "--size", type=size, default=(64, 64), metavar="HxW", help="heatmap pixels (default 64x64)"
    )


def _add_label_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--name", help="default: the folder's name")
    group.add_argument("--version", default="0.1.0", help="of the bundle (default 0.1.0)")
    group.add_argument(
        "--labels", type=Path, metavar="FILE", help="one label a line, in output order"
    )
    group.add_argument(
        "--pair-labels",
        type=label_range,
        metavar="FIRST-LAST",
        help="numbers, from 0, of two-person labels",
    )
    group.add_argument(
        "--reject-label", metavar="LABEL", help="the label for none of the others, if there is one"
    )


def _add_stream_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--stream",
        choices=("joint", "limb"),
        default="joint",
        help="of the checkpoint (default joint)",
    )
    group.add_argument(
        "--limb", type=Path, metavar="LIMB.pth", help="second member: the limb stream's checkpoint"
    )
    group.add_argument(
        "--pose-only",
        type=Path,
        metavar="POSE_ONLY.pth",
        help="beside pictures: the checkpoint that scores clips without pictures",
    )


def _add_preprocessing_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--dialect",
        choices=("mmaction2", "pyskl"),
        default="mmaction2",
        help="where it was trained",
    )
    group.add_argument(
        "--resize",
        choices=("crop", "stretch"),
        help="default: crop for mmaction2, stretch for pyskl",
    )
    group.add_argument("--layout", default=LAYOUT, help=f"joint set (default {LAYOUT})")
    group.add_argument(
        "--num-clips", type=positive, default=1, metavar="C", help="clips averaged (default 1)"
    )
    group.add_argument("--flip", action="store_true", help="also average the mirrored view")


def size(text: str) -> Tuple[int, int]:
    """Parses HEIGHTxWIDTH in heatmap pixels."""
    match = re.fullmatch(r"([1-9]\d*)x([1-9]\d*)", text)
    if not match:
        raise argparse.ArgumentTypeError(f"expected HEIGHTxWIDTH such as 64x64, found {text}")
    return int(match.group(1)), int(match.group(2))


def label_range(text: str) -> Tuple[int, int]:
    """Parses FIRST-LAST, both included and counted from 0."""
    match = re.fullmatch(r"(\d+)-(\d+)", text)
    if not match or int(match.group(1)) > int(match.group(2)):
        raise argparse.ArgumentTypeError(f"expected FIRST-LAST such as 49-59, found {text}")
    return int(match.group(1)), int(match.group(2))


def positive(text: str) -> int:
    """Parses a whole number of 1 or more."""
    if not re.fullmatch(r"[1-9]\d*", text):
        raise argparse.ArgumentTypeError(f"expected a whole number of 1 or more, found {text}")
    return int(text)
