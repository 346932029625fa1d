"""Makes a bundle of a run: `python3 -m train.export --run RUN --out DIR`.

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
from typing import Callable, Sequence

import numpy as np
import torch

from export.architectures import PoseNetwork
from export.bundle import ALL_SCOPES, PAIR_SCOPES, PERSON_SCOPES, Bundle, Label, Member
from export.bundle import Preprocessing, write_bundle
from export.errors import ExportError, run_command
from export.onnx_file import write_onnx
from train.activities import FLATTEST
from train.calibration import CALIBRATION, Calibration, read_calibration
from train.clips import JOINTS, PADDING, SIGMA, SMALLEST_BOX, TIME_UNIFORM, Clip, paint
from train.clips import volumes_3d
from train.data import PAIR_LABELS, PERSON_LABELS, REJECT
from train.examples import write_examples
from train.mean import Stream, mean_of, read_streams
from train.network import SlimArchitecture
from train.predict import predict
from train.strangers.card import strangers_table
from train.tasks import ACTIONS, SCENES, TASKS
from train.train import CHECKPOINT, averaged_network, read_checkpoint

MODEL = "model.onnx"
# The averaged weights as they were trained, to start other runs from.
WEIGHTS = "weights.pt"
EXAMPLES = "examples.jsonl"
# Of train.strangers.
STRANGERS = "strangers.json"
SCENE_SCOPES = ("scene",)
# Largest difference of the training arithmetic and the exported network's, both in float32.
TOLERANCE = 1e-3


def fold_temperature(network: PoseNetwork, temperature: float):
    """Divides the logits, in place."""
    with torch.no_grad():
        network.cls_head.fc_cls.weight /= temperature
        network.cls_head.fc_cls.bias /= temperature


def scopes_of(label: str) -> Sequence[str]:
    """Returns who an action of one person or of two is meant for."""
    if label == REJECT:
        return ALL_SCOPES
    return PAIR_SCOPES if label in PAIR_LABELS else PERSON_SCOPES


def check_same(network: PoseNetwork, architecture: SlimArchitecture):
    """Raises if the network that is exported is not the one that was trained."""
    rng = np.random.default_rng(1)
    shape = (2, architecture.frames, JOINTS)
    clips = [
        Clip(rng.uniform(0, architecture.size, (*shape, 2)), rng.uniform(0.2, 1, shape))
        for _ in range(2)
    ]
    volume = torch.from_numpy(
        volumes_3d(paint(clips, architecture.size, architecture.stream), architecture.frames)
    )
    with torch.no_grad():
        exported = network(volume).numpy()
    difference = np.abs(exported - predict(network, clips, architecture)).max()
    if difference > TOLERANCE:
        raise ExportError(
            f"expected logits equal to {TOLERANCE} in both forms of the network,"
            f" got a difference of {difference:.2g}"
        )


@dataclass(frozen=True)
class Shipment:
    """What a task's bundle says beyond its network: who a label is meant for, how clips are cut,
    and the model card."""

    scopes: Callable[[str], Sequence[str]]
    sampling: str
    flattest: float
    template: Path
    pictures: Sequence[str]
    card: Callable[..., dict]


def export_run(run: Path, folder: Path, name: str, version: str, members: Sequence[Path] = ()):
    """Writes the bundle of a run into `folder`, or of the mean of `members` that it measured."""
    calibration = read_calibration(run / CALIBRATION)
    results = read_results(run / "evaluation.json")
    streams = read_streams(members) if members else [_only_stream(run, calibration)]
    task = TASKS[streams[0].state["options"]["task"]]
    shipment = SHIPMENTS[task.name]
    architecture = streams[0].architecture
    folder.mkdir(parents=True, exist_ok=True)
    pictures = [picture for picture in shipment.pictures if (run / picture).exists()]
    for picture in pictures:
        shutil.copyfile(run / picture, folder / picture)
    bundle = Bundle(
        name=name,
        version=version,
        dialect="mmaction2",
        preprocessing=Preprocessing(
            clip_length=architecture.frames,
            resize=f"{architecture.size}x{architecture.size}",
            padding=PADDING,
            threshold=SMALLEST_BOX,
            hw_ratio=(shipment.flattest, 1.0),
            sigma=SIGMA,
            sampling=shipment.sampling,
        ),
        members=[_write_member(stream, folder, len(streams) == 1) for stream in streams],
        labels=[Label(label, shipment.scopes(label)) for label in task.labels],
        thresholds=calibration.general,
        label_thresholds={
            **{task.labels[i]: calibration.alarm for i in task.alarms},
            **calibration.own,
        },
        reject_label=task.labels[task.reject],
    )
    values = {
        **network_values(bundle, results, calibration, streams),
        **shipment.card(results),
        "pictures": "\n\n".join(f"![{p[:-4]}]({p})" for p in pictures),
        "strangers": _strangers(run),
    }
    card = Template(shipment.template.read_text(encoding="utf-8"))
    write_bundle(folder, bundle, card.substitute(values))
    write_examples(*mean_of(streams), shipment.flattest, shipment.sampling, folder / EXAMPLES)


def _strangers(run: Path) -> str:
    """Returns the table of the strangers' measure, if it was made for the run."""
    path = run / STRANGERS
    if not path.exists():
        return "Not measured by `train.strangers`."
    return strangers_table(json.loads(path.read_text(encoding="utf-8")))


