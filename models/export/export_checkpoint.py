"""Exports a PoseC3D checkpoint (.pth of mmaction2 or pyskl) to ONNX, and to a bundle that
PoseStream loads.

The ONNX file takes `keypoint_heatmaps` [N, K, T, H, W] and returns `logits` [N, classes], without
softmax. Architecture, width, joints and classes are read from the checkpoint's keys; training
labels and preprocessing are not in it and come from the options.
"""

import argparse
import re
import sys
from pathlib import Path

from export.architectures import BACKBONES, count_parameters
from export.bundle import (
    PAIR_SCOPES,
    Bundle,
    Label,
    Member,
    Preprocessing,
    Thresholds,
    check_labels,
    read_labels,
    write_bundle,
)
from export.checkpoint import network_from, read_weights
from export.contract import sha256_of
from export.errors import ExportError, run_command
from export.onnx_file import write_onnx

UNMEASURED = Thresholds(0.5, 0.35)
LAYOUT = "coco17"
# COCO-17 has 17 joints and, by chance, the published models draw 17 limbs.
LAYOUT_JOINTS = 17


def load(options, checkpoint):
    """Returns the network of a checkpoint with its weights."""
    weights = read_weights(checkpoint, options.weights, options.trust_checkpoint)
    print(f"{checkpoint}: {weights.choice}")
    strides = None if options.temporal_stride is None else (1, 1, options.temporal_stride)
    try:
        return network_from(weights.state, options.architecture, strides)
    except ExportError as error:
        raise ExportError(f"{checkpoint}: {error}") from error


def write_member(options, trained, stream, path):
    """Writes a network's ONNX file and returns what a manifest says about it."""
    size = (options.frames, *options.size)
    path.parent.mkdir(parents=True, exist_ok=True)
    sha256 = write_onnx(
        trained.network, path, (trained.keypoints, *size), options.dynamic_size, options.cam
    )
    shape = (-1, trained.keypoints, *((-1, -1, -1) if options.dynamic_size else size))
    print(
        f"{path}: {trained.architecture}, {trained.classes} classes, "
        f"input {list(shape)}, sha256 {sha256}"
    )
    return Member(stream, stream, path.name, sha256, shape, options.cam)


def write_checkpoint_bundle(options):
    """Writes a folder with one member for the checkpoint and one for --limb."""
    checkpoints = {options.stream: options.checkpoint}
    if options.limb is not None:
        checkpoints["limb"] = options.limb
    networks = {stream: load(options, checkpoint) for stream, checkpoint in checkpoints.items()}
    classes = networks[options.stream].classes
    for stream, trained in networks.items():
        if options.layout == LAYOUT and trained.keypoints != LAYOUT_JOINTS:
            raise ExportError(
                f"{checkpoints[stream]}: expected {LAYOUT_JOINTS} maps for {LAYOUT}, "
                f"found {trained.keypoints}; name the joint set with --layout"
            )
        if trained.classes != classes:
            raise ExportError(
                f"{checkpoints[stream]}: expected {classes} classes as in the first member, "
                f"found {trained.classes}"
            )
    labels = _labels(options, classes)
    preprocessing = _preprocessing(options)
    bundle = Bundle(
        name=options.name or options.out.resolve().name,
        version=options.version,
        dialect=options.dialect,
        preprocessing=preprocessing,
        members=[
            write_member(options, trained, stream, options.out / f"{stream}.onnx")
            for stream, trained in networks.items()
        ],
        labels=labels,
        thresholds=UNMEASURED,
        reject_label=options.reject_label,
        layout=options.layout,
    )
    cards = [
        _card_line(stream, checkpoints[stream], trained) for stream, trained in networks.items()
    ]
    write_bundle(options.out, bundle, _model_card(bundle, cards))
    print(
        f"{options.out}: {len(labels)} labels, {len(cards)} member(s); "
        "complete MODEL_CARD.md before you publish it"
    )


def _labels(options, classes):
    if options.labels is None:
        names = [f"class_{number:03d}" for number in range(classes)]
    else:
        names = read_labels(options.labels)
    check_labels(names)
    where = options.labels or "the generated labels"
    if len(names) != classes:
        raise ExportError(
            f"{where}: expected {classes} lines, one for each class, found {len(names)}"
        )
    if options.reject_label is not None and options.reject_label not in names:
        raise ExportError(f"--reject-label: expected one of {where}, found {options.reject_label}")
    first, last = options.pair_labels or (classes, -1)
    if last >= classes:
        raise ExportError(f"--pair-labels: expected numbers below {classes}, found {last}")
    return [
        Label(name, PAIR_SCOPES) if first <= i <= last else Label(name)
        for i, name in enumerate(names)
    ]


def _preprocessing(options):
    height, width = options.size
    cropped = options.resize == "crop" or (
        options.resize is None and options.dialect == "mmaction2"
    )
    if cropped and height != width:
        raise ExportError(
            f"--size: expected a square for a centre crop, found {height}x{width}; "
            "use --resize stretch"
        )
    return Preprocessing(
        clip_length=options.frames,
        resize=f"short:{height}" if cropped else f"{height}x{width}",
        center_crop=height if cropped else None,
        num_clips=options.num_clips,
        flip=options.flip,
    )


