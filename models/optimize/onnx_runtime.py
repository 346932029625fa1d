"""Runs a model in ONNX Runtime itself, from Java: Debian has no Python package of it."""

import ast
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import onnx

from export.errors import ExportError

PROGRAM = Path(__file__).with_name("RunModel.java")
# Operators that ONNX Runtime may leave in single precision only by mistake in an int8 graph.
FLOAT_CONVOLUTIONS = ("Conv", "FusedConv")


class OnnxRuntime:
    """One thread, every optimisation, as PoseStream runs it on a CPU; `jar` is the release's."""

    def __init__(self, jar):
        if not jar.is_file():
            raise ExportError(f"{jar}: expected the jar of ONNX Runtime")
        self.jar = jar

    def run(self, model, inputs):
        """Returns the outputs by name of inputs by name, both float32 arrays [clips, ...]."""
        return self._run(model, inputs, [])[0]

    def float_convolutions(self, model, inputs):
        """Returns the names of convolutions that ONNX Runtime does not run with bytes."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "optimized.onnx"
            self._run(model, inputs, [f"OPTIMIZED={path}"])
            optimized = onnx.load(str(path))
        return [n.name for n in optimized.graph.node if n.op_type in FLOAT_CONVOLUTIONS]

    def _run(self, model, inputs, options):
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            onnx.save(model, str(folder / "model.onnx"))
            shapes = []
            for name, values in inputs.items():
                values.astype("<f4").tofile(folder / f"{name}.f32")
                shapes.append(f"{name}={'x'.join(map(str, values.shape))}")
            command = ["java", "-Xmx1g", "-cp", str(self.jar), str(PROGRAM)]
            command += [str(folder / "model.onnx"), str(folder), *shapes, *options]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                error = next((e for e in done.stderr.splitlines() if "xception" in e), done.stderr)
                raise ExportError(f"{self.jar}: expected a run without error, found {error}")
            outputs = {}
            for line in done.stdout.splitlines():
                name, shape = line.split(" ", 1)
                values = np.fromfile(folder / f"{name}.f32", "<f4")
                outputs[name] = values.reshape(ast.literal_eval(shape))
            return outputs, done.stderr
