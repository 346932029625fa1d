"""Exports a checkpoint to an ONNX file, or to a bundle around it: `python3 models/export`."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import List, Optional, Tuple

from export.architectures import count_parameters
from export.bundle import (
    PAIR_SCOPES,
    Bundle,
    Label,
    Member,
    PicturePreprocessing,
    Preprocessing,
    Thresholds,
    check_labels,
    read_labels,
    write_bundle,
)
from export.checkpoint import TrainedNetwork, network_from, read_weights
from export.contract import POSE_SCORES, RGB_SCORES, sha256_of
from export.errors import ExportError, run_command
from export.onnx_file import write_onnx, write_rgb_onnx, write_rgbpose_onnx
from export.options import LAYOUT, Options, parse
from export.rgbpose import COLOURS, RATIO, RgbNetwork, RgbPoseNetwork

UNMEASURED = Thresholds(0.5, 0.35)
# COCO-17 has 17 joints and, by chance, the published models draw 17 limbs.
LAYOUT_JOINTS = 17
# RGBPose-Conv3D draws a little wider than PoseC3D and its own pose_only.
RGBPOSE_SIGMA, POSE_ONLY_SIGMA = 0.7, 0.6
FRAMES, FRAMES_BESIDE_PICTURES = 48, 32
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
    """A checkpoint and the network that was read from it, for one member of a bundle."""

    name: str
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


def write_member(options: Options, source: Source, path: Path) -> Member:
    """Writes a network's ONNX file and returns what a manifest says about it."""
    trained = source.trained
    path.parent.mkdir(parents=True, exist_ok=True)
    member = _member(options, source, path)
    inputs = " and ".join(str(list(shape)) for shape in (member.shape, member.pictures) if shape)
    print(
        f"{path}: {trained.architecture}, {trained.classes} classes, "
        f"input {inputs}, sha256 {member.sha256}"
    )
    return member


def _member(options: Options, source: Source, path: Path) -> Member:
    network, free = source.trained.network, options.dynamic_size
    maps, pictures = _heatmap_shape(options, source.trained), _picture_shape(options)
    member = Member(source.name, source.stream, path.name, "", _batches(maps, free), options.cam)
    if isinstance(network, RgbPoseNetwork):
        return replace(
            member,
            sha256=write_rgbpose_onnx(network, path, maps, pictures, free),
            pictures=_batches(pictures, free),
            scores=(RGB_SCORES, POSE_SCORES),
        )
    if isinstance(network, RgbNetwork):
        digest = write_rgb_onnx(network, path, pictures, free)
        return replace(member, sha256=digest, shape=(), pictures=_batches(pictures, free))
    return replace(member, sha256=write_onnx(network, path, maps, free, options.cam))


def _heatmap_shape(options: Options, trained: TrainedNetwork) -> Tuple[int, ...]:
    return (trained.keypoints, options.frames or FRAMES, *options.size)


