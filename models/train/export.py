"""Makes a bundle of a run: `python3 -m train.export --run RUN --out DIR`.

The run has to be calibrated and evaluated: its figures go into the model card. The temperature is
divided into the last layer, so `logits` and `cam` agree: a class's map, averaged, plus its bias is
its logit.
"""

import argparse
import json
import shutil
import sys
from pathlib import Path
from string import Template

import numpy as np
import torch

from export.architectures import PoseNetwork
from export.bundle import ALL_SCOPES, PAIR_SCOPES, PERSON_SCOPES, Bundle, Label, Member
from export.bundle import Preprocessing, write_bundle
from export.errors import ExportError, run_command
from export.onnx_file import write_onnx
from train.calibrate import CALIBRATION, Calibration, read_calibration
from train.clips import JOINTS, PADDING, SIGMA, SMALLEST_BOX, Clip, paint, volumes_3d
from train.data import ALARM_LABELS, LABELS, PAIR_LABELS, PERSON_LABELS, REJECT
from train.network import SlimArchitecture
from train.predict import predict
from train.train import CHECKPOINT, architecture_of, averaged_network, read_checkpoint

MODEL = "model.onnx"
PICTURES = ("confusion.png", "robustness.png", "curves.png")
CARD = Path(__file__).with_name("model_card.md.template")
# Largest difference of the training arithmetic and the exported network's, both in float32.
TOLERANCE = 1e-3


def fold_temperature(network: PoseNetwork, temperature: float):
    """Divides the logits, in place."""
    with torch.no_grad():
        network.cls_head.fc_cls.weight /= temperature
        network.cls_head.fc_cls.bias /= temperature


def check_same(network: PoseNetwork, architecture: SlimArchitecture):
    """Raises if the network that is exported is not the one that was trained."""
    rng = np.random.default_rng(1)
    shape = (2, architecture.frames, JOINTS)
    clips = [
        Clip(rng.uniform(0, architecture.size, (*shape, 2)), rng.uniform(0.2, 1, shape))
        for _ in range(2)
    ]
    volume = torch.from_numpy(volumes_3d(paint(clips, architecture.size), architecture.frames))
    with torch.no_grad():
        exported = network(volume).numpy()
    difference = np.abs(exported - predict(network, clips, architecture)).max()
    if difference > TOLERANCE:
        raise ExportError(
            f"expected logits equal to {TOLERANCE} in both forms of the network,"
            f" got a difference of {difference:.2g}"
        )


def scopes_of(label: str):
    if label == REJECT:
        return ALL_SCOPES
    return PAIR_SCOPES if label in PAIR_LABELS else PERSON_SCOPES


def export_run(run: Path, folder: Path, name: str, version: str):
    """Writes the bundle of a run into `folder`."""
    state = read_checkpoint(run / CHECKPOINT)
    calibration = read_calibration(run / CALIBRATION)
    results = read_results(run / "evaluation.json")
    architecture = architecture_of(state)
    network = averaged_network(state)
    fold_temperature(network, calibration.temperature)
    check_same(network, architecture)
    folder.mkdir(parents=True, exist_ok=True)
    digest = write_onnx(network, folder / MODEL, architecture.input_shape, cam=True)
    for picture in PICTURES:
        if (run / picture).exists():
            shutil.copyfile(run / picture, folder / picture)
    shape = (-1, *architecture.input_shape)
    bundle = Bundle(
        name=name,
        version=version,
        dialect="mmaction2",
        preprocessing=Preprocessing(
            clip_length=architecture.frames,
            resize=f"{architecture.size}x{architecture.size}",
            padding=PADDING,
            threshold=SMALLEST_BOX,
            sigma=SIGMA,
        ),
        members=[Member("joint", "joint", MODEL, digest, shape, cam=True)],
        labels=[Label(label, scopes_of(label)) for label in LABELS],
        thresholds=calibration.general,
        label_thresholds={label: calibration.alarm for label in ALARM_LABELS},
        reject_label=REJECT,
    )
    card = Template(CARD.read_text(encoding="utf-8"))
    write_bundle(folder, bundle, card.substitute(card_values(bundle, results, calibration, state)))


def read_results(path: Path) -> dict:
    if not path.exists():
        raise ExportError(f"{path}: expected the file of train.evaluate; run that first")
    return json.loads(path.read_text(encoding="utf-8"))


def card_values(bundle: Bundle, results: dict, calibration: Calibration, state: dict) -> dict:
    """Returns what the model card's template leaves open, by name."""
    architecture = architecture_of(state)
    validation, tennis = results["validation"], results["tennis"]
    kicks, falls = results["running_kicks_composed"], results["falls_sliding"]
    left_out = state["options"]["leave_out"]
    weak = [
        f"{label} {row['recall']:.2f}"
        for label, row in sorted(validation["by_class"].items(), key=lambda i: i[1]["recall"])
        if row["recall"] < 0.7
    ]
    unmet = [row["name"] for row in results["requirements"] if not row["met"]]
    return {
        "name": bundle.name,
        "version": bundle.version,
        "classes": len(LABELS),
        "parameters": f"{results['parameters']:,}",
        "giga_multiply_adds": f"{results['giga_multiply_adds']:.2f}",
        "frames": architecture.frames,
        "size": architecture.size,
        "minutes": results["trained"]["minutes"],
        "steps": f"{results['trained']['steps']:,}",
        "seed": state["seed"],
        "motions_used": results["motions_used"],
        "left_out": ", ".join(left_out) or "none",
        "person_labels": ", ".join(PERSON_LABELS),
        "pair_labels": ", ".join(PAIR_LABELS),
        "validation_rows": _accuracy_rows({"**all**": validation["all"], **validation["by_set"]}),
        "weak_classes": ", ".join(weak) or "none",
        "unmet": ", ".join(unmet) or "none",
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
        "temperature": calibration.temperature,
        "enter": calibration.general.enter,
        "alarm_enter": calibration.alarm.enter,
        "recall": _percent(validation["at_thresholds"]["recall"]),
        "precision": _percent(validation["at_thresholds"]["precision"]),
        "alarm_recall": _percent(validation["at_thresholds"]["alarm_recall"]),
        "false_alarms": _percent(validation["at_thresholds"]["false_alarms"]),
        "pictures": "\n\n".join(f"![{p[:-4]}]({p})" for p in PICTURES),
    }


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
    parser.add_argument("--name", default="actions-slim")
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args(arguments)
    torch.set_num_threads(arguments.threads)
    export_run(arguments.run, arguments.out, arguments.name, arguments.version)
    print(f"wrote {arguments.out}")
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
