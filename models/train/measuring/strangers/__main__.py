"""The strangers' measure.

`python3 -m train.measuring.strangers --data D --runs RUN ... --bundles DIR ...`. Runs are those of
`train.learning.train --folds K`, of all folds together one subject. A bundle or an ONNX file is
measured as it is, also on sets that it was trained on.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, Optional, Sequence

import torch

from export.errors import run_command
from train.composing.activities import ACTIVITIES
from train.composing.tasks import ACTIONS, SCENES
from train.measuring.calibration import Calibration, read_calibration, write_calibration
from train.measuring.strangers.calibrate import fit, fit_scenes
from train.measuring.strangers.material import load_items, load_scenes
from train.measuring.strangers.measure import Measure, of_scenes
from train.measuring.strangers.subjects import Subject, check_folds, of_bundle, of_file, of_runs
from train.networks.predict import softmax


def measured(subject: Subject, root: Path, every: int, fit_to: Optional[Path]) -> Dict[str, Any]:
    check_folds(subject)
    if list(subject.names) == list(ACTIVITIES):
        return measured_scenes(subject, root, fit_to)
    items = load_items(root, subject.grid, every)
    logits = subject.logits(items)
    if fit_to is None:
        return Measure(items, softmax(logits), subject.enter).all()
    calibration = fit(items, logits)
    write_calibration(calibration, fit_to)
    return Measure(items, calibration.probabilities(logits), calibration.enter(ACTIONS)).all()


def measured_scenes(subject: Subject, root: Path, fit_to: Optional[Path]) -> Dict[str, Any]:
    items = load_scenes(root, subject.grid)
    logits = subject.logits(items)
    if fit_to is None:
        return of_scenes(items, softmax(logits), subject.enter)
    calibration = fit_scenes(read_calibration(fit_to), items, logits)
    write_calibration(calibration, fit_to)
    return of_scenes(items, calibration.probabilities(logits), calibration.enter(SCENES))


def told(name: str, result: Dict[str, Any]) -> str:
    """Returns the parts of a result as lines of text."""
    if "number" not in result:
        return "\n  ".join([f"== {name}"] + [f"{part}: {value}" for part, value in result.items()])
    lines = [
        f"== {name}: number {result['number']}"
        f"  (mean class {result['mean_class']}, rejected {result['rejected']},"
        f" fight AUC {result['fight_auc']})"
    ]
    for source, row in result["sets"].items():
        worst = "  ".join(f"{label} {share}" for label, share in row["recalls"].items())
        lines.append(f"  {source}: {row['clips']} clips, top-1 {row['top1']}, mean class"
                     f" {row['mean_class']}, among own {row['among_own']}, at the start"
                     f" {row['recall_at_start']}   {worst}")  # fmt: skip
    for source, row in result["others"].items():
        lines.append(f"  {source}: {row['clips']} without target, rejected {row['rejected']},"
                     f" keeping {row['rejected_keeping']}   {row['called']}")  # fmt: skip
    for part in ("fights", "pairs", "falls"):
        lines.append(f"  {part}: " + ", ".join(f"{k} {v}" for k, v in result[part].items()))
    for source, row in result["recordings"].items():
        lines.append(f"  {source}: " + ", ".join(f"{k} {v}" for k, v in row.items()))
    return "\n".join(lines)


def parse_arguments(arguments: Optional[Sequence[str]] = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 -m train.measuring.strangers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, help="folder of the skeleton sets")
    add("--runs", type=Path, nargs="+", default=[], metavar="RUN", help="runs of all folds")
    add("--name", default="runs", help="what to call the runs (default runs)")
    add("--bundles", type=Path, nargs="+", default=[], metavar="DIR")
    add("--onnx", type=Path, metavar="FILE", help="an exported network, with --labels")
    add("--labels", type=Path, metavar="FILE", help="its labels, one a line")
    add("--calibration", type=Path, metavar="FILE", help="of the runs or of the network")
    add("--fit", type=Path, metavar="FILE",
        help="fit thresholds to these runs, write them and measure with them; of scenes those of"
        " alarms in a file of train.measuring.calibrate")  # fmt: skip
    add("--every", type=int, default=1, help="use every n-th motion, for trials")
    add("--out", type=Path, metavar="FILE", help="write the results as JSON too")
    add("--threads", type=int, default=1)
    return parser.parse_args(arguments)


def subjects(arguments: argparse.Namespace) -> Iterator[Subject]:
    path = arguments.calibration
    calibration = read_calibration(path) if path else Calibration.unfitted()
    if arguments.runs:
        yield of_runs(arguments.name, arguments.runs, calibration)
    for folder in arguments.bundles:
        yield of_bundle(folder)
    if arguments.onnx:
        labels = arguments.labels.read_text(encoding="utf-8").split()
        yield of_file(arguments.onnx.parent.name, arguments.onnx, labels, calibration)


def main(given: Optional[Sequence[str]] = None) -> int:
    arguments = parse_arguments(given)
    torch.set_num_threads(arguments.threads)
    results = {}
    for subject in subjects(arguments):
        fit_to = arguments.fit if subject.name == arguments.name else None
        results[subject.name] = measured(subject, arguments.data, arguments.every, fit_to)
        print(told(subject.name, results[subject.name]), flush=True)
    if arguments.out:
        arguments.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
