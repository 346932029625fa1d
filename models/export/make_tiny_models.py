"""Makes two small ONNX models with fixed random weights and the bundle around them, for tests.

They take 17 x 8 x 16 x 16 volumes, return 5 scores, and recognise nothing. With --pictures the
bundle has a member that also takes 3 x 2 x 12 x 16 pictures, and one for clips without. The same
files come out on every run.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Dict, List, Optional

import numpy as np
import onnx
from onnx import GraphProto, NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

from export.bundle import (
    ALL_SCOPES,
    PAIR_SCOPES,
    Bundle,
    Label,
    Member,
    PicturePreprocessing,
    Preprocessing,
    Thresholds,
    write_bundle,
)
from export.contract import (
    CAM,
    INPUT,
    IR_VERSION,
    OPSET,
    PICTURES,
    POSE_SCORES,
    RGB_SCORES,
    SCORES,
    sha256_of,
)
from export.errors import run_command

SHAPE = (17, 8, 16, 16)
CAM_SHAPE = (4, 4, 4)
PICTURE_SHAPE = (3, 2, 12, 16)
HIDDEN = 6
# Wide enough that different poses get clearly different scores, narrow enough that no score is
# always 0 or 1.
SPREAD = 6.0
LABELS = (
    Label("a"),
    Label("b"),
    Label("c", PAIR_SCOPES),
    Label("d", ("scene",)),
    Label("other", ALL_SCOPES),
)
MODEL_CARD = """# tiny

Random weights for tests, made by `export.make_tiny_models`. It recognises nothing; its scores mean
nothing. It takes the shape of a real bundle: a joint member with class activation maps, a limb
member without, a reject label.
"""

PICTURED_CARD = """# tiny-pictures

Random weights for tests, made by `export.make_tiny_models --pictures`. It recognises nothing. It
takes the shape of an RGBPose bundle: a member of two inputs and two heads, and one for clips
without pictures.
"""


def make_model(path: Path, seed: int, cam: bool) -> None:
    """Writes one model: two strided convolutions make the cam, its mean and a bias the scores."""
    outputs = [_tensor(SCORES, len(LABELS))]
    if cam:
        outputs.append(_tensor(CAM, len(LABELS), *CAM_SHAPE))
    initializers = [
        numpy_helper.from_array(value.astype(np.float32), name)
        for name, value in _weights(seed).items()
    ]
    graph = helper.make_graph(_nodes(), path.stem, [_tensor(INPUT, *SHAPE)], outputs, initializers)
    _save(graph, path)


def _save(graph: GraphProto, path: Path) -> None:
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="posestream"
    )
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model, full_check=True)
    path.write_bytes(model.SerializeToString())


def _weights(seed: int) -> Dict[str, np.ndarray]:
    generator = np.random.RandomState(seed)
    cam_weight = generator.normal(0, SPREAD, (len(LABELS), HIDDEN, 2, 2, 2))
    # Without a mean of its own no class wins by the mere amount of heat in a volume.
    cam_weight -= cam_weight.mean(axis=(2, 3, 4), keepdims=True)
    return {
        "stem_weight": generator.normal(0, 1, (HIDDEN, SHAPE[0], 1, 2, 2)),
        "stem_bias": generator.normal(0, 0.01, HIDDEN),
        "cam_weight": cam_weight,
        "bias": generator.normal(0, 0.1, len(LABELS)),
    }


def _nodes() -> List[NodeProto]:
    return [
        helper.make_node("Conv", [INPUT, "stem_weight", "stem_bias"], ["stem"], strides=[1, 2, 2]),
        helper.make_node("Relu", ["stem"], ["hidden"]),
        helper.make_node("Conv", ["hidden", "cam_weight"], [CAM], strides=[2, 2, 2]),
        helper.make_node("ReduceMean", [CAM], ["mean"], axes=[2, 3, 4], keepdims=0),
        helper.make_node("Add", ["mean", "bias"], [SCORES]),
    ]


def make_bundle(folder: Path) -> None:
    """Writes tiny.onnx, tiny_limb.onnx and the bundle of both into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    make_model(folder / "tiny.onnx", seed=5, cam=True)
    make_model(folder / "tiny_limb.onnx", seed=7, cam=False)
    members = [
        _member(folder, "joint", "tiny.onnx", cam=True),
        _member(folder, "limb", "tiny_limb.onnx", cam=False),
    ]
    write_bundle(folder, _bundle("tiny", members), MODEL_CARD)


