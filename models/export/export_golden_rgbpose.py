"""Exports the seeded golden RGBPose-Conv3D to ONNX and checks it against the recorded logits.

Writes rgbpose.onnx with free sizes beside the files of `export.export_golden`. The cases whose
tensors are made of pictures are left to the tests in Java. Exits with 1 if a recorded logit is
missed by more than the tolerance.
"""

import argparse
import gzip
import json
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional

import numpy as np
import torch

from export.checkpoint import network_from, read_weights
from export.errors import ExportError, run_command
from export.export_golden import read_volume
from export.onnx_file import write_rgbpose_onnx
from export.rgbpose import RgbPoseNetwork

TOLERANCE = 5e-5
HEADS = ("rgb", "pose")
TRACED = {"heatmaps": (17, 32, 64, 64), "pictures": (3, 8, 256, 256)}


def golden_network(spec: Path) -> RgbPoseNetwork:
    """Returns the reduced network with the recorded weights."""
    weights = json.loads((spec / "manifest.json").read_bytes())["model"]["weights"]
    network = network_from(read_weights(spec / weights["pth"]).state).network
    if not isinstance(network, RgbPoseNetwork):
        raise ExportError(f"{spec}: expected the weights of an RGBPose-Conv3D")
    return network


def tensor_cases(spec: Path) -> List[Dict[str, Any]]:
    """Returns the recorded runs whose inputs are recorded too, not made of pictures."""
    cases = json.loads((spec / "manifest.json").read_bytes())["model"]["cases"]
    return [case for case in cases if "pre_case" not in case]


def differences(network: RgbPoseNetwork, spec: Path, case: Dict[str, Any]) -> Iterator[float]:
    """Runs a case and yields the largest difference to the recorded logits of each head."""
    with torch.no_grad():
        answers = network(_heatmaps(spec, case), _pictures(spec, case))
    for head, logits in zip(HEADS, answers):
        recorded = np.fromfile(spec / "model" / f"{case['name']}.logits_{head}.f64", "<f8")
        yield float(np.abs(logits.numpy().ravel() - recorded).max())


def _heatmaps(spec: Path, case: Dict[str, Any]) -> torch.Tensor:
    file = spec / "model" / f"{case['name']}.input_pose.sparse.gz"
    volume = read_volume(file if file.is_file() else None, tuple(case["pose_shape"]))
    return torch.from_numpy(volume)


def _pictures(spec: Path, case: Dict[str, Any]) -> torch.Tensor:
    file = spec / "model" / f"{case['name']}.input_rgb.f32.gz"
    shape = tuple(case["rgb_shape"])
    if file.is_file():
        values = np.frombuffer(gzip.decompress(file.read_bytes()), "<f4")
        return torch.from_numpy(values.reshape(shape).copy())
    fill = torch.tensor(case.get("rgb_fill", [0.0, 0.0, 0.0])).view(1, 3, 1, 1, 1)
    return fill.expand(shape).contiguous()


def main(arguments: Optional[List[str]] = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python3 -m export.export_golden_rgbpose", description=__doc__
    )
    parser.add_argument("spec", type=Path, metavar="SPEC_RGBPOSE_DIR")
    parser.add_argument("out", type=Path, metavar="OUT_DIR", help="by convention target/golden")
    options = parser.parse_args(arguments)
    network = golden_network(options.spec)
    worst = max(max(differences(network, options.spec, c)) for c in tensor_cases(options.spec))
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / "rgbpose.onnx"
    digest = write_rgbpose_onnx(network, path, TRACED["heatmaps"], TRACED["pictures"], True)
    print(f"{path}: sha256 {digest}, max |diff| {worst:.2e} of {TOLERANCE:.0e}")
    return 0 if worst <= TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(run_command(main))
