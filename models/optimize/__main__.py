"""Makes variants of every network in a bundle and enters them in its manifest.

  cpu           4-D convolutions for CPUs, exact (fp32, cpu)
  fp16          half precision for GPUs (fp16, gpu)
  keypoints-in  heatmaps built in the graph, for GPUs (fp32, gpu, keypoints; with fp16 also that)
  int8          8-bit integers for CPUs (int8, cpu), needs --data

They take the place of all variants the bundle has. Each variant is checked against the member's
own network first; if a check fails, the bundle stays as it is.
"""

import argparse
import hashlib
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, List, Optional, Set

import torch
from onnx import ModelProto

from export.errors import ExportError, run_command
from optimize import variants as v
from optimize.manifest import BundleManifest, Member, Variant
from optimize.onnx_runtime import OnnxRuntime
from optimize.painting import Drawing
from optimize.rewrite import read_model

NO_DATA = (
    "--variants int8: expected --data DIR, the skeleton sets to calibrate on and to measure what "
    "is lost; see train/README.md"
)


@dataclass(frozen=True)
class Work:
    """Which variants to make, and what with; `say` prints a line."""

    kinds: List[str]
    data: Optional[Path]
    runtime: Optional[OnnxRuntime]
    say: Callable[[str], None]


@dataclass(frozen=True)
class MadeMember:
    """A member of a bundle and its new variants."""

    member: Member
    variants: List[v.Made]


def make_variants(
    folder: Path,
    kinds: List[str],
    data: Optional[Path] = None,
    runtime: Optional[OnnxRuntime] = None,
    say: Callable[[str], None] = print,
) -> None:
    """Writes variants of these kinds into a bundle."""
    v.check_kinds(kinds)
    if v.INT8 in kinds and data is None:
        raise ExportError(NO_DATA)
    manifest = BundleManifest(folder)
    for kind in (kind for kind in kinds if kind in CHECKS):
        CHECKS[kind](manifest)
    work = Work(kinds, data, runtime, say)
    _write(manifest, [_made(manifest, member, work) for member in manifest.members])


def check_keypoints(manifest: BundleManifest) -> None:
    """Raises if heatmaps of the bundle cannot be built from keypoints in a graph."""
    if manifest.flips:
        raise ExportError(
            f"{manifest.path}: keypoints-in: expected flip: false, found true; mirrored maps are "
            f"not those of mirrored keypoints"
        )
    for member in manifest.members:
        _check_alone(manifest, member, v.KEYPOINTS_IN, "an input of heatmaps alone")
        manifest.drawing(member)


def check_int8(manifest: BundleManifest) -> None:
    """Raises if what 8-bit integers cost cannot be measured."""
    for member in manifest.members:
        _check_alone(manifest, member, v.INT8, "labelled clips, and there are none with pictures")


def _check_alone(manifest: BundleManifest, member: Member, kind: str, needed: str) -> None:
    if member.takes_pictures:
        raise ExportError(
            f"{manifest.path}: {kind}: member {member.name} takes pictures: expected {needed}"
        )


# What a bundle must be like for a kind of variant.
CHECKS: Dict[str, Callable[[BundleManifest], None]] = {
    v.KEYPOINTS_IN: check_keypoints,
    v.INT8: check_int8,
}


def default_kinds(
    folder: Path, data: Optional[Path], say: Callable[[str], None] = print
) -> List[str]:
    """Returns all kinds that the bundle can have with what is at hand."""
    kinds = [kind for kind in v.KINDS if kind != v.INT8 or data is not None]
    for kind in [kind for kind in kinds if kind in CHECKS]:
        try:
            CHECKS[kind](BundleManifest(folder))
        except ExportError as error:
            say(f"no {kind}: {error}")
            kinds.remove(kind)
    return kinds


def _made(manifest: BundleManifest, member: Member, work: Work) -> MadeMember:
    work.say(f"{member.name}: {member.path.name}")
    source = v.Source(
        member.name,
        _network(manifest, member),
        _drawing(manifest, member),
        lambda line: work.say(f"  {line}"),
        work.runtime,
        member.heads,
    )
    made: List[v.Made] = []
    for kind in (kind for kind in v.KINDS if kind in work.kinds):
        work.say(f" {kind}")
        try:
            made += _of_kind(kind, source, manifest, member, work)
        except ExportError as error:
            raise ExportError(f"{member.path}: {kind}: {error}") from error
    return MadeMember(member, made)