def _picture_shape(options: Options) -> Tuple[int, ...]:
    height, width = options.size
    return (COLOURS, (options.frames or FRAMES) // RATIO, RATIO * height, RATIO * width)


def _batches(shape: Tuple[int, ...], free: bool) -> Tuple[int, ...]:
    return (-1, shape[0], *((-1, -1, -1) if free else shape[1:]))


def _with_frames(options: Options, first: TrainedNetwork) -> Options:
    """Returns the options with the clip length that suits the network, unless one is asked for."""
    if not first.takes_pictures:
        return replace(options, frames=options.frames or FRAMES)
    frames = options.frames or FRAMES_BESIDE_PICTURES
    if frames % RATIO != 0:
        raise ExportError(
            f"--frames: expected a multiple of {RATIO}, the poses of a clip for each picture, "
            f"found {frames}"
        )
    for name, asked in {"--cam": options.cam, "--flip": options.flip}.items():
        if asked:
            raise ExportError(
                f"{name}: expected a network of heatmaps, found {first.architecture}"
            )
    return replace(options, frames=frames)


def write_checkpoint_bundle(options: Options, out: Path) -> None:
    """Writes a folder with members for the checkpoint, for --limb and for --pose-only."""
    sources = _sources(options)
    options = _with_frames(options, sources[0].trained)
    _check_sources(options, sources)
    bundle = _bundle(options, out, sources)
    cards = [_card_line(source) for source in sources]
    write_bundle(out, bundle, _model_card(bundle, cards))
    print(
        f"{out}: {len(bundle.labels)} labels, {len(cards)} member(s); "
        "complete MODEL_CARD.md before you publish it"
    )


def _sources(options: Options) -> List[Source]:
    first = load(options, options.checkpoint)
    name = first.architecture if first.takes_pictures else options.stream
    sources = [Source(name, options.stream, options.checkpoint, first)]
    if options.limb is not None:
        sources.append(Source("limb", "limb", options.limb, load(options, options.limb)))
    if options.pose_only is not None:
        sources.append(_pose_only(options, options.pose_only))
    return sources


def _pose_only(options: Options, checkpoint: Path) -> Source:
    """Reads a SlowOnly that keeps every frame, as in RGBPose-Conv3D: its keys do not tell."""
    same_rate = replace(options, architecture="slowonly", temporal_stride=1)
    return Source("pose", "joint", checkpoint, load(same_rate, checkpoint))


def _check_sources(options: Options, sources: List[Source]) -> None:
    first = sources[0].trained
    classes = first.classes
    if options.limb is not None and first.takes_pictures:
        raise ExportError(f"--limb: expected a network of heatmaps, found {first.architecture}")
    if options.pose_only is not None and not first.takes_pictures:
        raise ExportError(
            f"--pose-only: expected a network of pictures, found {first.architecture}"
        )
    for source in sources:
        trained = source.trained
        drawn = trained.architecture != "rgb-slowonly"
        if drawn and options.layout == LAYOUT and trained.keypoints != LAYOUT_JOINTS:
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
    first = sources[0].trained
    labels = _labels(options, first.classes)
    preprocessing = _with_pictures(options) if first.takes_pictures else _preprocessing(options)
    return Bundle(
        name=options.name or out.resolve().name,
        version=options.version,
        dialect=options.dialect,
        preprocessing=preprocessing,
        members=[_bundled(options, source, first, out) for source in sources],
        labels=labels,
        thresholds=UNMEASURED,
        reject_label=options.reject_label,
        layout=options.layout,
    )


def _bundled(options: Options, source: Source, first: TrainedNetwork, out: Path) -> Member:
    member = write_member(options, source, out / f"{source.name}.onnx")
    if first.takes_pictures and not source.trained.takes_pictures:
        return replace(member, without_pictures=True, sigma=POSE_ONLY_SIGMA)
    return member


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
        clip_length=options.frames or FRAMES,
        resize=f"short:{height}" if cropped else f"{height}x{width}",
        center_crop=height if cropped else None,
        num_clips=options.num_clips,
        flip=options.flip,
    )


def _with_pictures(options: Options) -> Preprocessing:
    """Returns how RGBPose-Conv3D is fed: both inputs stretched, the maps a quarter in size."""
    frames, (height, width) = options.frames or FRAMES_BESIDE_PICTURES, options.size
    side = (RATIO * height, RATIO * width)
    return Preprocessing(
        clip_length=frames,
        resize=f"{side[0]}x{side[1]}",
        num_clips=options.num_clips,
        sigma=RGBPOSE_SIGMA,
        scaling=1 / RATIO,
        pictures=PicturePreprocessing(frames // RATIO, side),
    )


def _card_line(source: Source) -> str:
    trained, checkpoint = source.trained, source.checkpoint
    parameters = count_parameters(trained.network)
    return (
        f"- {source.name}: {trained.architecture}, {parameters:,} parameters, exported from "
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
        source = _sources(replace(options, limb=None, pose_only=None))[0]
        write_member(_with_frames(options, source.trained), source, options.onnx)
    elif options.out is not None:
        write_checkpoint_bundle(options, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
