"""An exported action network, so that any of them can be measured by the same protocol.

It is run with PyTorch node by node, on whole volumes: right, but slow.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Optional, Tuple

import numpy as np
import onnx
import torch
from onnx import ModelProto
from torch import nn

from export.contract import CAM, SCORES
from export.errors import ExportError
from graph.evaluate import evaluate
from train.data.clips import JOINTS, Clip, paint, volumes_3d
from train.networks.architecture import Cost, Prepared, Preparer


class OnnxNetwork(nn.Module):
    """The graph of a file, as a network that cannot be trained."""

    def __init__(self, model: ModelProto):
        super().__init__()
        self.model = model

    def forward(self, volumes: torch.Tensor) -> Dict[str, torch.Tensor]:
        """Returns the outputs by name."""
        outputs: Dict[str, torch.Tensor] = evaluate(self.model, volumes)
        return outputs


@dataclass(frozen=True)
class OnnxArchitecture:
    """The input sizes of a file."""

    frames: int
    size: int

    def preparer(self) -> Preparer:
        return lambda clips: (volumes_3d(paint(clips, self.size), self.frames),)

    def logits(self, network: OnnxNetwork, prepared: Prepared, clips: int) -> torch.Tensor:
        return network.forward(prepared[0])[SCORES]

    def activation(self, network: OnnxNetwork, clip: Clip, label: int) -> np.ndarray:
        volume = torch.from_numpy(self.preparer()([clip])[0])
        with torch.no_grad():
            maps: np.ndarray = network.forward(volume)[CAM][0, label].numpy()
        return maps

    def cost(self, classes: int) -> Optional[Cost]:
        return None


def read_network(path: Path) -> Tuple[OnnxNetwork, OnnxArchitecture]:
    """Returns the network of a file with a square joint volume as its input."""
    model = onnx.load(str(path))
    shape = [d.dim_value for d in model.graph.input[0].type.tensor_type.shape.dim]
    if len(shape) != 5 or shape[1] != JOINTS or shape[3] != shape[4] or not shape[2]:
        raise ExportError(f"{path}: expected an input N x {JOINTS} x T x S x S, found {shape}")
    return OnnxNetwork(model).eval(), OnnxArchitecture(shape[2], shape[3])
