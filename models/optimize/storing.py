"""Stores the weights of a network as float16; it computes in single precision as before.

    python3 -m optimize.storing network.onnx network-fp16.onnx

Half the size on disk. ONNX Runtime turns the weights into float32 once, when it opens the file.
"""

import argparse
import sys
from pathlib import Path
from typing import List, Optional

import numpy as np
import onnx
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from export.errors import ExportError, run_command
from optimize.rewrite import read_model

# Biases and constants weigh little, and a rounded one may be an index or a bound.
SMALLEST = 256
LARGEST_HALF = 65504.0


def store_half(model: ModelProto) -> ModelProto:
    """Returns the same network with its large weights in float16, each cast before its use."""
    result = ModelProto()
    result.CopyFrom(model)
    graph = result.graph
    casts: List[NodeProto] = []
    for weights in graph.initializer:
        values = numpy_helper.to_array(weights)
        if weights.data_type == TensorProto.FLOAT and values.size >= SMALLEST:
            casts.append(_halve(weights, values))
    if not casts:
        raise ExportError(f"expected weights of {SMALLEST} values or more in float32, found none")
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend(casts + nodes)
    return result


def _halve(weights: TensorProto, values: np.ndarray) -> NodeProto:
    largest = float(np.abs(values).max())
    if largest > LARGEST_HALF:
        raise ExportError(f"{weights.name}: expected values up to {LARGEST_HALF}, got {largest}")
    name = weights.name
    weights.CopyFrom(numpy_helper.from_array(values.astype(np.float16), name + "/half"))
    return helper.make_node("Cast", [name + "/half"], [name], to=TensorProto.FLOAT)


def main(arguments: Optional[List[str]] = None) -> int:
    """Runs the command and returns its exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("network", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args(arguments)
    onnx.save(store_half(read_model(options.network)), str(options.out))
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
