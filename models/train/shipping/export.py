"""Makes a bundle of a run: `python3 -m train.shipping.export --run RUN --out DIR`.

The run has to be calibrated and evaluated: its figures go into the model card. The temperature is
divided into the last layer, so `logits` and `cam` agree: a class's map, averaged, plus its bias is
its logit.
"""

import argparse
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Callable, Optional, Sequence, Tuple, Union

import numpy as np
import torch

from export.architectures import PoseNetwork
from export.bundle import ALL_SCOPES, PAIR_SCOPES, PERSON_SCOPES, Bundle, Label, Member
from export.bundle import Preprocessing, Thresholds, write_bundle
from export.errors import ExportError, run_command
from export.onnx_file import write_onnx
from train.composing.activities import FLATTEST
from train.composing.tasks import ACTIONS, SCENES, TASKS, Task
from train.data.clips import JOINTS, PADDING, SIGMA, SMALLEST_BOX, TIME_UNIFORM, Clip, paint
from train.data.clips import volumes_3d
from train.data.motions import PAIR_LABELS, REJECT
from train.measuring.calibration import CALIBRATION, Calibration, read_calibration
from train.measuring.mean import Stream, mean_of, read_streams
from train.measuring.results import ActionResults, SceneResults, read_results
from train.measuring.strangers.card import strangers_table
from train.networks.checkpoint import averaged_network, write_weights
from train.networks.predict import predict
from train.networks.slim import SlimArchitecture, fold_temperature
from train.shipping.cards import Values, action_values, network_values, scene_values
from train.shipping.examples import write_examples

MODEL = "model.onnx"
# The averaged weights as they were trained, to start other runs from.
WEIGHTS = "weights.pt"
EXAMPLES = "examples.jsonl"
# Of train.measuring.strangers.
STRANGERS = "strangers.json"
SCENE_SCOPES = ("scene",)
FIGHT_LABEL = "fight"
# What a scene shows when nothing happens is no event.
USUAL = ("calm",)
NEVER = Thresholds(1.0, 1.0)
# A scene's labels that are a person's action under another name.
SAME_AS = {"person_down": ("fall",)}
# Largest difference of the training arithmetic and the exported network's, both in float32.
TOLERANCE = 1e-3


def action_scopes(label: str) -> Tuple[str, ...]:
    """Returns who an action of one person or of two is meant for."""
    if label == REJECT:
        return ALL_SCOPES
    if label == FIGHT_LABEL:
        # A label belongs to one scope, and scenes-slim tells fights better than pairs do.
        return SCENE_SCOPES
    return PAIR_SCOPES if label in PAIR_LABELS else PERSON_SCOPES


def scene_scopes(_label: str) -> Tuple[str, ...]:
    return SCENE_SCOPES


def check_same(network: PoseNetwork, architecture: SlimArchitecture) -> None:
    """Raises if the network that is exported is not the one that was trained."""
    rng = np.random.default_rng(1)
    shape = (2, architecture.frames, JOINTS)
    clips = [
        Clip(rng.uniform(0, architecture.size, (*shape, 2)), rng.uniform(0.2, 1, shape))
        for _ in range(2)
    ]
    painted = paint(clips, architecture.size, architecture.stream)
    with torch.no_grad():
        exported = network(torch.from_numpy(volumes_3d(painted, architecture.frames))).numpy()
    difference = np.abs(exported - predict(network, clips, architecture)).max()
    if difference > TOLERANCE:
        raise ExportError(
            f"expected logits equal to {TOLERANCE} in both forms of the network,"
            f" got a difference of {difference:.2g}"
        )


@dataclass(frozen=True)
class Results:
    """What was measured of a run, and what a task's model card says of it."""

    measured: Union[ActionResults, SceneResults]
    values: Values


@dataclass(frozen=True)
class Shipment:
    """What a task's bundle says beyond its network: who a label is meant for, how clips are cut,
    and the model card."""

    scopes: Callable[[str], Tuple[str, ...]]
    sampling: str
    flattest: float
    template: Path
    pictures: Sequence[str]
    results: Callable[[Path], Results]


def _action_results(run: Path) -> Results:
    results = read_results(ActionResults, run)
    return Results(results, action_values(results))


def _scene_results(run: Path) -> Results:
    results = read_results(SceneResults, run)
    return Results(results, scene_values(results))


SHIPMENTS = {
    ACTIONS.name: Shipment(
        action_scopes,
        TIME_UNIFORM,
        1.0,
        Path(__file__).with_name("actions_card.md.template"),
        ("confusion.png", "robustness.png", "curves.png"),
        _action_results,
    ),
    SCENES.name: Shipment(
        scene_scopes,
        TIME_UNIFORM,
        FLATTEST,
        Path(__file__).with_name("scenes_card.md.template"),
        ("confusion.png", "people.png", "curves.png"),
        _scene_results,
    ),
}


