"""What a network answers to clips."""

from typing import Sequence, TypeVar

import numpy as np
import torch
from torch import nn

from train.data.clips import Clip, batches
from train.data.motions import LABELS
from train.networks.architecture import Architecture

Network = TypeVar("Network", bound=nn.Module)


def predict(
    network: Network,
    clips: Sequence[Clip],
    architecture: Architecture[Network],
    batch: int = 32,
    device: str = "cpu",
) -> np.ndarray:
    """Returns logits [len(clips), classes] of a network on `device` in evaluation mode."""
    network.eval()
    prepare = architecture.preparer()
    logits = []
    with torch.no_grad():
        for part in batches(clips, batch):
            prepared = [torch.from_numpy(array).to(device) for array in prepare(part)]
            logits.append(architecture.logits(network, prepared, len(part)).cpu().numpy())
    return np.concatenate(logits) if logits else np.zeros((0, len(LABELS)), np.float32)


def softmax(logits: np.ndarray) -> np.ndarray:
    raised = np.exp(logits - logits.max(1, keepdims=True))
    shares: np.ndarray = raised / raised.sum(1, keepdims=True)
    return shares