def _card_line(stream, checkpoint, trained):
    parameters = count_parameters(trained.network)
    return (
        f"- {stream}: {trained.architecture}, {parameters:,} parameters, exported from "
        f"`{checkpoint.name}` (sha256 {sha256_of(checkpoint)})"
    )


def _model_card(bundle, members):
    missing = "Not stated by the exporter. Whoever publishes this bundle fills it in."
    return "\n".join(
        [
            f"# {bundle.name} {bundle.version}",
            "",
            f"{len(bundle.labels)} classes, preprocessing dialect {bundle.dialect}.",
            "",
            "## Members",
            "",
            *members,
            "",
            "## Training data and licence",
            "",
            missing,
            "",
            "## Results on data it was not trained on",
            "",
            missing,
            "",
            "## Thresholds",
            "",
            f"enter {UNMEASURED.enter}, exit {UNMEASURED.exit}: a start, measured on nothing.",
            "",
            "## Limits and uses to refuse",
            "",
            missing,
            "",
        ]
    )


def size(text):
    """Parses HEIGHTxWIDTH in heatmap pixels."""
    match = re.fullmatch(r"([1-9]\d*)x([1-9]\d*)", text)
    if not match:
        raise argparse.ArgumentTypeError(f"expected HEIGHTxWIDTH such as 64x64, found {text}")
    return int(match.group(1)), int(match.group(2))


def label_range(text):
    """Parses FIRST-LAST, both included and counted from 0."""
    match = re.fullmatch(r"(\d+)-(\d+)", text)
    if not match or int(match.group(1)) > int(match.group(2)):
        raise argparse.ArgumentTypeError(f"expected FIRST-LAST such as 49-59, found {text}")
    return int(match.group(1)), int(match.group(2))


def positive(text):
    """Parses a whole number of 1 or more."""
    if not re.fullmatch(r"[1-9]\d*", text):
        raise argparse.ArgumentTypeError(f"expected a whole number of 1 or more, found {text}")
    return int(text)


def _parser():
    parser = argparse.ArgumentParser(prog="python3 models/export", description=__doc__)
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

    network = parser.add_argument_group("network")
    network.add_argument(
        "--architecture", choices=BACKBONES, help="default: told by the checkpoint's keys"
    )
    network.add_argument(
        "--temporal-stride",
        type=int,
        choices=(1, 2),
        help="of SlowOnly's last stage (default 2; 1 in RGBPose-Conv3D; the keys do not tell it)",
    )
    network.add_argument(
        "--frames", type=positive, default=48, metavar="T", help="frames in a clip (default 48)"
    )
    network.add_argument(
        "--size", type=size, default=(64, 64), metavar="HxW", help="heatmap pixels (default 64x64)"
    )
    network.add_argument(
        "--dynamic-size", action="store_true", help="leave T, H and W of the ONNX file free"
    )
    network.add_argument(
        "--cam", action="store_true", help="also return class activation maps, output `cam`"
    )
    network.add_argument(
        "--weights",
        metavar="NAME",
        help="which to take of a checkpoint with several networks, as a refusal names them",
    )
    network.add_argument(
        "--trust-checkpoint",
        action="store_true",
        help="unpickle every object as its own class, seldom needed: the file can run code",
    )

    bundle = parser.add_argument_group("bundle")
    bundle.add_argument("--name", help="default: the folder's name")
    bundle.add_argument("--version", default="0.1.0", help="of the bundle (default 0.1.0)")
    bundle.add_argument(
        "--labels", type=Path, metavar="FILE", help="one label a line, in output order"
    )
    bundle.add_argument(
        "--pair-labels",
        type=label_range,
        metavar="FIRST-LAST",
        help="numbers, from 0, of two-person labels",
    )
    bundle.add_argument(
        "--reject-label", metavar="LABEL", help="the label for none of the others, if there is one"
    )
    bundle.add_argument(
        "--stream",
        choices=("joint", "limb"),
        default="joint",
        help="of the checkpoint (default joint)",
    )
    bundle.add_argument(
        "--limb", type=Path, metavar="LIMB.pth", help="second member: the limb stream's checkpoint"
    )
    bundle.add_argument(
        "--dialect",
        choices=("mmaction2", "pyskl"),
        default="mmaction2",
        help="where it was trained",
    )
    bundle.add_argument(
        "--resize",
        choices=("crop", "stretch"),
        help="default: crop for mmaction2, stretch for pyskl",
    )
    bundle.add_argument("--layout", default=LAYOUT, help=f"joint set (default {LAYOUT})")
    bundle.add_argument(
        "--num-clips", type=positive, default=1, metavar="C", help="clips averaged (default 1)"
    )
    bundle.add_argument("--flip", action="store_true", help="also average the mirrored view")
    return parser


def main(arguments=None):
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.limb is not None and options.stream == "limb":
        parser.error(
            "--limb: expected the first checkpoint to be of the joint stream, found --stream limb"
        )
    if options.onnx is not None:
        write_member(options, load(options, options.checkpoint), options.stream, options.onnx)
    else:
        write_checkpoint_bundle(options)
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
