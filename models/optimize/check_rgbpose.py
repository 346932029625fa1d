"""Holds RGBPose-Conv3D against the reference from recorded pictures and poses to logits.

Cuts, resizes and normalises the pictures of each recorded case, paints its poses, and runs the
golden network in PyTorch and its variant for CPUs: bytes must be equal, heatmaps to 1e-6, logits
to 5e-5.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple, Optional

import numpy as np
import torch
from matplotlib import image
from onnx import ModelProto

from export.contract import INPUT, PICTURES
from export.errors import ExportError, run_command
from export.export_golden import read_volume
from export.export_golden_rgbpose import HEADS, TOLERANCE, TRACED, golden_network
from export.onnx_file import write_rgbpose_onnx
from export.pictures import cut, normalised, resized
from graph.evaluate import evaluate
from optimize.painting import Drawing, paint
from optimize.rewrite import read_model
from optimize.rewriting import rewrite

SIDE, MAP_SIDE, SIGMA, SCALING = 256, 64, 0.7, 0.25
JOINTS, POSES, SLOTS = 17, 32, 8
PAINTED = 1e-6


class Shown(NamedTuple):
    """What a network is shown: heatmaps [N, 17, 32, 64, 64] and pictures [N, 3, 8, 256, 256]."""

    heatmaps: np.ndarray
    pictures: np.ndarray


def recorded_cases(spec: Path) -> List[Dict[str, Any]]:
    """Returns the recorded runs that start from pictures."""
    cases = json.loads((spec / "manifest.json").read_bytes())["model"]["cases"]
    return [case for case in cases if "pre_case" in case]


def shown(spec: Path, name: str) -> Shown:
    """Prepares a recorded case; raises at the first byte that is not the reference's."""
    cases = json.loads((spec / "manifest.json").read_bytes())["pre"]["cases"]
    case = next(case for case in cases if case["id"] == name)
    folder = spec / "pre" / name
    return Shown(_heatmaps(folder, case), _pictures(folder, case))


def _pictures(folder: Path, case: Dict[str, Any]) -> np.ndarray:
    read = {each["index"]: _read(folder / each["file"]) for each in case["frames"]}
    left, top, right, bottom = case["box_xyxy"]
    box = left, top, right, bottom
    slots = []
    for slot in case["resized"]:
        picture = resized(cut(read[slot["frame"]], box), SIDE, SIDE)
        _require(picture, slot["sha256_rgb"], f"{folder.name}: picture of frame {slot['frame']}")
        slots.append(picture)
    clips = [normalised(np.stack(slots[i : i + SLOTS])) for i in range(0, len(slots), SLOTS)]
    tensor = np.stack(clips)
    _require(tensor, case["rgb"]["dense_sha256_f32le"], f"{folder.name}: tensor of pictures")
    return tensor


def _read(path: Path) -> np.ndarray:
    # Matplotlib reads a PNG as shares of 255 in float32, which this undoes exactly.
    return np.rint(image.imread(str(path))[..., :3] * np.float32(255)).astype(np.uint8)


def _require(values: np.ndarray, digest: str, what: str) -> None:
    found = hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest()
    if found != digest:
        raise ExportError(f"{what}: expected the recorded bytes, sha256 {digest}, found {found}")


def _heatmaps(folder: Path, case: Dict[str, Any]) -> np.ndarray:
    people, clips = case["persons"], case["num_clips"]
    shape = people, clips, POSES, JOINTS
    points = np.fromfile(folder / "kp_final.f32", "<f4").reshape(*shape, 2).swapaxes(0, 1)
    drawing = Drawing(JOINTS, MAP_SIDE, MAP_SIDE, SIGMA)
    painted = paint(drawing, points * np.float32(SCALING), _scores(folder, case).swapaxes(0, 1))
    stored = case["files"]["heatmap.sparse.gz"]
    recorded = read_volume(folder / "heatmap.sparse.gz", stored["shape"])
    difference = float(np.abs(painted[stored["clips"]] - recorded).max())
    if not difference <= PAINTED:
        raise ExportError(
            f"{folder.name}: expected the recorded heatmaps to {PAINTED:.0e}, found {difference}"
        )
    return painted


def _scores(folder: Path, case: Dict[str, Any]) -> np.ndarray:
    shape = case["persons"], case["num_clips"], POSES, JOINTS
    if not case["has_score"]:
        return np.ones(shape, np.float32)
    indices = np.fromfile(folder / "pose_inds.i32", "<i4")
    scores = np.fromfile(folder / "score.f32", "<f4").reshape(case["persons"], -1, JOINTS)
    return scores[:, indices].reshape(shape)


def largest_difference(answers: Dict[str, torch.Tensor], spec: Path, name: str) -> float:
    """Returns how far the logits of both heads are from the recorded ones."""
    differences = []
    for head in HEADS:
        recorded = np.fromfile(spec / "model" / f"{name}.logits_{head}.f64", "<f8")
        differences.append(np.abs(answers[f"logits_{head}"].numpy().ravel() - recorded).max())
    return float(max(differences))


def variant(spec: Path) -> ModelProto:
    """Returns the golden network's variant for CPUs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rgbpose.onnx"
        write_rgbpose_onnx(
            golden_network(spec), path, TRACED["heatmaps"], TRACED["pictures"], True
        )
        return rewrite(read_model(path))


def check_case(
    network: torch.nn.Module, rewritten: ModelProto, spec: Path, case: Dict[str, Any]
) -> str:
    """Runs a case both ways; raises if a logit is missed, returns a line that says by how much."""
    inputs = shown(spec, case["pre_case"])
    heatmaps, pictures = (torch.from_numpy(np.ascontiguousarray(each)) for each in inputs)
    with torch.no_grad():
        rgb, pose = network(heatmaps, pictures)
    answers = {
        "PyTorch": {"logits_rgb": rgb, "logits_pose": pose},
        "cpu variant": evaluate(rewritten, {INPUT: heatmaps, PICTURES: pictures}),
    }
    texts = []
    for way, answer in answers.items():
        difference = largest_difference(answer, spec, case["name"])
        if not difference <= TOLERANCE:
            raise ExportError(
                f"{case['name']}: {way}: expected the recorded logits to {TOLERANCE:.0e}, "
                f"found a difference of {difference:.1e}"
            )
        texts.append(f"{way} {difference:.1e}")
    return f"{case['name']}: pictures equal; max |diff| of logits: {', '.join(texts)}"


def check_cases(spec: Path) -> Iterator[str]:
    """Yields a line for each recorded run from pictures."""
    network, rewritten = golden_network(spec), variant(spec)
    for case in recorded_cases(spec):
        yield check_case(network, rewritten, spec, case)


def main(arguments: Optional[List[str]] = None) -> int:
    parser = argparse.ArgumentParser(prog="python3 -m optimize.check_rgbpose", description=__doc__)
    parser.add_argument("spec", type=Path, metavar="SPEC_RGBPOSE_DIR")
    for line in check_cases(parser.parse_args(arguments).spec):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