def _bundle(name: str, members: List[Member]) -> Bundle:
    return Bundle(
        name=name,
        version="0.1.0",
        dialect="mmaction2",
        preprocessing=Preprocessing(clip_length=SHAPE[1], resize=f"{SHAPE[2]}x{SHAPE[3]}"),
        members=members,
        labels=list(LABELS),
        thresholds=Thresholds(0.55, 0.35),
        label_thresholds={"b": Thresholds(0.8, 0.4)},
        reject_label="other",
    )


def _member(folder: Path, stream: str, file: str, cam: bool) -> Member:
    return Member(stream, stream, file, sha256_of(folder / file), (-1, *SHAPE), cam)


def make_pictured_model(path: Path, seed: int) -> None:
    """Writes a model of two inputs and two heads: each head weighs the means of both inputs."""
    generator = np.random.RandomState(seed)
    weights = {
        f"{head}_{name}": generator.normal(0, scale, (channels, len(LABELS)))
        for head in (RGB_SCORES, POSE_SCORES)
        for name, channels, scale in ((INPUT, SHAPE[0], 40 * SPREAD), (PICTURES, 3, SPREAD))
    }
    graph = helper.make_graph(
        _pictured_nodes(),
        path.stem,
        [_tensor(INPUT, *SHAPE), _tensor(PICTURES, *PICTURE_SHAPE)],
        [_tensor(RGB_SCORES, len(LABELS)), _tensor(POSE_SCORES, len(LABELS))],
        [numpy_helper.from_array(w.astype(np.float32), name) for name, w in weights.items()],
    )
    _save(graph, path)


def _pictured_nodes() -> List[NodeProto]:
    means = [
        helper.make_node("ReduceMean", [name], [f"mean_{name}"], axes=[2, 3, 4], keepdims=0)
        for name in (INPUT, PICTURES)
    ]
    products = [
        helper.make_node("MatMul", [f"mean_{name}", f"{head}_{name}"], [f"from_{head}_{name}"])
        for head in (RGB_SCORES, POSE_SCORES)
        for name in (INPUT, PICTURES)
    ]
    sums = [
        helper.make_node("Add", [f"from_{head}_{INPUT}", f"from_{head}_{PICTURES}"], [head])
        for head in (RGB_SCORES, POSE_SCORES)
    ]
    return [*means, *products, *sums]


def make_pictured_bundle(folder: Path) -> None:
    """Writes pictured.onnx, tiny.onnx for clips without pictures, and the bundle of both."""
    folder.mkdir(parents=True, exist_ok=True)
    make_pictured_model(folder / "pictured.onnx", seed=11)
    make_model(folder / "tiny.onnx", seed=5, cam=True)
    pictured = replace(
        _member(folder, "joint", "pictured.onnx", cam=False),
        name="pictured",
        pictures=(-1, *PICTURE_SHAPE),
        scores=(RGB_SCORES, POSE_SCORES),
    )
    poses = replace(_member(folder, "joint", "tiny.onnx", cam=True), without_pictures=True)
    bundle = _bundle("tiny-pictures", [pictured, poses])
    pictures = PicturePreprocessing(PICTURE_SHAPE[1], PICTURE_SHAPE[2:])
    preprocessing = replace(bundle.preprocessing, pictures=pictures)
    write_bundle(folder, replace(bundle, preprocessing=preprocessing), PICTURED_CARD)


def _tensor(name: str, *shape: int) -> ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N", *shape])


def main(arguments: Optional[List[str]] = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python3 -m export.make_tiny_models", description=__doc__
    )
    parser.add_argument(
        "folder", type=Path, metavar="OUT_DIR", help="folder for the bundle, made if absent"
    )
    parser.add_argument("--pictures", action="store_true", help="with a member of two inputs")
    options = parser.parse_args(arguments)
    (make_pictured_bundle if options.pictures else make_bundle)(options.folder)
    print(f"wrote {options.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