def _only_stream(run: Path, calibration: Calibration) -> Stream:
    return Stream(read_checkpoint(run / CHECKPOINT), calibration.temperature)


def _write_member(stream: Stream, folder: Path, alone: bool) -> Member:
    """Writes network and weights; files of several members are named after their streams."""
    architecture, which = stream.architecture, stream.architecture.stream
    network = averaged_network(stream.state)
    fold_temperature(network, stream.temperature)
    check_same(network, architecture)
    model, weights = (MODEL, WEIGHTS) if alone else (f"{which}.onnx", f"{which}.pt")
    digest = write_onnx(network, folder / model, architecture.input_shape, cam=True)
    write_weights(stream.state, folder / weights)
    return Member(which, which, model, digest, (-1, *architecture.input_shape), cam=True)


def write_weights(state: dict, path: Path):
    """Writes what another run needs to start from this one or to measure it again."""
    kept = ("kind", "architecture", "labels", "options", "seed", "steps", "seconds", "average")
    torch.save({key: state[key] for key in kept}, path)


def read_results(path: Path) -> dict:
    if not path.exists():
        raise ExportError(f"{path}: expected the file of train.evaluate; run that first")
    return json.loads(path.read_text(encoding="utf-8"))


def network_values(
    bundle: Bundle, results: dict, calibration: Calibration, streams: Sequence[Stream]
) -> dict:
    """Returns what every model card says of a network and its training, by name."""
    architecture, states = streams[0].architecture, [stream.state for stream in streams]
    clips = sum(state["steps"] * state["options"]["batch"] for state in states)
    left_out = sorted({name for state in states for name in state["options"]["leave_out"]})
    return {
        "name": bundle.name,
        "version": bundle.version,
        "streams": " and ".join(member.stream for member in bundle.members),
        "classes": len(bundle.labels),
        "parameters": f"{results['parameters']:,}",
        "giga_multiply_adds": f"{results['giga_multiply_adds']:.2f}",
        "frames": architecture.frames,
        "size": architecture.size,
        "minutes": results["trained"]["minutes"],
        "clips": f"{clips:,}",
        "seed": ", ".join(str(state["seed"]) for state in states),
        "left_out": ", ".join(left_out) or "none",
        "requirement_rows": _requirement_rows(results["requirements"]),
        "temperature": ", ".join(str(stream.temperature) for stream in streams),
        "enter": calibration.general.enter,
        "alarm_enter": calibration.alarm.enter,
        "own_enter": "".join(f", {name} at {own.enter}" for name, own in calibration.own.items()),
    }


def action_values(results: dict) -> dict:
    """Returns what the card of `actions` says of its results."""
    validation, tennis = results["validation"], results["tennis"]
    kicks, falls = results["running_kicks_composed"], results["falls_sliding"]
    weak = [
        f"{label} {row['recall']:.2f}"
        for label, row in sorted(validation["by_class"].items(), key=lambda i: i[1]["recall"])
        if row["recall"] < 0.7
    ]
    return {
        "motions_used": results["motions_used"],
        "person_labels": ", ".join(PERSON_LABELS),
        "pair_labels": ", ".join(PAIR_LABELS),
        "validation_rows": _accuracy_rows({"**all**": validation["all"], **validation["by_set"]}),
        "weak_classes": ", ".join(weak) or "none",
        "calibration_error": f"{validation['calibration_error']:.3f}",
        "tennis_auc": tennis["swing_auc"],
        "tennis_alarms": _percent(tennis["alarms"]),
        "tennis_rejected": _percent(tennis["neutral_rejected"]),
        "other_rejected": _percent(results["reject"]["validation"]),
        "kicks": _percent(kicks["called_kick"]),
        "kicks_false": _percent(kicks["runs_called_kick"]),
        "falls_found": f"{falls['found']} of {falls['falls']}",
        "falls_false": f"{falls['others_called_fall']} of {falls['others']}",
        "robustness_rows": _robustness_rows(results["robustness"]),
        "people_rows": _people_rows(results["several_people"]),
        "recording_rows": _recording_rows(results["recordings"]),
        "recall": _percent(validation["at_thresholds"]["recall"]),
        "precision": _percent(validation["at_thresholds"]["precision"]),
        "alarm_recall": _percent(validation["at_thresholds"]["alarm_recall"]),
        "false_alarms": _percent(validation["at_thresholds"]["false_alarms"]),
    }


