"""Runs a model in ONNX Runtime itself, from Java: Debian has no Python package of it."""

import ast
import subprocess
import tempfile
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Tuple

import numpy as np
import onnx
from onnx import ModelProto

from export.errors import ExportError

PROGRAM = Path(__file__).with_name("RunModel.java")
# Operators that ONNX Runtime may leave in single precision only by mistake in an int8 graph.
FLOAT_CONVOLUTIONS = ("Conv", "FusedConv")


Arrays = Dict[str, np.ndarray]


class OnnxRuntime:
    """One thread, every optimisation, as PoseStream runs it on a CPU; `jar` is the release's."""

    def __init__(self, jar: Path) -> None:
        if not jar.is_file():
            raise ExportError(f"{jar}: expected the jar of ONNX Runtime")
        self.jar = jar

    def run(
        self, model: ModelProto, inputs: Arrays, runs: Optional[int] = None
    ) -> Arrays:
        """Returns the outputs by name of inputs by name, float32 or int64 arrays [rows, ...].

        Each run takes its share of the rows of every input; a run for each row if not said.
        """
        return self._run(model, inputs, [] if runs is None else [f"RUNS={runs}"])

    def float_convolutions(self, model: ModelProto, inputs: Arrays) -> List[str]:
        """Returns the names of convolutions that ONNX Runtime does not run with bytes.

        `inputs` are those of one run.
        """
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "optimized.onnx"
            self._run(model, inputs, ["RUNS=1", f"OPTIMIZED={path}"])
            optimized = onnx.load(str(path))
        return [n.name for n in optimized.graph.node if n.op_type in FLOAT_CONVOLUTIONS]

    def _run(self, model: ModelProto, inputs: Arrays, options: List[str]) -> Arrays:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            onnx.save(model, str(folder / "model.onnx"))
            shapes = [_written(folder, name, values) for name, values in inputs.items()]
            command = ["java", "-Xmx1g", "-cp", str(self.jar), str(PROGRAM)]
            command += [str(folder / "model.onnx"), str(folder), *shapes, *options]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                error = next((e for e in done.stderr.splitlines() if "xception" in e), done.stderr)
                raise ExportError(f"{self.jar}: expected a run without error, found {error}")
            return dict(_outputs(folder, done.stdout))


def _written(folder: Path, name: str, values: np.ndarray) -> str:
    """Writes an input and returns the program's argument for it."""
    kind, suffix = ("<i8", "i64") if values.dtype == np.int64 else ("<f4", "f32")
    values.astype(kind).tofile(folder / f"{name}.{suffix}")
    return f"{name}={'x'.join(map(str, values.shape))}"


def _outputs(folder: Path, printed: str) -> Iterator[Tuple[str, np.ndarray]]:
    """Yields name and values of the outputs that the program says it has written."""
    for line in printed.splitlines():
        name, shape = line.split(" ", 1)
        values = np.fromfile(folder / f"{name}.f32", "<f4")
        yield name, values.reshape(ast.literal_eval(shape))
