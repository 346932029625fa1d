"""The checker sees a wrong rewrite, and its evaluator agrees with PyTorch's own modules."""

import tempfile
import unittest
from pathlib import Path
from typing import Callable

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from export.architectures import build
from export.errors import ExportError
from export.onnx_file import write_onnx
from optimize.checking import check_exact, check_single, random_volume
from graph.evaluate import evaluate
from optimize.rewriting import rewrite
from optimize.tiny_graph import TinyGraph


def tiny_model() -> onnx.ModelProto:
    graph = TinyGraph(4)
    return graph.head(graph.conv(graph.input, (4, 8), (1, 3, 3)), 8).model()


def with_weights_changed(
    model: onnx.ModelProto, change: Callable[[np.ndarray], np.ndarray]
) -> onnx.ModelProto:
    changed = onnx.ModelProto()
    changed.CopyFrom(model)
    for initializer in changed.graph.initializer:
        if len(initializer.dims) == 4:
            values = change(numpy_helper.to_array(initializer))
            initializer.CopyFrom(numpy_helper.from_array(values, initializer.name))
    return changed


class CheckingTest(unittest.TestCase):
    def test_evaluator_agrees_with_the_exported_networks(self) -> None:
        for architecture in ("slowonly", "c3d-light", "x3d-shallow"):
            with self.subTest(architecture), tempfile.TemporaryDirectory() as folder:
                torch.manual_seed(1)
                network = build(architecture, 5, base_channels=8)
                path = Path(folder) / "model.onnx"
                write_onnx(network, path, (17, 4, 16, 16))
                volume = torch.rand(2, 17, 4, 16, 16)
                with torch.no_grad():
                    expected = network(volume)
                logits = evaluate(onnx.load(str(path)), volume)["logits"]
                self.assertLess(float((expected - logits).abs().max()), 1e-5)

    def test_slightly_wrong_weights_are_seen(self) -> None:
        source = tiny_model()
        wrong = with_weights_changed(rewrite(source), lambda values: values * np.float32(1.00001))
        with self.assertRaisesRegex(ExportError, "expected a difference of at most"):
            check_exact(source, wrong, random_volume(source, 1))

    def test_wrong_weights_are_seen_in_single_precision(self) -> None:
        source = tiny_model()
        wrong = with_weights_changed(rewrite(source), lambda values: values * np.float32(1.1))
        with self.assertRaisesRegex(ExportError, "of clip: expected a difference"):
            check_single(source, wrong, random_volume(source, 1), "clip")

    def test_model_that_ignores_the_heatmaps_cannot_be_checked(self) -> None:
        source = with_weights_changed(tiny_model(), lambda values: values)
        for initializer in source.graph.initializer:
            if len(initializer.dims) == 5:
                zeros = np.zeros(initializer.dims, np.float32)
                initializer.CopyFrom(numpy_helper.from_array(zeros, initializer.name))
        with self.assertRaisesRegex(ExportError, "expected values that depend on the heatmaps"):
            check_exact(source, rewrite(source), random_volume(source, 1))


if __name__ == "__main__":
    unittest.main()
