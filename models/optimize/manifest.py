"""Reads the manifest of a bundle and exchanges the variants in its text, and nothing else."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import yaml

from export.contract import sha256_of
from export.errors import ExportError
from optimize.painting import COCO17_LIMBS, LEAST_SCORES, LIMB, Drawing

MANIFEST = "manifest.yaml"
COCO17 = "coco17"


@dataclass(frozen=True)
class Variant:
    """An entry of `variants`: the same network for a device, in a precision, with an input."""

    precision: str
    device: str
    input: str
    file: str
    sha256: str

    def line(self) -> str:
        return (
            f"{{precision: {self.precision}, device: {self.device}, input: {self.input}, "
            f'file: {self.file}, sha256: "{self.sha256}"}}'
        )


@dataclass(frozen=True)
class Heads:
    """What a network that answers each person and pair calls its tables of them, and its answers.

    `joints` and `pairs` are inputs, `persons` and `pair_scores` outputs.
    """

    joints: str
    pairs: str
    persons: str
    pair_scores: str


@dataclass(frozen=True)
class Member:
    """A network of the bundle; `shape` is that of its heatmaps, -1 for any size, () for none."""

    name: str
    stream: str
    path: Path
    shape: Tuple[int, ...]
    variant_files: Tuple[str, ...]
    takes_pictures: bool = False
    # Of its own heatmaps, where they differ from those of the bundle.
    sigma: Optional[float] = None
    # Of a network that answers each person and pair.
    heads: Optional[Heads] = None


class BundleManifest:
    """The manifest of a folder, checked as far as variants depend on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / MANIFEST
        self.text = self.path.read_text(encoding="utf-8")
        try:
            self.values: Dict[str, Any] = yaml.safe_load(self.text)
            self.root = yaml.compose(self.text)
        except yaml.YAMLError as error:
            raise ExportError(f"{self.path}: expected YAML: {error}") from error
        if not isinstance(self.values, dict) or not self.values.get("members"):
            raise ExportError(f"{self.path}: expected members")
        self.members = [self._member(entry) for entry in self.values["members"]]

    @property
    def labels(self) -> List[str]:
        return [label["name"] for label in self.values["labels"]]

    @property
    def flips(self) -> bool:
        return bool(self.values["preprocessing"]["flip"])

    def _member(self, entry: Dict[str, Any]) -> Member:
        try:
            member = Member(
                entry["name"],
                entry["stream"],
                self.folder / entry["file"],
                _shape(entry),
                tuple(variant["file"] for variant in entry.get("variants") or ()),
                "pictures" in entry,
                entry.get("sigma"),
                _heads(entry),
            )
            digest, precision = entry["sha256"], entry["precision"]
        except (KeyError, TypeError) as error:
            raise ExportError(f"{self.path}: members: expected {error}, found none") from error
        if precision != "fp32":
            raise ExportError(
                f"{self.path}: member {member.name}: expected precision fp32, found {precision}"
            )
        found = sha256_of(member.path)
        if found != digest:
            raise ExportError(f"{member.path}: expected sha256 {digest}, found {found}")
        return member

    def drawing(self, member: Member) -> Drawing:
        """Returns what the volumes of a member show; raises if it depends on the recording."""
        if not member.shape:
            raise ExportError(
                f"{self.path}: member {member.name}: expected heatmaps, found pictures alone"
            )
        height, width = self._map_size(member)
        channels = member.shape[1]
        values, dialect = self.values["preprocessing"], self.values["dialect"]
        if dialect not in LEAST_SCORES:
            raise ExportError(
                f"{self.path}: expected a dialect of {', '.join(LEAST_SCORES)}, found {dialect}"
            )
        limbs = self._limbs(member)
        joints = 17 if limbs else channels
        sigma = float(values["sigma"] if member.sigma is None else member.sigma)
        return Drawing(joints, height, width, sigma, LEAST_SCORES[dialect], limbs)

    def _limbs(self, member: Member) -> Tuple[Tuple[int, int], ...]:
        """Returns the limbs that a member's maps show: none if they show joints."""
        if member.stream != LIMB:
            return ()
        layout, channels = self.values["layout"], member.shape[1]
        if layout != COCO17 or channels != len(COCO17_LIMBS):
            raise ExportError(
                f"{self.path}: member {member.name}: expected the {len(COCO17_LIMBS)} limbs "
                f"of {COCO17}, found {channels} of {layout}"
            )
        return COCO17_LIMBS

    def _map_size(self, member: Member) -> Tuple[int, int]:
        """Returns height and width of a member's maps."""
        values = self.values["preprocessing"]
        crop, resize = values["center-crop"], str(values["resize"])
        if isinstance(crop, int):
            return self._scaled(crop, crop)
        if not resize.startswith("short:"):
            return self._scaled(*map(int, resize.split("x")))
        height, width = member.shape[3:]
        if min(height, width) < 1:
            raise ExportError(
                f"{self.path}: member {member.name}: expected heatmaps of one size for an input "
                f"of keypoints, found resize {resize} without center-crop"
            )
        return height, width

    def _scaled(self, height: int, width: int) -> Tuple[int, int]:
        scaling = float(self.values["preprocessing"]["scaling"])
        return int(height * scaling + 0.5), int(width * scaling + 0.5)

    def with_variants(self, variants: Dict[str, List[Variant]]) -> str:
        """Returns the manifest's text with these variants, by name of the member."""
        edits = []
        members = _value(self.root, "members")
        for node, member in zip(members.value, self.members):
            edits.append(self._edit(node, variants[member.name]))
        text = self.text
        for start, end, replacement in sorted(edits, reverse=True):
            text = text[:start] + replacement + text[end:]
        return text

    def _edit(self, node: yaml.Node, variants: List[Variant]) -> Tuple[int, int, str]:
        """Returns the span of the text to replace in one member, and what takes its place."""
        flow = bool(node.flow_style)
        indent = " " * node.value[0][0].start_mark.column
        lines = [variant.line() for variant in variants]
        if flow or not lines:
            listed = f" [{', '.join(lines)}]"
        else:
            listed = "".join(f"\n{indent}  - {line}" for line in lines)
        old = next((pair for pair in node.value if pair[0].value == "variants"), None)
        if old is not None:
            # From behind the colon of the key.
            start = self.text.index(":", old[0].end_mark.index) + 1
            return start, max(start, _end(old[1])), listed
        end = _end(node.value[-1][1])
        return end, end, (", " if flow else f"\n{indent}") + "variants:" + listed


def _shape(entry: Dict[str, Any]) -> Tuple[int, ...]:
    """Returns the shape of a member's heatmaps; one of pictures alone has none."""
    alone = "pictures" in entry and "input" not in entry
    return () if alone else tuple(entry["input"]["shape"])


def _heads(entry: Dict[str, Any]) -> Optional[Heads]:
    heads = entry.get("heads")
    if heads is None:
        return None
    return Heads(heads["joints"], heads["pairs"], heads["persons"], heads["pair-scores"])


def _value(mapping: yaml.Node, key: str) -> yaml.Node:
    return next(value for name, value in mapping.value if name.value == key)


def _end(node: yaml.Node) -> int:
    """Returns where a node's text ends; a block collection's own mark lies behind its comments."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style or not node.value:
        return node.end_mark.index
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last)
