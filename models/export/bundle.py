"""Writes the texts of a bundle, the folder that PoseStream loads a model from."""

import codecs
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Dict, List, Optional, Tuple

from export.contract import CAM, INPUT, PICTURES, SCORES
from export.errors import ExportError

PERSON_SCOPES = ("person", "scene")
PAIR_SCOPES = ("pair", "scene")
ALL_SCOPES = ("person", "pair", "scene")
# What YAML reads numbers as.
NUMBERS: Tuple[Callable[[str], float], ...] = (float, lambda digits: int(digits, 0))
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
RESERVED_WORDS = ("y", "n", "yes", "no", "on", "off", "true", "false", "null")


@dataclass(frozen=True)
class PicturePreprocessing:
    """How sampled pictures become an input: `side` x `side` pixels, then (value - mean) / std.

    Red, green, blue.
    """

    clip_length: int
    side: Tuple[int, int]
    mean: Tuple[float, float, float] = (123.675, 116.28, 103.53)
    std: Tuple[float, float, float] = (58.395, 57.12, 57.375)


@dataclass(frozen=True)
class Preprocessing:
    """How sampled poses become a volume; models/README.md explains each key."""

    clip_length: int
    resize: str
    center_crop: Optional[int] = None
    num_clips: int = 1
    flip: bool = False
    padding: float = 0.25
    threshold: float = 10.0
    hw_ratio: Tuple[float, float] = (1.0, 1.0)
    allow_imgpad: bool = True
    sigma: float = 0.6
    scaling: float = 1.0
    use_score: bool = True
    # "reference", as the dialect samples, or "time-uniform"
    sampling: str = "reference"
    # For a bundle with a member that takes pictures.
    pictures: Optional[PicturePreprocessing] = None


@dataclass(frozen=True)
class Member:
    """One ONNX file; `shape` is (N, K, T, H, W) with -1 for any size, empty without heatmaps.

    `pictures` is the shape (N, 3, T, H, W) of the second input, if it takes pictures. A member
    with several `scores` has as many heads, which are fused by their mean. One that is
    `without_pictures` scores the clips that have none, and no others. `sigma` is for a member
    whose maps differ from those of the bundle's preprocessing.
    """

    name: str
    stream: str
    file: str
    sha256: str
    shape: Tuple[int, ...]
    cam: bool = False
    precision: str = "fp32"
    # names by key of `heads`, if it answers each person and pair
    heads: Dict[str, str] = field(default_factory=dict)
    pictures: Optional[Tuple[int, ...]] = None
    scores: Tuple[str, ...] = (SCORES,)
    without_pictures: bool = False
    sigma: Optional[float] = None


@dataclass(frozen=True)
class Label:
    """One class, the scopes it is meant for, and what other models call the same action."""

    name: str
    scopes: Tuple[str, ...] = PERSON_SCOPES
    same_as: Tuple[str, ...] = ()


@dataclass(frozen=True)
class Thresholds:
    """An action starts at `enter` and ends below `exit`, both probabilities."""

    enter: float
    exit: float


@dataclass(frozen=True)
class Bundle:
    """Everything a manifest says; `labels` are in output order."""

    name: str
    version: str
    dialect: str
    preprocessing: Preprocessing
    members: List[Member]
    labels: List[Label]
    thresholds: Thresholds
    label_thresholds: Dict[str, Thresholds] = field(default_factory=dict)
    reject_label: Optional[str] = None
    layout: str = "coco17"


def write_bundle(folder: Path, bundle: Bundle, model_card: str) -> None:
    """Writes manifest.yaml, labels.txt and MODEL_CARD.md beside the members' files."""
    check_labels([label.name for label in bundle.labels])
    (folder / "manifest.yaml").write_text(manifest_of(bundle), encoding="utf-8")
    (folder / "labels.txt").write_text(
        "".join(f"{label.name}\n" for label in bundle.labels), encoding="utf-8"
    )
    (folder / "MODEL_CARD.md").write_text(model_card, encoding="utf-8")


def read_labels(path: Path) -> List[str]:
    """Returns the labels of a file, one a line: UTF-8, or UTF-16 with a byte order mark.

    Blanks around a label and empty lines at the end do not count.
    """
    content = path.read_bytes()
    encoding = "utf-16" if content.startswith(UTF_16_MARKS) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ExportError(f"{path}: expected {encoding} text, found {error.reason}") from error
    names = [line.strip() for line in text.splitlines()]
    while names and not names[-1]:
        names.pop()
    return names


def check_labels(names: List[str]) -> None:
    """Raises for an empty or repeated label: events name an action by its label alone."""
    for number, name in enumerate(names, start=1):
        if not name.strip():
            raise ExportError(f"label {number}: expected a name, found an empty line")
        if name in names[: number - 1]:
            raise ExportError(f"label {number}: expected each name once, found {name} again")


