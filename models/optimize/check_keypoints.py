"""Holds heatmaps that a graph builds from keypoints against the reference's recorded volumes.

Takes the final keypoints of each case, feeds them to the graph of `optimize.keypoints`, and
compares every value with the recorded volume, to 1e-6.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple, Optional

import numpy as np
import torch
from onnx import ModelProto, TensorProto, checker, helper

from export.contract import INPUT, IR_VERSION, OPSET
from export.errors import run_command
from export.export_golden import read_volume
from optimize.checking import check_painted
from graph.evaluate import evaluate
from optimize.keypoints import KEYPOINTS, SCORES, with_keypoints
from optimize.onnx_runtime import OnnxRuntime
from optimize.painting import COCO17_LIMBS, LEAST_SCORES, Drawing

DIALECTS = {"mma": "mmaction2", "pyskl": "pyskl"}
LIMB_CASE = "limb"
VOLUME = "volume"
JOINTS = 17


class Recorded(NamedTuple):
    """A recorded case: what was drawn, and what the reference made of it.

    Keypoints are [clips, M, T, V, 2], scores [clips, M, T, V], the volume [clips, K, T, H, W].
    """

    name: str
    drawing: Drawing
    keypoints: np.ndarray
    scores: np.ndarray
    volume: np.ndarray


def read_case(folder: Path, case: Dict[str, Any]) -> Recorded:
    """Reads a case by its entry in the manifest of the recorded cases.

    A mirrored view is the finished map turned round, no painting of its own: it is left out.
    """
    files, people, clips = folder / case["id"], case["M"], case["num_clips"]
    shape = case["volume"]["shape"]
    keypoints = np.fromfile(files / "kp_final.f32", "<f4")
    keypoints = keypoints.reshape(people, clips, case["clip_len"], JOINTS, 2).swapaxes(0, 1)
    volume = read_volume(files / "volume.sparse.gz", shape)[:clips]
    return Recorded(
        case["id"],
        _drawing(case),
        np.ascontiguousarray(keypoints),
        np.ascontiguousarray(_scores(files, case)),
        np.ascontiguousarray(volume),
    )


def _drawing(case: Dict[str, Any]) -> Drawing:
    _, _, _, height, width = case["volume"]["shape"]
    limbs = COCO17_LIMBS if case["stream"] == LIMB_CASE else ()
    least = LEAST_SCORES[DIALECTS[case["codebase"]]]
    return Drawing(JOINTS, height, width, least_score=least, limbs=limbs)


def _scores(files: Path, case: Dict[str, Any]) -> np.ndarray:
    people, clips, frames = case["M"], case["num_clips"], case["clip_len"]
    scores = np.ones((people, clips * frames, JOINTS), np.float32)
    if case["has_score"]:
        indices = np.fromfile(files / "frame_inds.i32", "<i4")
        scores = np.fromfile(files / "score.f32", "<f4").reshape(people, -1, JOINTS)[:, indices]
    return scores.reshape(people, clips, frames, JOINTS).swapaxes(0, 1)


def painter(drawing: Drawing, frames: int) -> ModelProto:
    """Returns a model that does nothing but paint."""
    size = drawing.channels, frames, drawing.height, drawing.width
    shape = ["N", *size]
    heatmaps = helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, shape)
    volume = helper.make_tensor_value_info(VOLUME, TensorProto.FLOAT, shape)
    node = helper.make_node("Identity", [INPUT], [VOLUME], name=VOLUME)
    graph = helper.make_graph([node], VOLUME, [heatmaps], [volume])
    opset = helper.make_opsetid("", OPSET)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION)
    checker.check_model(model)
    return with_keypoints(model, drawing)


def check_cases(folder: Path, runtime: Optional[OnnxRuntime] = None) -> Iterator[str]:
    """Yields a line for each case, or two with an ONNX Runtime; raises at the first difference."""
    for entry in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["cases"]:
        case = read_case(folder, entry)
        model = painter(case.drawing, case.volume.shape[2])
        inputs = {KEYPOINTS: case.keypoints, SCORES: case.scores}
        tensors = {name: torch.from_numpy(values) for name, values in inputs.items()}
        found = {VOLUME: evaluate(model, tensors)[VOLUME].numpy()}
        yield check_painted(found, case.volume, VOLUME, case.name)
        if runtime is not None:
            name = f"{case.name} in ONNX Runtime"
            yield check_painted(runtime.run(model, inputs), case.volume, VOLUME, name)


def main(arguments: Optional[List[str]] = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python3 -m optimize.check_keypoints", description=__doc__
    )
    parser.add_argument("golden", type=Path, metavar="SPEC_GOLDEN_DIR")
    parser.add_argument("--onnxruntime", type=Path, metavar="JAR")
    options = parser.parse_args(arguments)
    runtime = None if options.onnxruntime is None else OnnxRuntime(options.onnxruntime)
    for line in check_cases(options.golden, runtime):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
