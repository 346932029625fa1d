"""Fits temperature and thresholds on strangers.

Every score comes from a run that never saw the clip; the network that ships, trained alike on all,
takes over what these need. Validation has no say.
"""

from dataclasses import replace
from typing import Dict, Sequence

import numpy as np

from train.composing.activities import ACTIVITY_INDEX
from train.data.motions import ALARMS, LABELS, OTHER
from train.data.real import FIGHT
from train.measuring.calibrate import best_temperature, threshold
from train.measuring.calibration import Calibration
from train.measuring.decisions import SMOOTHING
from train.measuring.strangers.material import FIGHTING, QUIETNESS, SETS, Item
from train.measuring.strangers.measure import ATTACKS, CALM_FIRES, PERSON_INDICES
from train.networks.predict import softmax

# Share of motions without a target that may start an action, and of clips of something else that
# may raise an alarm; the least thresholds whatever these allow.
OTHER_FIRES, ALARM_FIRES = 0.15, 0.002
LEAST_ENTER, LEAST_BLOW, LEAST_ALARM, LEAST_FIGHT = 0.50, 0.50, 0.60, 0.20
FIGHT_NAME, DOWN_NAME, CHEERING_NAME = "fight", "person_down", "cheering"
# Nobody falls or lies in crowds, on courts and in calm scenes.
DOWN_FIRES, LEAST_DOWN, LEAST_SCENE_FIGHT = 0.0, 0.60, 0.50
# Who plays or dances is not to be taken for a cheering crowd.
CHEERING_FIRES = 0.0
# Two of the 99 calm clips.
SCENE_CALM_FIRES = 0.021


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
    # People of any crowd come near each other, part and embrace; only attacks must be rare there.
    attacks = np.setdiff1d(ATTACKS, [FIGHT])
    quiet = scores[(part == QUIETNESS) & (scope == "pair")][:, attacks].max(1)
    alarm = threshold(quiet, ALARM_FIRES, max(LEAST_ALARM, general.enter))
    calm = scores[(part == FIGHTING) & (label != FIGHT), FIGHT]
    own = {FIGHT_NAME: threshold(calm, CALM_FIRES, LEAST_FIGHT)}
    passers = (part == QUIETNESS) & (scope == "person")
    alone = sets | passers
    for index in np.intersect1d(PERSON_INDICES, ALARMS):
        others = scores[alone & (label != index), index]
        # A false fall costs a visit; a blow is rare, short, and seldom scores high.
        least = LEAST_ALARM if LABELS[index] == "fall" else LEAST_BLOW
        few = threshold(others, ALARM_FIRES, least)
        # Nobody who merely passes by may raise one in a job, where one window alone counts less.
        passing = smoothed([item.group for item in items], passers, scores[:, index])
        own[LABELS[index]] = threshold(passing, 0.0, few.enter)
    return Calibration(temperature, general, alarm, own)


def smoothed(groups: Sequence[str], rows: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Returns what the job makes of the scores of rows in time order, each group by itself."""
    before: Dict[str, float] = {}
    mixed = []
    for row in np.flatnonzero(rows):
        last = before.get(groups[row], 0.0)
        before[groups[row]] = SMOOTHING * last + (1 - SMOOTHING) * float(scores[row])
        mixed.append(before[groups[row]])
    return np.array(mixed)


def fit_scenes(composed: Calibration, items: Sequence[Item], logits: np.ndarray) -> Calibration:
    """Returns a calibration by composed scenes with thresholds of alarms, and of cheering, that
    real ones allow.

    `logits` are [items, ACTIVITIES].
    """
    harmless = np.array([item.label != FIGHT for item in items])
    filmed = np.array([item.part == FIGHTING for item in items])
    scores = composed.probabilities(logits)
    calm = scores[harmless & filmed, ACTIVITY_INDEX[FIGHT_NAME]]
    down = scores[harmless, ACTIVITY_INDEX[DOWN_NAME]]
    cheers = scores[harmless & ~filmed, ACTIVITY_INDEX[CHEERING_NAME]]
    own = {
        FIGHT_NAME: threshold(calm, SCENE_CALM_FIRES, LEAST_SCENE_FIGHT),
        DOWN_NAME: threshold(down, DOWN_FIRES, LEAST_DOWN),
        CHEERING_NAME: threshold(cheers, CHEERING_FIRES, composed.general.enter),
    }
    return replace(composed, own={**composed.own, **own})
