"""Makes the bundle actions-starter from the folder of its training run.

Copies model.onnx and confusion.png, writes manifest.yaml, labels.txt and MODEL_CARD.md. The card's
results come from the run's metrics.json; what its README tells in words stands in the template.
The same folder always gives the same files.
"""

import argparse
import json
import shutil
import sys
from pathlib import Path
from string import Template

import onnx

from export.bundle import (
    ALL_SCOPES,
    PAIR_SCOPES,
    PERSON_SCOPES,
    Bundle,
    Label,
    Member,
    Preprocessing,
    Thresholds,
    write_bundle,
)
from export.contract import CAM, INPUT, SCORES, sha256_of
from export.errors import ExportError, run_command

NAME = "actions-starter"
VERSION = "0.1.0"
MODEL = "model.onnx"
CONFUSION = "confusion.png"
CARD = Path(__file__).with_name("starter_model_card.md.template")
REJECT = "other"
PAIR_PREFIX = "2p_"
ALARMS = ("fall", "punch", "kick")
GENERAL = Thresholds(0.55, 0.35)
ALARM = Thresholds(0.8, 0.4)
SIGMA = 0.6

VALIDATION_SETS = {
    "penn_action": "Penn Action",
    "jhmdb": "JHMDB",
    "utd_mhad": "UTD-MHAD",
    "sbu_interaction": "SBU Interaction",
    "msr_action3d": "MSR Action3D",
    "utkinect": "UTKinect",
    "upfall_alphapose": "UP-Fall",
}
RECORDINGS = {
    "badminton": "badminton, OpenPose",
    "trackid3x3": "basketball (TrackID3x3), annotated",
    "dance": "dance, AlphaPose",
    "skating": "skating, AlphaPose",
    "raga3": "musicians (raga), OpenPose",
    "elevator_standing": "lift, noisy OpenPose",
}
WEAK_RECALL = 0.65
FEW_CLIPS = 15


def make_bundle(starter, folder):
    """Writes the bundle of the training run in `starter` into `folder`."""
    metrics = json.loads((starter / "metrics.json").read_text(encoding="utf-8"))
    names = (starter / "labels.txt").read_text(encoding="utf-8").split()
    if names != metrics["labels"]:
        raise ExportError(
            f"{starter / 'labels.txt'}: expected the labels of metrics.json, found others"
        )
    shape = _input_shape(starter / MODEL, len(names))
    bundle = Bundle(
        name=NAME,
        version=VERSION,
        dialect="mmaction2",
        preprocessing=Preprocessing(
            clip_length=shape[2], resize=f"{shape[3]}x{shape[4]}", sigma=SIGMA
        ),
        members=[Member("joint", "joint", MODEL, sha256_of(starter / MODEL), shape, cam=True)],
        labels=[Label(name, _scopes(name)) for name in names],
        thresholds=GENERAL,
        label_thresholds={name: ALARM for name in names if _is_alarm(name)},
        reject_label=REJECT,
    )
    folder.mkdir(parents=True, exist_ok=True)
    for file in (MODEL, CONFUSION):
        shutil.copyfile(starter / file, folder / file)
    card = Template(CARD.read_text(encoding="utf-8")).substitute(card_values(metrics))
    write_bundle(folder, bundle, card)


def _input_shape(path, classes):
    """Returns the input shape (-1, K, T, H, W) after checking names and number of classes."""
    graph = onnx.load(str(path)).graph
    inputs, outputs = (
        {value.name: value for value in values} for values in (graph.input, graph.output)
    )
    if set(inputs) != {INPUT} or set(outputs) != {SCORES, CAM}:
        found = f"{', '.join(inputs)} to {', '.join(outputs)}"
        raise ExportError(f"{path}: expected {INPUT} to {SCORES}, {CAM}, found {found}")
    scores = outputs[SCORES].type.tensor_type.shape.dim[1].dim_value
    if scores != classes:
        raise ExportError(
            f"{path}: expected {classes} {SCORES}, one for each label, found {scores}"
        )
    return (
        -1,
        *(dimension.dim_value for dimension in inputs[INPUT].type.tensor_type.shape.dim[1:]),
    )


def _scopes(name):
    if name == REJECT:
        return ALL_SCOPES
    return PAIR_SCOPES if name.startswith(PAIR_PREFIX) else PERSON_SCOPES


def _is_alarm(name):
    return name in ALARMS or name.startswith(PAIR_PREFIX)


def card_values(metrics):
    """Returns what the model card's template leaves open, by name."""
    actions = [name for name in metrics["labels"] if name != REJECT]
    return {
        "version": VERSION,
        "classes": len(metrics["labels"]),
        "person_labels": ", ".join(name for name in actions if not name.startswith(PAIR_PREFIX)),
        "pair_labels": ", ".join(name for name in actions if name.startswith(PAIR_PREFIX)),
        **_validation_values(metrics["val"]),
        **_unseen_values(metrics),
        **_several_people_values(metrics["multi_person"]),
        "stream_rows": "\n".join(_stream_rows(metrics["streams"])),
    }


