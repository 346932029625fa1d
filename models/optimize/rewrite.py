"""Rewrites an exported PoseC3D model so that ONNX Runtime runs it faster on CPUs.

The result has the same input, outputs and weights, but every convolution is two-dimensional:
ONNX Runtime has its fast, blocked kernels for those only. Before it is written it is checked
against the source on a random volume, and on those you name. A graph with a node that is not
understood is refused.

The check runs both with PyTorch: seconds to a minute.
"""

import argparse
import sys
from pathlib import Path
from typing import Iterator, List, Optional, Tuple

import numpy as np
import onnx
from google.protobuf.message import DecodeError
from onnx import ModelProto

from export.contract import sha256_of
from export.errors import ExportError, run_command
from optimize.checking import check_exact, check_golden, check_single, random_inputs
from optimize.rewriting import rewrite


def read_model(path: Path) -> ModelProto:
    try:
        return onnx.load(str(path))
    except DecodeError as error:
        raise ExportError(f"{path}: expected an ONNX file: {error}") from error


def read_volumes(paths: List[Path], model: ModelProto) -> Iterator[Tuple[str, np.ndarray]]:
    """Yields name and float32 volume [N, K, T, H, W] of .npy files that the model takes."""
    dimensions = model.graph.input[0].type.tensor_type.shape.dim
    shape = [dimension.dim_value or None for dimension in dimensions]
    for path in paths:
        try:
            volume = np.load(path, allow_pickle=False)
        except ValueError as error:
            raise ExportError(f"{path}: expected a .npy file: {error}") from error
        fits = all(size in (None, found) for size, found in zip(shape, volume.shape))
        if volume.ndim != len(shape) or not fits:
            wanted = ", ".join("any" if size is None else str(size) for size in shape)
            raise ExportError(f"{path}: expected shape [{wanted}], found {list(volume.shape)}")
        yield path.name, volume.astype(np.float32)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m optimize.rewrite", description=__doc__)
    parser.add_argument("source", type=Path, metavar="IN.onnx")
    parser.add_argument("out", type=Path, metavar="OUT.onnx")
    parser.add_argument(
        "--volumes",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE.npy",
        help="more volumes [N, K, T, H, W] to check on",
    )
    parser.add_argument(
        "--golden",
        type=Path,
        metavar="SPEC_MODEL_DIR",
        help="also check the recorded logits of IN.json, which export_golden wrote beside IN.onnx",
    )
    return parser


def main(arguments: Optional[List[str]] = None) -> int:
    options = _parser().parse_args(arguments)
    source = read_model(options.source)
    try:
        rewritten = rewrite(source)
    except ExportError as error:
        raise ExportError(f"{options.source}: {error}") from error
    _check(options, source, rewritten)
    onnx.save(rewritten, str(options.out))
    print(f"{options.out}: sha256 {sha256_of(options.out)}")
    return 0


def _check(options: argparse.Namespace, source: ModelProto, rewritten: ModelProto) -> None:
    random = random_inputs(source, seed=1)
    print(check_exact(source, rewritten, random))
    print(check_single(source, rewritten, random, "random volume"))
    for name, volume in read_volumes(options.volumes, source):
        print(check_single(source, rewritten, volume, name))
    if options.golden is not None:
        for line in check_golden(rewritten, options.source.with_suffix(".json"), options.golden):
            print(line)


if __name__ == "__main__":
    sys.exit(run_command(main))