def manifest_of(bundle: Bundle) -> str:
    """Returns the text of manifest.yaml."""
    lines = [
        f"name: {scalar(bundle.name)}",
        f"version: {scalar(bundle.version)}",
        f"layout: {bundle.layout}",
        f"dialect: {bundle.dialect}",
        *_preprocessing_lines(bundle.preprocessing),
        "members:",
        *(line for member in bundle.members for line in _member_lines(member)),
        "labels:",
        *map(_label_line, bundle.labels),
    ]
    if bundle.reject_label is not None:
        lines.append(f"reject-label: {scalar(bundle.reject_label)}")
    lines += _threshold_lines(bundle)
    return "\n".join(lines) + "\n"


def _label_line(label: Label) -> str:
    same = f", same-as: [{', '.join(map(scalar, label.same_as))}]" if label.same_as else ""
    return f"  - {{name: {scalar(label.name)}, scopes: [{', '.join(label.scopes)}]{same}}}"


def scalar(text: str) -> str:
    """Returns `text` quoted where YAML could read it as a number, a boolean or syntax."""
    plain = re.fullmatch(r"[A-Za-z0-9_.][A-Za-z0-9_. ()/+-]*", text) and text == text.strip()
    if plain and text.lower() not in RESERVED_WORDS and not _is_number(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _is_number(text: str) -> bool:
    for convert in NUMBERS:
        try:
            convert(text.replace("_", "").lstrip("."))
            return True
        except ValueError:
            pass
    return False


def _preprocessing_lines(p: Preprocessing) -> List[str]:
    compact = (
        f"padding: {p.padding}, threshold: {p.threshold}, "
        f"hw-ratio: [{p.hw_ratio[0]}, {p.hw_ratio[1]}], allow-imgpad: {_boolean(p.allow_imgpad)}"
    )
    return [
        "preprocessing:",
        f"  clip-length: {p.clip_length}",
        f"  num-clips: {p.num_clips}",
        f"  flip: {_boolean(p.flip)}",
        f"  compact: {{{compact}}}",
        f"  resize: {p.resize}",
        f"  center-crop: {'none' if p.center_crop is None else p.center_crop}",
        f"  sigma: {p.sigma}",
        f"  scaling: {p.scaling}",
        f"  use-score: {_boolean(p.use_score)}",
        f"  sampling: {p.sampling}",
        *([] if p.pictures is None else _picture_lines(p.pictures)),
    ]


def _picture_lines(p: PicturePreprocessing) -> List[str]:
    return [
        "  pictures:",
        f"    clip-length: {p.clip_length}",
        f"    resize: {p.side[0]}x{p.side[1]}",
        f"    mean: {list(p.mean)}",
        f"    std: {list(p.std)}",
    ]


def _member_lines(member: Member) -> List[str]:
    heads = ", ".join(f"{key}: {name}" for key, name in member.heads.items())
    return [
        f"  - name: {scalar(member.name)}",
        f"    stream: {member.stream}",
        *(["    clips: without-pictures"] if member.without_pictures else []),
        *([] if member.sigma is None else [f"    sigma: {member.sigma}"]),
        f"    file: {scalar(member.file)}",
        f'    sha256: "{member.sha256}"',
        f"    precision: {member.precision}",
        *_input_lines(member),
        *_output_lines(member),
        "    scores: logits",
        *([f"    heads: {{{heads}}}"] if heads else []),
        "    variants: []",
    ]


def _input_lines(member: Member) -> List[str]:
    inputs = {"input": (INPUT, member.shape), "pictures": (PICTURES, member.pictures)}
    return [
        f"    {key}: {{name: {name}, shape: {list(shape)}}}"
        for key, (name, shape) in inputs.items()
        if shape
    ]


def _output_lines(member: Member) -> List[str]:
    heads = member.scores
    scores = heads[0] if len(heads) == 1 else f"[{', '.join(heads)}]"
    cam = f", cam: {CAM}" if member.cam else ""
    fusion = ["    fusion: mean"] if len(heads) > 1 else []
    return [f"    outputs: {{scores: {scores}{cam}}}", *fusion]


def _threshold_lines(bundle: Bundle) -> List[str]:
    lines = ["thresholds:", f"  default: {_thresholds(bundle.thresholds)}"]
    if not bundle.label_thresholds:
        return lines + ["  labels: {}"]
    own = bundle.label_thresholds.items()
    return (
        lines
        + ["  labels:"]
        + [f"    {scalar(name)}: {_thresholds(values)}" for name, values in own]
    )


def _thresholds(values: Thresholds) -> str:
    return f"{{enter: {values.enter}, exit: {values.exit}}}"


def _boolean(value: bool) -> str:
    return "true" if value else "false"
