"""Trains a small RGBPose-Conv3D on drawn people, to show that both inputs reach both heads.

The people of `posestream simulate --scene boxes` stand, wave or squat, with a box in their hands
or without: poses cannot show the box. Nothing beyond these drawings is claimed.

  ./posestream simulate --scene boxes --persons 600 --out L.jsonl.gz --truth L.truth.jsonl
  ./posestream simulate --scene boxes --persons 180 --seed 2 --out T.jsonl.gz --truth T.truth.jsonl
  cd models && python3 -m train.learning.pictured --train L.jsonl.gz L.truth.jsonl \\
      --test T.jsonl.gz T.truth.jsonl --out boxes
"""

import argparse
import time
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Tuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from export.rgbpose import Lateral, RgbPoseNetwork, TransposedLateral, build_rgbpose
from train.data.pictured import PicturedClips, read_clips

LABELS = ("stand", "wave", "squat", "stand_with_box", "wave_with_box", "squat_with_box")
SIDE, BASE = 16, 8
BATCH, RATE, SEED = 12, 2e-3, 7
Batch = Tuple[torch.Tensor, torch.Tensor, torch.Tensor]


def batches(clips: PicturedClips, order: np.ndarray) -> Iterator[Batch]:
    """Yields heatmaps, pictures and labels."""
    for start in range(0, len(order), BATCH):
        part = clips.some(order[start : start + BATCH])
        heatmaps, pictures = part.heatmaps(SIDE), part.tensor()
        yield torch.from_numpy(heatmaps), torch.from_numpy(pictures), torch.from_numpy(part.labels)


def train(network: RgbPoseNetwork, clips: PicturedClips, steps: int) -> None:
    """Trains both heads for a number of batches."""
    generator = np.random.default_rng(SEED)
    optimizer = torch.optim.AdamW(network.parameters(), RATE, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    network.train()
    done, began = 0, time.monotonic()
    while done < steps:
        for heatmaps, pictures, labels in batches(clips, generator.permutation(len(clips.labels))):
            rgb, pose = network(heatmaps, pictures)
            loss = functional.cross_entropy(rgb, labels) + functional.cross_entropy(pose, labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            done += 1
            if done % 25 == 0:
                seconds = time.monotonic() - began
                print(f"step {done}: loss {loss.item():.3f}, {seconds:.0f} s", flush=True)
            if done == steps:
                break
    network.eval()


def probabilities(network: RgbPoseNetwork, clips: PicturedClips) -> Dict[str, np.ndarray]:
    """Returns [N, classes] of each head and of their mean."""
    parts: Dict[str, List[np.ndarray]] = {"pictures": [], "poses": []}
    with torch.no_grad():
        for heatmaps, pictures, _ in batches(clips, np.arange(len(clips.labels))):
            for head, logits in zip(parts, network(heatmaps, pictures)):
                parts[head].append(torch.softmax(logits, 1).numpy())
    heads = {head: np.concatenate(part) for head, part in parts.items()}
    return {**heads, "fused": (heads["pictures"] + heads["poses"]) / 2}


def without_laterals(network: RgbPoseNetwork) -> None:
    """Cuts every connection between the two networks, in place."""
    for module in network.modules():
        if isinstance(module, (Lateral, TransposedLateral)):
            nn.init.zeros_(module.conv.weight)


def report(network: RgbPoseNetwork, clips: PicturedClips) -> Iterator[str]:
    """Yields what each head knows, and what it knows from the other's input."""
    swapped = clips._replace(pictures=np.roll(clips.pictures, 3, axis=0))
    shown_box = np.roll(clips.labels // 3, 3)
    yield _line("as trained", probabilities(network, clips), clips)
    answers = probabilities(network, swapped)
    follows = {head: answer.argmax(1) // 3 == shown_box for head, answer in answers.items()}
    shares = ", ".join(f"{head} {share.mean():.3f}" for head, share in follows.items())
    yield f"pictures of the scene three before, whose box differs: box told as they show: {shares}"
    without_laterals(network)
    yield _line("laterals zeroed", probabilities(network, clips), clips)


def _line(name: str, answers: Dict[str, np.ndarray], clips: PicturedClips) -> str:
    right = {head: (answer.argmax(1) == clips.labels).mean() for head, answer in answers.items()}
    shares = ", ".join(f"{head} {share:.3f}" for head, share in right.items())
    return f"{name}: top-1 of {len(clips.labels)} scenes, {len(LABELS)} labels: {shares}"


def _clips(files: List[Path]) -> PicturedClips:
    recording, truth = files
    return read_clips(recording, truth, LABELS, SIDE)


def main(arguments: Optional[List[str]] = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python3 -m train.learning.pictured",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for side in ("--train", "--test"):
        parser.add_argument(side, nargs=2, type=Path, required=True, metavar=("REC", "TRUTH"))
    parser.add_argument("--out", type=Path, required=True, help="folder for weights and labels")
    parser.add_argument("--steps", type=int, default=300)
    options = parser.parse_args(arguments)
    torch.manual_seed(SEED)
    network = build_rgbpose(len(LABELS), base_channels=BASE)
    train(network, _clips(options.train), options.steps)
    options.out.mkdir(parents=True, exist_ok=True)
    torch.save({"state_dict": network.state_dict()}, options.out / "boxes.pth")
    (options.out / "labels.txt").write_text("\n".join(LABELS) + "\n", encoding="utf-8")
    for line in report(network, _clips(options.test)):
        print(line)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
