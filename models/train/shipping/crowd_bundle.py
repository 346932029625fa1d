"""Makes a bundle of a crowd's run: `python3 -m train.shipping.crowd_bundle --run RUN --out DIR`.

Thresholds are those of another bundle of the same labels. `--tiny` writes a small random network
instead, with its answers for made-up people, for tests of whoever runs such bundles.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np
import torch
import yaml
from torch import nn

from export.bundle import Bundle, Label, Member, Preprocessing, Thresholds, write_bundle
from export.errors import run_command
from train.data.clips import PADDING, SIGMA, SMALLEST_BOX, TIME_UNIFORM, Clip, time_indices
from train.data.clips import compact, resize
from train.data.motions import LABELS, REJECT
from train.networks.crowd import CrowdArchitecture, CrowdNetwork, answers_to
from train.networks.crowd_file import CROWD, CrowdRun, read_run, write_weights
from train.networks.predict import softmax
from train.networks.tubelets import TubeletPainter
from train.shipping.crowd_graph import JOINTS_INPUT, PAIRS, PAIRS_INPUT, PERSONS, write_crowd_onnx
from train.shipping.examples import IMAGE, KINDS, clip_file, made_up
from train.shipping.export import EXAMPLES, MODEL, WEIGHTS, action_scopes

HEADS = {"joints": JOINTS_INPUT, "pairs": PAIRS_INPUT, "persons": PERSONS, "pair-scores": PAIRS}
CARD = Path(__file__).with_name("crowd_card.md.template")
TINY = CrowdArchitecture(frames=8, size=16, wide=2, width=4, widths=(6, 8), blocks=(1, 1))
# The answers of a tiny network for three people.
EXPECTED = "crowd.json"


@dataclass(frozen=True)
class Answered:
    """A clip of people, and what a network answers: probabilities [.., labels] by part."""

    poses: np.ndarray
    scores: np.ndarray
    answers: Dict[str, np.ndarray]


def preprocessing_of(sizes: CrowdArchitecture) -> Preprocessing:
    return Preprocessing(
        clip_length=sizes.frames,
        resize=f"{sizes.size}x{sizes.size * sizes.wide}",
        padding=PADDING,
        threshold=SMALLEST_BOX,
        hw_ratio=(1 / sizes.wide, 1 / sizes.wide),
        sigma=SIGMA,
        sampling=TIME_UNIFORM,
    )


def bundle_of(
    name: str, version: str, sizes: CrowdArchitecture, digest: str, thresholds: Path
) -> Bundle:
    with open(thresholds / "manifest.yaml", encoding="utf-8") as file:
        given: Dict[str, Any] = yaml.safe_load(file)["thresholds"]
    shape = (1, *sizes.trunk.input_shape)
    return Bundle(
        name=name,
        version=version,
        dialect="mmaction2",
        preprocessing=preprocessing_of(sizes),
        members=[Member("joint", "joint", MODEL, digest, shape, heads=HEADS)],
        labels=[Label(label, action_scopes(label)) for label in LABELS],
        thresholds=Thresholds(**given["default"]),
        label_thresholds={label: Thresholds(**own) for label, own in given["labels"].items()},
        reject_label=REJECT,
    )


def answered(
    network: CrowdNetwork, people: int, frames: int, seed: int, pairs: Sequence[Tuple[int, int]]
) -> Answered:
    """Returns made-up people, and what the network answers to them and to some pairs."""
    sizes = network.architecture
    poses, scores = made_up(people, frames, seed)
    taken = time_indices(frames, sizes.frames)
    moved, box = compact(poses[:, taken], IMAGE, 1 / sizes.wide, 1 / sizes.wide)
    clip = Clip(resize(moved, box, sizes.size, sizes.wide), scores[:, taken].astype(np.float32))
    answers, _ = answers_to(network, TubeletPainter(sizes.trunk.grid), clip, np.array(pairs))
    shares = {part: softmax(logits.numpy()) for part, logits in answers._asdict().items()}
    return Answered(poses, scores, shares)


def example_lines(network: CrowdNetwork) -> List[str]:
    lines = []
    for number, (people, frames) in enumerate(KINDS):
        found = answered(network, people, frames, number, [])
        example = clip_file(f"made-up-{number}", found.poses, found.scores)
        example["probabilities"] = [round(float(p), 6) for p in found.answers["scenes"][0]]
        lines.append(json.dumps(example, separators=(",", ":")))
    return lines


def write_crowd_bundle(
    run: CrowdRun, folder: Path, version: str, thresholds: Path, figures: str
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = folder.resolve().name
    digest = write_crowd_onnx(run.network, folder / MODEL)
    bundle = bundle_of(name, version, run.architecture, digest, thresholds)
    card = Template(CARD.read_text(encoding="utf-8"))
    values = {"name": name, "version": version, "figures": figures, "steps": run.steps}
    write_bundle(folder, bundle, card.substitute(values))
    write_weights(run, folder / WEIGHTS)
    lines = "".join(f"{line}\n" for line in example_lines(run.network))
    (folder / EXAMPLES).write_text(lines, encoding="utf-8")


def write_tiny(folder: Path, thresholds: Path) -> None:
    """Writes a random network and what it answers to three people of whom all are pairs."""
    torch.manual_seed(3)
    network = TINY.build(len(LABELS)).eval()
    for module in network.modules():
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=0.5)
    folder.mkdir(parents=True, exist_ok=True)
    digest = write_crowd_onnx(network, folder / MODEL)
    bundle = bundle_of("tiny-crowd", "0.1.0", TINY, digest, thresholds)
    write_bundle(folder, bundle, "# tiny-crowd\n\nRandom weights, for tests.\n")
    found = answered(network, 3, TINY.frames, 0, [(0, 1), (0, 2), (1, 2)])
    expected = clip_file("three", found.poses, found.scores)
    for part, rows in found.answers.items():
        expected[part] = np.round(rows, 6).tolist()
    (folder / EXPECTED).write_text(json.dumps(expected) + "\n", encoding="utf-8")


def parse_arguments(arguments: Optional[Sequence[str]] = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 -m train.shipping.crowd_bundle",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--run", type=Path, help="folder of train.learning.crowd")
    what.add_argument("--tiny", action="store_true", help="a small random network for tests")
    add("--out", type=Path, required=True, help="folder for the bundle")
    add("--thresholds", type=Path, default=Path("actions-slim"), metavar="BUNDLE",
        help="the bundle whose thresholds it takes (default actions-slim)")  # fmt: skip
    add("--figures", type=Path, help="a text of train.measuring.gatherings for the model card")
    add("--version", default="0.1.0")
    return parser.parse_args(arguments)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    options = parse_arguments(arguments)
    torch.set_num_threads(1)
    if options.tiny:
        write_tiny(options.out, options.thresholds)
        return 0
    figures = options.figures.read_text(encoding="utf-8") if options.figures else "Not measured."
    run = read_run(options.run / CROWD)
    write_crowd_bundle(run, options.out, options.version, options.thresholds, figures)
    print(f"wrote {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
