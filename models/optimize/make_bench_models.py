"""Writes the networks whose speed README.md tells, with random weights, as the exporter does."""

import argparse
import sys
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

import onnx
import torch
from torch import nn

from export.architectures import build
from export.errors import run_command
from export.onnx_file import write_onnx
from optimize.checking import random_volume
from optimize.plane import Kernels
from optimize.quantizing import calibrate, quantize
from optimize.rewrite import read_model
from optimize.rewriting import rewrite

CLASSES = 60


class Bench(NamedTuple):
    """A network to measure: its architecture, backbone options and shape (K, T, H, W)."""

    architecture: str
    backbone: Dict[str, Any]
    shape: Tuple[int, int, int, int]


MODELS = {
    "slowonly": Bench("slowonly", {}, (17, 48, 56, 56)),
    "volleyball": Bench("slowonly", {"base_channels": 16}, (17, 16, 56, 56)),
    "x3d-shallow": Bench("x3d-shallow", {}, (17, 48, 56, 56)),
    "c3d-light": Bench("c3d-light", {}, (17, 48, 56, 56)),
}


def write_int8(source: Path, out: Path) -> None:
    """Writes an int8 form of a network as fast as a calibrated one, but no good."""
    model = read_model(source)
    rewritten = rewrite(model, Kernels.INTEGER)
    volume = torch.from_numpy(random_volume(model, seed=1)[:1])
    onnx.save(quantize(rewritten, calibrate(rewritten, [volume])), str(out))


def write_bench(bench: Bench, path: Path) -> None:
    """Writes a network with random weights."""
    torch.manual_seed(1)
    network = build(bench.architecture, CLASSES, **bench.backbone)
    for module in network.modules():
        if isinstance(module, nn.Conv3d):
            # Keeps the heatmaps' signal alive down to the logits; the default lets it fade.
            nn.init.kaiming_normal_(module.weight)
    write_onnx(network, path, bench.shape)
    print(f"{path}: input {['N', *bench.shape]}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 -m optimize.make_bench_models", description=__doc__
    )
    parser.add_argument(
        "out", type=Path, metavar="OUT_DIR", nargs="?", help="by convention target/bench"
    )
    parser.add_argument(
        "--int8",
        type=Path,
        nargs=2,
        metavar=("IN.onnx", "OUT.onnx"),
        help="write a network of bytes instead, calibrated on a random volume: for its speed only",
    )
    return parser


def main(arguments: Optional[List[str]] = None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.int8 is not None:
        write_int8(*options.int8)
        return 0
    if options.out is None:
        parser.error("expected OUT_DIR")
    options.out.mkdir(parents=True, exist_ok=True)
    for name, bench in MODELS.items():
        write_bench(bench, options.out / f"{name}.onnx")
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
