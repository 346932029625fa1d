"""Exports a checkpoint to an ONNX file, or to a bundle around it: `python3 models/export`."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import List, Optional

from export.architectures import count_parameters
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
from export.checkpoint import TrainedNetwork, network_from, read_weights
from export.contract import sha256_of
from export.errors import ExportError, run_command
from export.onnx_file import write_onnx
from export.options import LAYOUT, Options, parse

UNMEASURED = Thresholds(0.5, 0.35)
# COCO-17 has 17 joints and, by chance, the published models draw 17 limbs.
LAYOUT_JOINTS = 17
MODEL_CARD = """# {title}

{classes} classes, preprocessing dialect {dialect}.

## Members

{members}

## Training data and licence

{missing}

## Results on data it was not trained on

{missing}

## Thresholds

enter {enter}, exit {exit}: a start, measured on nothing.

## Limits and uses to refuse

{missing}
"""


@dataclass(frozen=True)
class Source:
    """A checkpoint and the network that was read from it, for one stream of a bundle."""

    stream: str
    checkpoint: Path
    trained: TrainedNetwork


def load(options: Options, checkpoint: Path) -> TrainedNetwork:
    """Returns the network of a checkpoint with its weights, and says which weights it took."""
    weights = read_weights(checkpoint, options.weights, options.trust_checkpoint)
    print(f"{checkpoint}: {weights.choice}")
    strides = None if options.temporal_stride is None else (1, 1, options.temporal_stride)
    try:
        return network_from(weights.state, options.architecture, strides)
    except ExportError as error:
        raise ExportError(f"{checkpoint}: {error}") from error


def write_member(options: Options, trained: TrainedNetwork, stream: str, path: Path) -> Member:
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


def write_checkpoint_bundle(options: Options, out: Path) -> None:
    """Writes a folder with one member for the checkpoint and one for --limb."""
    checkpoints = {options.stream: options.checkpoint}
    if options.limb is not None:
        checkpoints["limb"] = options.limb
    sources = [Source(stream, path, load(options, path)) for stream, path in checkpoints.items()]
    _check_sources(options, sources)
    bundle = _bundle(options, out, sources)
    cards = [_card_line(source) for source in sources]
    write_bundle(out, bundle, _model_card(bundle, cards))
    print(
        f"{out}: {len(bundle.labels)} labels, {len(cards)} member(s); "
        "complete MODEL_CARD.md before you publish it"
    )


def _check_sources(options: Options, sources: List[Source]) -> None:
    classes = sources[0].trained.classes
    for source in sources:
        trained = source.trained
        if options.layout == LAYOUT and trained.keypoints != LAYOUT_JOINTS:
            raise ExportError(
                f"{source.checkpoint}: expected {LAYOUT_JOINTS} maps for {LAYOUT}, "
                f"found {trained.keypoints}; name the joint set with --layout"
            )
        if trained.classes != classes:
            raise ExportError(
                f"{source.checkpoint}: expected {classes} classes as in the first member, "
                f"found {trained.classes}"
            )


def _bundle(options: Options, out: Path, sources: List[Source]) -> Bundle:
    """Writes the networks, after everything else has been found right."""
    labels = _labels(options, sources[0].trained.classes)
    preprocessing = _preprocessing(options)
    return Bundle(
        name=options.name or out.resolve().name,
        version=options.version,
        dialect=options.dialect,
        preprocessing=preprocessing,
        members=[
            write_member(options, source.trained, source.stream, out / f"{source.stream}.onnx")
            for source in sources
        ],
        labels=labels,
        thresholds=UNMEASURED,
        reject_label=options.reject_label,
        layout=options.layout,
    )


def _labels(options: Options, classes: int) -> List[Label]:
    names = _label_names(options, classes)
    first, last = options.pair_labels or (classes, -1)
    if last >= classes:
        raise ExportError(f"--pair-labels: expected numbers below {classes}, found {last}")
    return [
        Label(name, PAIR_SCOPES) if first <= i <= last else Label(name)
        for i, name in enumerate(names)
    ]


def _label_names(options: Options, classes: int) -> List[str]:
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
    return names


def _preprocessing(options: Options) -> Preprocessing:
    height, width = options.size
    default = "crop" if options.dialect == "mmaction2" else "stretch"
    cropped = (options.resize or default) == "crop"
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


def _card_line(source: Source) -> str:
    trained, checkpoint = source.trained, source.checkpoint
    parameters = count_parameters(trained.network)
    return (
        f"- {source.stream}: {trained.architecture}, {parameters:,} parameters, exported from "
        f"`{checkpoint.name}` (sha256 {sha256_of(checkpoint)})"
    )


def _model_card(bundle: Bundle, members: List[str]) -> str:
    return MODEL_CARD.format(
        title=f"{bundle.name} {bundle.version}",
        classes=len(bundle.labels),
        dialect=bundle.dialect,
        members="\n".join(members),
        missing="Not stated by the exporter. Whoever publishes this bundle fills it in.",
        enter=UNMEASURED.enter,
        exit=UNMEASURED.exit,
    )


def main(arguments: Optional[List[str]] = None) -> int:
    options = parse(arguments)
    if options.onnx is not None:
        write_member(options, load(options, options.checkpoint), options.stream, options.onnx)
    elif options.out is not None:
        write_checkpoint_bundle(options, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