def _network(manifest: BundleManifest, member: Member) -> ModelProto:
    """Reads a member's own network; raises if it lacks an input that its heads name."""
    model = read_model(member.path)
    found = {value.name for value in model.graph.input}
    heads = member.heads
    if heads is not None and not {heads.joints, heads.pairs} <= found:
        raise ExportError(
            f"{manifest.path}: member {member.name}: expected heads among the model's inputs "
            f"{', '.join(sorted(found))}, found {heads.joints} and {heads.pairs}"
        )
    return model


def _drawing(manifest: BundleManifest, member: Member) -> Optional[Drawing]:
    try:
        return manifest.drawing(member)
    except ExportError:
        # Then there are no made-up people to check on, only random volumes.
        return None


def _of_kind(
    kind: str, source: v.Source, manifest: BundleManifest, member: Member, work: Work
) -> List[v.Made]:
    if kind == v.CPU:
        return [v.make_cpu(source)]
    if kind == v.FP16:
        return [v.make_half(source)]
    if kind == v.KEYPOINTS_IN:
        precisions = [v.FP32, v.FP16] if v.FP16 in work.kinds else [v.FP32]
        return [v.make_keypoints(source, precision) for precision in precisions]
    return [v.make_int8(source, _lesson(manifest, member, work))]


def _lesson(manifest: BundleManifest, member: Member, work: Work) -> v.Lesson:
    # The data's tools are needed for this variant only.
    from optimize import crowd_gate, gate

    if work.data is None:
        raise ExportError(NO_DATA)
    if member.heads is not None:
        return crowd_gate.read_lesson(work.data, member, manifest.labels)
    return gate.Lesson(work.data, member, manifest.labels)


def _write(manifest: BundleManifest, made: List[MadeMember]) -> None:
    """Exchanges the variants: all of them, or nothing.

    A file's name holds its digest, so that new ones stand beside old ones until the manifest, in
    one step, names the new ones.
    """
    fresh: List[Path] = []
    entries: Dict[str, List[Variant]] = {}
    try:
        for one in made:
            entries[one.member.name] = [
                _write_model(manifest.folder, one.member, variant, fresh)
                for variant in one.variants
            ]
        _replace(manifest.path, manifest.with_variants(entries).encode("utf-8"))
    except BaseException:
        for path in fresh:
            path.unlink(missing_ok=True)
        raise
    _remove_old(manifest, {entry.file for variants in entries.values() for entry in variants})


def _remove_old(manifest: BundleManifest, kept: Set[str]) -> None:
    old = {file for member in manifest.members for file in member.variant_files}
    own = {member.path.name for member in manifest.members}
    for file in old - kept - own:
        (manifest.folder / file).unlink(missing_ok=True)


def _write_model(folder: Path, member: Member, made: v.Made, fresh: List[Path]) -> Variant:
    """Writes a network under its name, which is added to `fresh` if it was not there before."""
    content = made.model.SerializeToString(deterministic=True)
    digest = hashlib.sha256(content).hexdigest()
    path = folder / f"{member.path.stem}.{made.suffix}-{digest[:8]}.onnx"
    if not path.exists():
        fresh.append(path)
    _replace(path, content)
    return Variant(made.precision, made.device, made.input, path.name, digest)


def _replace(path: Path, content: bytes) -> None:
    """Writes a file in one step."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 -m optimize",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("bundle", type=Path, metavar="BUNDLE_DIR")
    parser.add_argument(
        "--variants",
        metavar="KINDS",
        help="separated by commas; default all that the bundle can have, int8 if --data is given",
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the skeleton sets of train/README.md, for int8"
    )
    parser.add_argument(
        "--onnxruntime",
        type=Path,
        metavar="JAR",
        help="compare each variant in ONNX Runtime as well; needs java",
    )
    parser.add_argument("--threads", type=int, default=1, help="of the checks")
    return parser


def main(arguments: Optional[List[str]] = None) -> int:
    options = _parser().parse_args(arguments)
    torch.set_num_threads(options.threads)
    if options.variants is not None:
        kinds = [kind.strip() for kind in options.variants.split(",") if kind.strip()]
    else:
        kinds = default_kinds(options.bundle, options.data)
    runtime = None if options.onnxruntime is None else OnnxRuntime(options.onnxruntime)
    make_variants(options.bundle, kinds, options.data, runtime)
    print(f"wrote {options.bundle}")
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