def export_run(
    run: Path, folder: Path, name: str, version: str, members: Sequence[Path] = ()
) -> None:
    """Writes the bundle of a run into `folder`, or of the mean of `members` that it measured."""
    calibration = read_calibration(run / CALIBRATION)
    streams = read_streams(members) if members else [Stream.of(run, calibration.temperature)]
    task = TASKS[streams[0].checkpoint.options.task]
    shipment = SHIPMENTS[task.name]
    results = shipment.results(run)
    folder.mkdir(parents=True, exist_ok=True)
    written = [_write_member(stream, folder, len(streams) == 1) for stream in streams]
    preprocessing = _preprocessing(streams[0].architecture, shipment)
    bundle = _bundle(name, version, preprocessing, written, task, calibration)
    values = {
        **network_values(bundle, results.measured, calibration, streams),
        **results.values,
        "pictures": _copy_pictures(shipment.pictures, run, folder),
        "strangers": _strangers(run),
    }
    card = Template(shipment.template.read_text(encoding="utf-8"))
    write_bundle(folder, bundle, card.substitute(values))
    sampling = shipment.sampling
    write_examples(*mean_of(streams), shipment.flattest, sampling, folder / EXAMPLES)


def _strangers(run: Path) -> str:
    """Returns the table of the strangers' measure, if it was made for the run."""
    path = run / STRANGERS
    if not path.exists():
        return "Not measured by `train.measuring.strangers`."
    return strangers_table(json.loads(path.read_text(encoding="utf-8")))


def _preprocessing(architecture: SlimArchitecture, shipment: Shipment) -> Preprocessing:
    return Preprocessing(
        clip_length=architecture.frames,
        resize=f"{architecture.size}x{architecture.size}",
        padding=PADDING,
        threshold=SMALLEST_BOX,
        hw_ratio=(shipment.flattest, 1.0),
        sigma=SIGMA,
        sampling=shipment.sampling,
    )


def _bundle(
    name: str,
    version: str,
    preprocessing: Preprocessing,
    members: Sequence[Member],
    task: Task,
    calibration: Calibration,
) -> Bundle:
    scopes = SHIPMENTS[task.name].scopes
    return Bundle(
        name=name,
        version=version,
        dialect="mmaction2",
        preprocessing=preprocessing,
        members=list(members),
        labels=[Label(label, scopes(label), SAME_AS.get(label, ())) for label in task.labels],
        thresholds=calibration.general,
        label_thresholds={
            **{task.labels[i]: calibration.alarm for i in task.alarms},
            **calibration.own,
            **{label: NEVER for label in task.labels if label in USUAL},
        },
        reject_label=task.labels[task.reject],
    )


def _copy_pictures(pictures: Sequence[str], run: Path, folder: Path) -> str:
    """Copies those that were drawn; returns what shows them in a card."""
    drawn = [picture for picture in pictures if (run / picture).exists()]
    for picture in drawn:
        shutil.copyfile(run / picture, folder / picture)
    return "\n\n".join(f"![{picture[:-4]}]({picture})" for picture in drawn)


def _write_member(stream: Stream, folder: Path, alone: bool) -> Member:
    """Writes network and weights; files of several members are named after their streams."""
    architecture, which = stream.architecture, stream.architecture.stream
    network = averaged_network(stream.checkpoint)
    fold_temperature(network, stream.temperature)
    check_same(network, architecture)
    model, weights = (MODEL, WEIGHTS) if alone else (f"{which}.onnx", f"{which}.pt")
    digest = write_onnx(network, folder / model, architecture.input_shape, cam=True)
    write_weights(stream.checkpoint, folder / weights)
    return Member(which, which, model, digest, (-1, *architecture.input_shape), cam=True)


def parse_arguments(arguments: Optional[Sequence[str]] = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m train.shipping.export", description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="folder of the run, evaluated")
    parser.add_argument("--out", type=Path, required=True, help="folder for the bundle")
    parser.add_argument(
        "--members", type=Path, nargs="+", default=[], metavar="RUN",
        help="the runs whose mean --run measured: a bundle of several networks",
    )  # fmt: skip
    parser.add_argument("--name", help="default: the folder's name")
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args(arguments)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    options = parse_arguments(arguments)
    torch.set_num_threads(options.threads)
    name = options.name or options.out.resolve().name
    export_run(options.run, options.out, name, options.version, options.members)
    print(f"wrote {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
