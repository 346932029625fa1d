"""Holds heatmaps that a graph builds from keypoints against the reference's recorded volumes.

Takes the final keypoints of each case, feeds them to the graph of `optimize.keypoints`, and
compares every value with the recorded volume, to 1e-6.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import torch
from onnx import TensorProto, checker, helper

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


def read_case(folder, case):
    """Returns drawing, keypoints [clips, M, T, V, 2], scores and the volume of a case.

    A mirrored view is the finished map turned round, no painting of its own: it is left out.
    """
    files, people, clips = folder / case["id"], case["M"], case["num_clips"]
    frames = case["clip_len"]
    shape = case["volume"]["shape"]
    limbs = COCO17_LIMBS if case["stream"] == LIMB_CASE else ()
    least = LEAST_SCORES[DIALECTS[case["codebase"]]]
    drawing = Drawing(JOINTS, shape[3], shape[4], least_score=least, limbs=limbs)
    keypoints = np.fromfile(files / "kp_final.f32", "<f4")
    keypoints = keypoints.reshape(people, clips, frames, JOINTS, 2).swapaxes(0, 1)
    scores = np.ones((people, clips * frames, JOINTS), np.float32)
    if case["has_score"]:
        indices = np.fromfile(files / "frame_inds.i32", "<i4")
        scores = np.fromfile(files / "score.f32", "<f4").reshape(people, -1, JOINTS)[:, indices]
    scores = scores.reshape(people, clips, frames, JOINTS).swapaxes(0, 1)
    volume = read_volume(files / "volume.sparse.gz", shape)[:clips]
    return drawing, *(np.ascontiguousarray(array) for array in (keypoints, scores, volume))


def painter(drawing, frames):
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


def check_cases(folder, runtime=None):
    """Yields a line for each case, or two with an ONNX Runtime; raises at the first difference."""
    for case in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["cases"]:
        drawing, keypoints, scores, volume = read_case(folder, case)
        model = painter(drawing, volume.shape[2])
        inputs = {KEYPOINTS: keypoints, SCORES: scores}
        tensors = {name: torch.from_numpy(values) for name, values in inputs.items()}
        found = {VOLUME: evaluate(model, tensors)[VOLUME].numpy()}
        yield check_painted(found, volume, VOLUME, case["id"])
        if runtime is not None:
            name = f"{case['id']} in ONNX Runtime"
            yield check_painted(runtime.run(model, inputs), volume, VOLUME, name)


def main(arguments=None):
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