def _validation_values(validation):
    rows = [("**all**", validation["all"])]
    rows += [(title, validation["per_set"][name]) for name, title in VALIDATION_SETS.items()]
    by_class = validation["per_class"]
    weak = sorted(
        (result["recall"], name)
        for name, result in by_class.items()
        if result["recall"] < WEAK_RECALL
    )
    rare = [
        f"{name} {result['n']}" for name, result in by_class.items() if result["n"] < FEW_CLIPS
    ]
    general, alarm, alarm_80 = (
        validation["at_general"],
        validation["alarm_at"],
        validation["alarm_at_0.8"],
    )
    return {
        "validation_rows": "\n".join(
            f"| {title} | {row['n']} | {_ratio(row['top1'])} | {_ratio(row['mean_class'])} |"
            for title, row in rows
        ),
        "weak_classes": ", ".join(f"{name} {_ratio(recall)}" for recall, name in weak),
        "rare_classes": ", ".join(rare),
        "general_recall": _ratio(general["recall"]),
        "general_precision": _ratio(general["precision"]),
        "general_fires": _percent(general["other_fires"]),
        "alarm_recall": _ratio(alarm["recall_exact"]),
        "alarm_false": _percent(alarm["false_alarm"]),
        "alarm_80_recall": _ratio(alarm_80["recall_exact"]),
        "alarm_80_false": _percent(alarm_80["false_alarm"]),
    }


def _unseen_values(metrics):
    nw, tennis, kicks, webcam = (
        metrics["nw_ucla"],
        metrics["tennis"],
        metrics["soccer"],
        metrics["webcam5"],
    )
    falls, lift = (
        metrics["upfall_test"],
        metrics["streams"]["elevator_falling"]["max_fall_per_stream"].values(),
    )
    called = sorted(kicks["whole_argmax"].items(), key=lambda item: -item[1])[:2]
    return {
        "nw_top1": _ratio(nw["shared"]["top1"]),
        "nw_n": nw["shared"]["n"],
        "nw_classes": _recalls(nw["per_class"]),
        "nw_other": _percent(nw["at_general"]["other_fires"]),
        "nw_alarm": _percent(nw["alarm"]["false_alarm"]),
        "nw_alarm_80": _percent(nw["alarm_at_08"]["false_alarm"]),
        "tennis_alarm": _percent(tennis["alarm"]["false_alarm"]),
        "tennis_alarm_80": _percent(tennis["alarm_at_08"]["false_alarm"]),
        "tennis_auc": _ratio(tennis["auc_swing"]),
        "tennis_recall": _ratio(tennis["swing_recall"]),
        "tennis_false": _percent(tennis["neutral_called_swing"]),
        "tennis_other": tennis["neutral_argmax"][REJECT],
        "tennis_neutral": sum(tennis["neutral_argmax"].values()),
        "kick_hits": round(kicks["any_60f_window_top1"] * kicks["n"]),
        "kick_n": kicks["n"],
        "kick_called": ", ".join(name for name, _ in called),
        "webcam_n": webcam["windows"]["n"],
        "webcam_top1": _ratio(webcam["windows"]["top1"]),
        "webcam_classes": _recalls(webcam["per_class"]),
        "fall_50": _of(falls["sliding"]["0.50"]["fall_clips_detected"], falls["n_fall"]),
        "fall_80": _of(falls["sliding"]["0.80"]["fall_clips_detected"], falls["n_fall"]),
        "fall_picks": falls["n_pick"],
        "fall_pre": falls["pre_windows"],
        "lift_scene_hits": sum(scene >= ALARM.enter for scene, _ in lift),
        "lift_person_hits": sum(person >= ALARM.enter for _, person in lift),
    }


def _several_people_values(several):
    return {
        "multi_n": several["n"],
        "multi_solo": _ratio(several["solo"]["top1"]),
        "multi_one": _ratio(several["with_1_idle"]["top1"]),
        "multi_three": _ratio(several["with_3_idle"]["top1"]),
        "multi_cam": _of(several["cam_points_at_actor"], several["cam_n"]),
    }


def _stream_rows(streams):
    for name, title in RECORDINGS.items():
        for scope in ("scene", "person"):
            result = streams[name][scope]
            called = sorted(result["argmax_top"].items(), key=lambda item: -item[1])[:2]
            cells = [
                title,
                scope,
                str(result["windows"]),
                _percent(result["0.346"]),
                _percent(result["0.8"]),
                _percent(result["any_action_at_general"]),
                ", ".join(f"{label} {count}" for label, count in called),
            ]
            yield f"| {' | '.join(cells)} |"


def _recalls(per_class):
    return ", ".join(f"{name} {_ratio(result['recall'])}" for name, result in per_class.items())


def _ratio(value):
    """A ratio as the card prints it: .863, and 0 or 1 where it is exact."""
    return f"{value:.3f}".lstrip("0") if 0 < value < 1 else f"{value:g}"


def _percent(ratio):
    return f"{100 * ratio:.2g} %"


def _of(ratio, count):
    return f"{round(ratio * count)} of {count}"


def main(arguments=None):
    parser = argparse.ArgumentParser(
        prog="python3 -m export.make_starter_bundle", description=__doc__
    )
    parser.add_argument(
        "starter",
        type=Path,
        metavar="STARTER_DIR",
        help="with model.onnx, labels.txt, metrics.json",
    )
    parser.add_argument(
        "folder", type=Path, metavar="OUT_DIR", help="folder for the bundle, made if absent"
    )
    options = parser.parse_args(arguments)
    make_bundle(options.starter, options.folder)
    print(f"wrote {options.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
