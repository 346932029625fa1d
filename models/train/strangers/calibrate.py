"""Fits thresholds on strangers: `python3 -m train.strangers.calibrate --runs RUN ... --out RUN/calibration.json`.

The runs are those of all folds, so every score comes from a network that never saw the clip; the
network that ships, trained alike on all, takes over what they need. Validation has no say.
"""

import argparse
import sys
from pathlib import Path
from typing import Sequence

import numpy as np

from export.errors import run_command
from train.calibrate import best_temperature, threshold
from train.calibration import Calibration, write_calibration
from train.data import ALARMS, OTHER
from train.predict import softmax
from train.real import FIGHT
from train.strangers.material import FIGHTING, QUIETNESS, SETS, Item, load_items
from train.strangers.measure import CALM_FIRES, PAIR_INDICES, PERSON_INDICES
from train.strangers.subjects import check_folds, of_runs

# Share of motions without a target that may start an action, and of quiet clips that may raise an
# alarm; the least thresholds whatever these allow.
OTHER_FIRES, ALARM_FIRES = 0.20, 0.002
LEAST_ENTER, LEAST_ALARM, LEAST_FIGHT = 0.40, 0.50, 0.20
FIGHT_NAME = "fight"


def fit(items: Sequence[Item], logits: np.ndarray) -> Calibration:
    """Returns temperature and thresholds for logits [items, LABELS]."""
    part = np.array([item.part for item in items])
    label = np.array([item.label for item in items])
    scope = np.array([item.scope for item in items])
    sets = part == SETS
    sources = [item.source for item, own in zip(items, sets) if own]
    temperature = best_temperature(logits[sets], label[sets], sources)
    scores = softmax(logits / temperature)
    plain = np.setdiff1d(PERSON_INDICES, ALARMS)
    general = threshold(
        scores[sets & (label == OTHER)][:, plain].max(1), OTHER_FIRES, LEAST_ENTER
    )
    quiet = []
    for who, own in (("person", PERSON_INDICES), ("pair", PAIR_INDICES)):
        rows = scores[(part == QUIETNESS) & (scope == who)]
        quiet.append(rows[:, np.setdiff1d(np.intersect1d(own, ALARMS), [FIGHT])].max(1))
    alarm = threshold(np.concatenate(quiet), ALARM_FIRES, max(LEAST_ALARM, general.enter))
    calm = scores[(part == FIGHTING) & (label != FIGHT), FIGHT]
    return Calibration(
        temperature, general, alarm, {FIGHT_NAME: threshold(calm, CALM_FIRES, LEAST_FIGHT)}
    )


def main(arguments=None):
    parser = argparse.ArgumentParser(
        prog="python3 -m train.strangers.calibrate", description=__doc__
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the skeleton sets")
    parser.add_argument("--runs", type=Path, nargs="+", required=True, help="runs of all folds")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument("--every", type=int, default=1, help="use every n-th motion, for trials")
    arguments = parser.parse_args(arguments)
    subject = of_runs("runs", arguments.runs, Calibration.plain())
    check_folds(subject)
    items = load_items(arguments.data, subject.grid, arguments.every)
    calibration = fit(items, subject.logits(items))
    write_calibration(calibration, arguments.out)
    print(calibration)
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
