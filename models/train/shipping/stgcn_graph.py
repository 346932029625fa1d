"""Writes an ST-GCN of the usual size as ONNX, to time it by the runtime that times ours.

    python3 -m train.shipping.stgcn_graph --out target/stgcn.onnx

Its weights are random: times do not depend on them. It takes people [P, T, 17, 3] of one scene.
"""

import argparse
import sys
from pathlib import Path
from typing import Any, Optional, Sequence

import torch
from torch import nn
from torch.nn import functional

from export.contract import OPSET, SCORES
from export.errors import run_command
from export.onnx_file import OLD_EXPORTER
from train.data.clips import JOINTS
from train.data.motions import LABELS
from train.networks.stgcn import StgcnArchitecture, StgcnNetwork

USUAL = StgcnArchitecture(width=64)
PEOPLE = "people"


class StgcnGraph(nn.Module):
    """The mean over people of one scene, and the classifier.

    The graph's sum is a product of matrices: faster in ONNX Runtime than the sum that is trained.
    """

    def __init__(self, network: StgcnNetwork):
        super().__init__()
        self.network = network

    def forward(self, people: torch.Tensor) -> torch.Tensor:
        frames = people.shape[1]
        x = self.network.enter_norm(people.flatten(2).transpose(1, 2))
        x = x.reshape(-1, JOINTS, 3, frames).permute(0, 2, 3, 1)
        for unit in self.network.units:
            x = _unit(unit, x)
        features = x.mean((2, 3)).mean(0, keepdim=True)
        logits: torch.Tensor = self.network.answer(features)
        return logits


def _unit(unit: Any, x: torch.Tensor) -> torch.Tensor:
    graph = unit.graph * unit.importance
    steps, parts = x.shape[2], graph.shape[0]
    y = unit.mix(x)
    y = y.reshape(-1, parts, y.shape[1] // parts * steps, JOINTS)
    y = torch.matmul(y, graph).sum(1).reshape(-1, unit.graph_norm.num_features, steps, JOINTS)
    y = unit.time_norm(unit.time(functional.relu(unit.graph_norm(y))))
    return functional.relu(y + (x if unit.shortcut is None else unit.shortcut(x)))


def write_stgcn(path: Path) -> None:
    network = USUAL.build(len(LABELS)).eval()
    with torch.no_grad():
        torch.onnx.export(
            StgcnGraph(network).eval(),
            torch.rand(2, USUAL.frames, JOINTS, 3),
            str(path),
            opset_version=OPSET,
            input_names=[PEOPLE],
            output_names=[SCORES],
            dynamic_axes={PEOPLE: {0: "P"}},
            **OLD_EXPORTER,
        )


def main(arguments: Optional[Sequence[str]] = None) -> int:
    parser = argparse.ArgumentParser(prog="python3 -m train.shipping.stgcn_graph")
    parser.add_argument("--out", type=Path, required=True, help="the ONNX file")
    options = parser.parse_args(arguments)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    write_stgcn(options.out)
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
