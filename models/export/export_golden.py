"""Exports the seeded golden checkpoints to ONNX and checks the networks against the recorded
logits.

Writes slowonly.onnx, c3d_light.onnx and x3d_shallow.onnx with free N, T, H, W, and beside each a
JSON file that says which recorded cases apply to it: `input` and `logits` are paths relative to
SPEC_MODEL_DIR, an `input` of null is all zeros. Exits with 1 if any recorded logit is missed by
more than the tolerance.
"""

import argparse
import gzip
import json
import re
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import numpy as np
import torch
from torch import nn

from export.architectures import PoseNetwork
from export.checkpoint import RawTensor, State, TrainedNetwork, network_from, read_weights
from export.errors import ExportError, run_command
from export.onnx_file import write_onnx

TOLERANCE = 1e-4
TRACED_SIZE = (48, 64, 64)


@dataclass(frozen=True)
class Case:
    """A recorded run: paths relative to the spec's model folder, shape [N, K, T, H, W]."""

    name: str
    input: Optional[str]
    shape: Tuple[int, ...]
    logits: str


@dataclass(frozen=True)
class Golden:
    """A seeded checkpoint: the name of its ONNX file, its weights by key, its recorded runs."""

    name: str
    weights: State
    cases: List[Case]


def golden_models(folder: Path) -> List[Golden]:
    """Returns the three checkpoints of the spec's model folder."""
    slow_only = _json(folder / "manifest.json")
    models = [
        Golden(
            "slowonly",
            read_weights(folder / slow_only["weights"]["pth"]).state,
            [_slow_only_case(folder, case) for case in slow_only["cases"]],
        )
    ]
    for entry in _json(folder / "manifest_c3d_x3d.json"):
        name = entry["model"].rsplit("_", 1)[0]
        models.append(Golden(name, _weights(folder, entry), [_view_case(folder, entry)]))
    return models


def _weights(folder: Path, entry: Dict[str, Any]) -> State:
    if entry["pth"]:
        return read_weights(folder / entry["pth"]).state
    data = (folder / entry["weights"]).read_bytes()
    return {raw["name"]: _raw_tensor(raw).read(data) for raw in _json(folder / entry["index"])}


def _raw_tensor(entry: Dict[str, Any]) -> RawTensor:
    if "offset" not in entry:
        return RawTensor(entry["name"], value=entry["value"])
    return RawTensor(entry["name"], tuple(entry["shape"]), entry["offset"], entry["bytes"])


def _slow_only_case(folder: Path, case: Dict[str, Any]) -> Case:
    name = case["name"]
    recorded = f"{name}.input.sparse.gz"
    source = recorded if (folder / recorded).exists() else _volume_of(case["desc"])
    return Case(name, source, tuple(case["input_shape"]), f"{name}.logits.f32")


def _view_case(folder: Path, entry: Dict[str, Any]) -> Case:
    """The case of a manifest that leaves its shape to the heatmap case it takes as input."""
    source = _volume_of(entry["input"])
    if source is None:
        raise ExportError(f"{folder}: expected a heatmap case as input, found {entry['input']}")
    logits = next(file for file in entry["files"] if file.endswith(".logits.f32"))
    heatmaps = {
        case["id"]: case for case in _json(folder.parent / "golden" / "manifest.json")["cases"]
    }
    return Case(
        logits[: -len(".logits.f32")],
        source,
        tuple(heatmaps[Path(source).parent.name]["volume"]["shape"]),
        logits,
    )


def _volume_of(description: str) -> Optional[str]:
    """The volume of the heatmap case that a description names, or None: all zeros."""
    match = re.search(r"open/(\w+)", description)
    return f"../golden/{match.group(1)}/volume.sparse.gz" if match else None


def read_volume(path: Optional[Path], shape: Tuple[int, ...]) -> np.ndarray:
    """Returns a float32 volume of a gzip file with int32 flat indices, then float32 values."""
    dense = np.zeros(int(np.prod(shape)), np.float32)
    if path is not None:
        raw = gzip.decompress(path.read_bytes())
        half = len(raw) // 2
        dense[np.frombuffer(raw[:half], "<i4")] = np.frombuffer(raw[half:], "<f4")
    return dense.reshape(shape)


def verify(network: nn.Module, folder: Path, case: Case) -> float:
    """Runs a case and returns the largest difference to its recorded logits."""
    source = None if case.input is None else folder / case.input
    volume = read_volume(source, case.shape)
    with torch.no_grad():
        logits = network(torch.from_numpy(volume)).numpy()
    recorded = np.frombuffer((folder / case.logits).read_bytes(), "<f4")
    if recorded.size != logits.size:
        raise ExportError(
            f"{folder / case.logits}: expected {logits.size} logits, found {recorded.size}"
        )
    return float(np.abs(logits - recorded.reshape(logits.shape)).max())


def export(folder: Path, out: Path, golden: Golden) -> float:
    """Writes the ONNX and JSON files of a checkpoint and returns the largest difference."""
    trained = network_from(golden.weights)
    worst = max(_reported(trained, folder, golden.name, case) for case in golden.cases)
    _write(out, golden, trained)
    return worst


def _reported(trained: TrainedNetwork, folder: Path, name: str, case: Case) -> float:
    difference = verify(trained.network, folder, case)
    print(f"{name} {case.name} {list(case.shape)}: max |diff| {difference:.2e}")
    return difference


def _write(out: Path, golden: Golden, trained: TrainedNetwork) -> None:
    file = f"{golden.name}.onnx"
    network = trained.network
    if not isinstance(network, PoseNetwork):
        raise ValueError(f"{golden.name}: expected a network of heatmaps alone")
    sha256 = write_onnx(
        network, out / file, (trained.keypoints, *TRACED_SIZE), dynamic_size=True
    )
    description = {
        "onnx": file,
        "sha256": sha256,
        "tolerance": TOLERANCE,
        "cases": [asdict(case) for case in golden.cases],
    }
    (out / f"{golden.name}.json").write_text(
        json.dumps(description, indent=2) + "\n", encoding="utf-8"
    )


def _json(path: Path) -> Any:
    return json.loads(path.read_bytes())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m export.export_golden", description=__doc__)
    parser.add_argument(
        "spec",
        type=Path,
        metavar="SPEC_MODEL_DIR",
        help="the spec's folder `model`; `golden` beside it",
    )
    parser.add_argument("out", type=Path, metavar="OUT_DIR", help="by convention target/golden")
    return parser


def main(arguments: Optional[List[str]] = None) -> int:
    options = _parser().parse_args(arguments)
    started = time.monotonic()
    options.out.mkdir(parents=True, exist_ok=True)
    worst = max(
        export(options.spec, options.out, golden) for golden in golden_models(options.spec)
    )
    print(
        f"3 models in {options.out}, max |diff| {worst:.2e} of {TOLERANCE:.0e}, "
        f"{time.monotonic() - started:.1f} s"
    )
    return 0 if worst <= TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(run_command(main))
