"""Makes variants of every network in a bundle and enters them in its manifest.

  cpu           4-D convolutions for CPUs, exact (fp32, cpu)
  fp16          half precision for GPUs (fp16, gpu)
  keypoints-in  heatmaps built in the graph, for GPUs (fp32, gpu, keypoints; with fp16 also that)
  int8          8-bit integers for CPUs (int8, cpu), needs --data

They take the place of all variants the bundle has. Each is checked against the member's own
network first; if a check fails, the bundle stays as it is.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import torch

from export.contract import sha256_of
from export.errors import ExportError, run_command
from optimize import variants as v
from optimize.manifest import BundleManifest, Variant
from optimize.onnx_runtime import OnnxRuntime
from optimize.rewrite import read_model


def make_variants(folder, kinds, data=None, runtime=None, say=print):
    """Writes variants of these kinds into a bundle."""
    v.check_kinds(kinds)
    if v.INT8 in kinds and data is None:
        raise ExportError(
            "--variants int8: expected --data DIR, the skeleton sets to calibrate on and to "
            "measure what is lost; see train/README.md"
        )
    manifest = BundleManifest(folder)
    if v.KEYPOINTS_IN in kinds:
        check_keypoints(manifest)
    made = {}
    for member in manifest.members:
        say(f"{member.name}: {member.path.name}")
        made[member.name] = [
            (member, variant) for variant in _made(manifest, member, kinds, data, runtime, say)
        ]
    _write(manifest, made)


def check_keypoints(manifest):
    """Raises if heatmaps of the bundle cannot be built from keypoints in a graph."""
    if manifest.flips:
        raise ExportError(
            f"{manifest.path}: keypoints-in: expected flip: false, found true; mirrored maps are "
            f"not those of mirrored keypoints"
        )
    for member in manifest.members:
        manifest.drawing(member)


def default_kinds(folder, data, say=print):
    """Returns all kinds that the bundle can have with what is at hand."""
    kinds = [kind for kind in v.KINDS if kind != v.INT8 or data is not None]
    try:
        check_keypoints(BundleManifest(folder))
    except ExportError as error:
        say(f"no {v.KEYPOINTS_IN}: {error}")
        kinds.remove(v.KEYPOINTS_IN)
    return kinds


def _made(manifest, member, kinds, data, runtime, say):
    try:
        drawing = manifest.drawing(member)
    except ExportError:
        # Then there are no made-up people to check on, only random volumes.
        drawing = None
    model = read_model(member.path)
    source = v.Source(member.name, model, drawing, lambda line: say(f"  {line}"), runtime)
    makers = {
        v.CPU: lambda: [v.make_cpu(source)],
        v.FP16: lambda: [v.make_half(source)],
        v.KEYPOINTS_IN: lambda: [
            v.make_keypoints(source, precision)
            for precision in (v.FP32, v.FP16)
            if precision == v.FP32 or v.FP16 in kinds
        ],
        v.INT8: lambda: [v.make_int8(source, _lesson(data, member, manifest))],
    }
    result = []
    for kind in v.KINDS:
        if kind in kinds:
            say(f" {kind}")
            try:
                result += makers[kind]()
            except ExportError as error:
                raise ExportError(f"{member.path}: {kind}: {error}") from error
    return result


def _lesson(data, member, manifest):
    # The data's tools are needed for this variant only.
    from optimize.gate import Lesson

    return Lesson(data, member, manifest.labels)


def _write(manifest, made):
    """Exchanges the variants: all of them, or nothing.

    A file's name holds its digest, so that new ones stand beside old ones until the manifest, in
    one step, names the new ones.
    """
    written, entries = [], {}
    old = {file for member in manifest.members for file in member.variant_files}
    own = {member.path.name for member in manifest.members}
    try:
        for name, pairs in made.items():
            entries[name] = []
            for member, variant in pairs:
                file, digest, fresh = _write_model(manifest.folder, member, variant)
                written += [file] if fresh else []
                entries[name].append(
                    Variant(variant.precision, variant.device, variant.input, file, digest)
                )
        text = manifest.with_variants(entries)
        _replace(manifest.path, text.encode("utf-8"))
    except BaseException:
        for file in written:
            (manifest.folder / file).unlink()
        raise
    kept = {entry.file for member in entries.values() for entry in member}
    for file in old - kept - own:
        (manifest.folder / file).unlink(missing_ok=True)


def _write_model(folder, member, variant):
    """Writes a network under its name and returns it, its digest, and whether it is new."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "model.onnx"
        content = variant.model.SerializeToString(deterministic=True)
        path.write_bytes(content)
        digest = sha256_of(path)
    file = f"{member.path.stem}.{variant.suffix}-{digest[:8]}.onnx"
    fresh = not (folder / file).exists()
    _replace(folder / file, content)
    return file, digest, fresh


def _replace(path, content):
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


def _parser():
    parser = argparse.ArgumentParser(
        prog="python3 -m optimize",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("bundle", type=Path, metavar="BUNDLE_DIR")
    parser.add_argument(
        "--variants",
        metavar="KINDS",
        help="separated by commas; default cpu,fp16,keypoints-in, and int8 where --data is given",
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


def main(arguments=None):
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