def scene_values(results: dict) -> dict:
    """Returns what the card of `scenes` says of its results."""
    composed = results["composed"]
    return {
        "activities": ", ".join(results["labels"]),
        "mean_class": f"{composed['all']['mean_class']:.3f}",
        "people_rows": _accuracy_rows(composed["by_people"]),
        "class_rows": "\n".join(
            f"| {label} | {row['recall']:.2f} | {row.get('precision', 0):.2f} |"
            for label, row in composed["by_class"].items()
        ),
        "comparison": (
            " The graph network is an ST-GCN trained on the same scenes."
            if "compared_with" in results
            else " **No graph network was trained on these scenes yet.**"
        ),
        "comparison_rows": _comparison_rows(results),
        "recording_rows": "\n".join(
            f"| {name} | {row['windows']} | {_percent(row['alarms'])} |"
            f" {_percent(row['harmless'])} | {', '.join(row['called'])} |"
            for name, row in results["recordings"].items()
        ),
        "calibration_error": f"{composed['calibration_error']:.3f}",
        "alarm_recall": _percent(composed["alarm_recall"]),
        "false_alarms": _percent(composed["false_alarms"]),
    }


SHIPMENTS = {
    ACTIONS.name: Shipment(
        scopes_of,
        TIME_UNIFORM,
        1.0,
        Path(__file__).with_name("actions_card.md.template"),
        ("confusion.png", "robustness.png", "curves.png"),
        action_values,
    ),
    SCENES.name: Shipment(
        lambda label: SCENE_SCOPES,
        TIME_UNIFORM,
        FLATTEST,
        Path(__file__).with_name("scenes_card.md.template"),
        ("confusion.png", "people.png", "curves.png"),
        scene_values,
    ),
}


def _requirement_rows(rows: Sequence[dict]) -> str:
    lines = []
    for row in rows:
        bound = f">= {row['at_least']}" if "at_least" in row else f"<= {row['at_most']}"
        verdict = "yes" if row["met"] else "**no**"
        lines.append(f"| {row['name']} | {row['measured']} | {bound} | {verdict} |")
    return "\n".join(lines)


def _comparison_rows(results: dict) -> str:
    runs = {"heatmaps (this bundle)": results}
    if "compared_with" in results:
        runs["graph network"] = results["compared_with"]
    return "\n".join(
        f"| {name} | {run['parameters']:,} | {run['composed']['all']['mean_class']:.3f} | "
        + " | ".join(f"{value:.1f}" for value in run["milliseconds"].values())
        + " |"
        for name, run in runs.items()
    )


def _accuracy_rows(rows: dict) -> str:
    return "\n".join(
        f"| {name} | {row['clips']} | {row['top1']:.3f} | {row['mean_class']:.3f} |"
        for name, row in rows.items()
        if row["clips"]
    )


def _robustness_rows(tables: dict) -> str:
    return "\n".join(
        f"| {name.replace('_', ' ')} | {level} | {row['top1']:.3f} | {row['mean_class']:.3f} |"
        for name, levels in tables.items()
        for level, row in levels.items()
    )


def _people_rows(several: dict) -> str:
    return "\n".join(
        f"| {name.replace('_', ' ')} | {row['clips']} | {row['top1']:.3f} |"
        for name, row in several.items()
        if "top1" in row
    )


def _recording_rows(recordings: dict) -> str:
    return "\n".join(
        f"| {name} | {scope} | {row['windows']} | {_percent(row['alarms'])} |"
        f" {_percent(row['any_action'])} | {', '.join(row['called'])} |"
        for name, scopes in recordings.items()
        for scope, row in scopes.items()
    )


def _percent(ratio: float) -> str:
    return f"{100 * ratio:.1f} %"


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python3 -m train.export", description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="folder of the run, evaluated")
    parser.add_argument("--out", type=Path, required=True, help="folder for the bundle")
    parser.add_argument(
        "--members", type=Path, nargs="+", default=[], metavar="RUN",
        help="the runs whose mean --run measured: a bundle of several networks",
    )  # fmt: skip
    parser.add_argument("--name", help="default: the folder's name")
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args(arguments)
    torch.set_num_threads(arguments.threads)
    name = arguments.name or arguments.out.resolve().name
    export_run(arguments.run, arguments.out, name, arguments.version, arguments.members)
    print(f"wrote {arguments.out}")
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
