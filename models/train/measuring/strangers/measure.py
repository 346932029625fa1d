"""The strangers' measure: what of it is told, and the one number that models are chosen by."""

from typing import Any, Dict, List, Sequence

import numpy as np

from train.composing.activities import ACTIVITY_ALARMS, ACTIVITY_INDEX
from train.data.motions import ALARMS, FALLS, INDEX, LABELS, OTHER, PAIR_LABELS, TENNIS
from train.data.real import FALLS_SEEN, FIGHT, YOGA
from train.measuring.figures import area_under_curve
from train.measuring.strangers.material import FALLING, FIGHTING, HOP, PAIRS, QUIETNESS
from train.measuring.strangers.material import SECONDS, SETS, Item

FALL = INDEX["fall"]
ATTACKS = np.array([INDEX[f"2p_{act}"] for act in ("punching", "kicking", "pushing")] + [FIGHT])
PAIR_INDICES = np.array([INDEX[name] for name in PAIR_LABELS])
PERSON_INDICES = np.setdiff1d(np.arange(OTHER), PAIR_INDICES)
SCOPES = {"person": PERSON_INDICES, "pair": PAIR_INDICES}
# Share of the right answers that a threshold for rejecting must keep, and of calm clips it may
# let fire.
KEPT, CALM_FIRES = 0.8, 0.02


class Measure:
    """Items with their scores [N, LABELS] and where labels start [LABELS]."""

    def __init__(self, items: Sequence[Item], scores: np.ndarray, enter: np.ndarray):
        self.items = list(items)
        self.scores = scores
        self.enter = enter
        self.part = np.array([item.part for item in items])
        self.source = np.array([item.source for item in items])
        self.label = np.array([item.label for item in items])
        self.scope = np.array([item.scope for item in items])
        self.seen = np.array([(item.clip.scores > 0).any() for item in items])

    def all(self) -> Dict[str, Any]:
        """Returns every part, and `number`: the mean of accuracy, rejection and AUC of fight."""
        sets, others, fights = self.sets(), self.others(), self.fights()
        accuracy = _mean([row["mean_class"] for row in sets.values()])
        rejected = _mean([row["rejected"] for row in others.values()])
        return {
            "number": _rounded((accuracy + rejected + fights["auc"]) / 3),
            "mean_class": accuracy,
            "rejected": rejected,
            "fight_auc": fights["auc"],
            "sets": sets,
            "others": others,
            "fights": fights,
            "pairs": self.pairs(),
            "falls": self.falls(),
            "recordings": self.recordings(),
        }

    def _fires(self, rows: np.ndarray, labels: np.ndarray = np.arange(OTHER)) -> np.ndarray:
        fires: np.ndarray = (self.scores[rows][:, labels] >= self.enter[labels]).any(1)
        return fires

    def sets(self) -> Dict[str, Dict[str, Any]]:
        """Accuracy among all labels, on the motions of each set that have one."""
        table = {}
        for source in self._sources(SETS):
            rows = np.flatnonzero((self.source == source) & (self.part == SETS))
            rows = rows[self.label[rows] != OTHER]
            if not len(rows) or source == TENNIS:
                continue
            labels, called = self.label[rows], self.scores[rows].argmax(1)
            right = called == labels
            own = np.unique(labels)
            recalls = {LABELS[label]: _rounded(right[labels == label].mean()) for label in own}
            among = own[self.scores[rows][:, own].argmax(1)] == labels
            table[source] = {
                "clips": len(rows),
                "top1": _rounded(right.mean()),
                "mean_class": _mean(list(recalls.values())),
                "among_own": _rounded(among.mean()),
                "recall_at_start": _rounded((right & self._fires(rows)).mean()),
                "recalls": recalls,
            }
        return table

    def others(self) -> Dict[str, Dict[str, Any]]:
        """How many motions without a target start nothing, at two thresholds."""
        table = {}
        for source in self._sources(SETS):
            own = (self.source == source) & (self.part == SETS)
            rows = np.flatnonzero(own & (self.label == OTHER))
            if not len(rows):
                continue
            highest = self.scores[rows][:, :OTHER].max(1)
            keeping = self._keeping(np.flatnonzero(own & (self.label != OTHER)))
            table[source] = {
                "clips": len(rows),
                "rejected": _rounded(1 - self._fires(rows).mean()),
                "rejected_keeping": _rounded((highest < keeping).mean()),
                "called": self._called(rows),
            }
        return table

    def _keeping(self, rows: np.ndarray) -> float:
        """The threshold that keeps most of a set's right answers; if it has none, of all sets'."""
        if not len(rows):
            rows = np.flatnonzero((self.part == SETS) & (self.label != OTHER))
        right = rows[self.scores[rows].argmax(1) == self.label[rows]]
        return float(np.quantile(self.scores[right].max(1), 1 - KEPT)) if len(right) else 0.5

    def fights(self) -> Dict[str, Any]:
        """Real fights against calm scenes, everybody in one volume; nobody seen scores 0."""
        rows = np.flatnonzero(self.part == FIGHTING)
        score = self.scores[rows][:, ATTACKS].sum(1) * self.seen[rows]
        fight = self.label[rows] == FIGHT
        at = np.quantile(score[~fight], 1 - CALM_FIRES) if (~fight).any() else 1.0
        fires = self._fires(rows, np.intersect1d(PAIR_INDICES, ATTACKS)) & self.seen[rows]
        return {
            "auc": area_under_curve(score[fight], score[~fight]),
            "fight_alone_auc": area_under_curve(
                (self.scores[rows][:, FIGHT] * self.seen[rows])[fight],
                (self.scores[rows][:, FIGHT] * self.seen[rows])[~fight],
            ),
            "found_at_2_percent": _rounded((score[fight] > at).mean()) if fight.any() else 0.0,
            "found": f"{int(fires[fight].sum())} of {int(fight.sum())}",
            "false": f"{int(fires[~fight].sum())} of {int((~fight).sum())}",
        }

    def pairs(self) -> Dict[str, Any]:
        """Five interactions of two people, and what is none, in real video."""
        rows = np.flatnonzero(self.part == PAIRS)
        labels, scores = self.label[rows], self.scores[rows]
        named = labels != OTHER
        five = np.unique(labels[named])
        attack = np.isin(labels, ATTACKS)
        grade = scores[:, ATTACKS].sum(1)
        quiet = ~self._fires(rows, PAIR_INDICES)
        native = np.array([self.items[row].native for row in rows])
        called = scores.argmax(1)
        return {
            "clips": int(named.sum()),
            "top1": _rounded((called == labels)[named].mean()),
            "top1_of_five": _rounded((five[scores[:, five].argmax(1)] == labels)[named].mean()),
            "attack_auc": area_under_curve(grade[attack], grade[~attack]),
            "pointing_rejected": _mean(quiet[native == "point"]),
            "none_rejected": _mean(quiet[native == "none"]),
        }

    def falls(self) -> Dict[str, str]:
        """Falls found, and recordings in which one is found before it happens or where is none."""
        table = {}
        for source in (FALLS_SEEN, FALLS):
            found: Dict[str, bool] = {}
            false: Dict[str, bool] = {}
            for row in np.flatnonzero((self.part == FALLING) & (self.source == source)):
                item = self.items[row]
                counts = false if item.phase == "before" else found
                fired = bool(self.scores[row, FALL] >= self.enter[FALL])
                counts[item.group] = counts.get(item.group, False) or fired
            table[source] = f"{sum(found.values())} of {len(found)}, false {sum(false.values())}"
        yoga = (self.source == YOGA) & (self.part == SETS)
        fires = self.scores[yoga][:, FALL] >= self.enter[FALL]
        return {**table, YOGA: f"false {int(fires.sum())} of {int(yoga.sum())}"}

    def recordings(self) -> Dict[str, Dict[str, Any]]:
        """Alarms and actions an hour: windows in a row that fire for the same people are one."""
        table = {}
        for source in self._sources(QUIETNESS):
            for scope, own in SCOPES.items():
                mine = (self.source == source) & (self.part == QUIETNESS)
                hours = self._hours(mine)
                rows = np.flatnonzero(mine & (self.scope == scope))
                alarms = np.intersect1d(own, ALARMS)
                table[f"{source} {scope}"] = {
                    "alarms_an_hour": _rounded(self._starts(rows, alarms) / hours),
                    "falls_an_hour": _rounded(self._starts(rows, np.array([FALL])) / hours),
                    "actions_an_hour": _rounded(self._starts(rows, own) / hours),
                    "minutes": round(60 * hours, 1),
                }
        return table

    def _hours(self, mine: np.ndarray) -> float:
        spans: Dict[str, float] = {}
        for row in np.flatnonzero(mine & (self.scope == "scene")):
            item = self.items[row]
            spans[item.group] = max(spans.get(item.group, 0.0), item.second + SECONDS)
        return max(sum(spans.values()), HOP) / 3600

    def _starts(self, rows: np.ndarray, labels: np.ndarray) -> int:
        fired = self._fires(rows, labels) if len(rows) else np.zeros(0, bool)
        starts = 0
        last: Dict[str, bool] = {}
        for row, fires in zip(rows, fired):
            group = self.items[row].group
            starts += bool(fires and not last.get(group, False))
            last[group] = fires
        return starts

    def _sources(self, part: str) -> List[str]:
        return list(dict.fromkeys(self.source[self.part == part]))

    def _called(self, rows: np.ndarray) -> str:
        counts = np.bincount(self.scores[rows].argmax(1), minlength=len(LABELS))
        most = np.argsort(-counts)[:4]
        return ", ".join(f"{LABELS[label]} {counts[label]}" for label in most if counts[label])


def _mean(values: Sequence[float]) -> float:
    return _rounded(np.mean(values)) if len(values) else 0.0


def _rounded(value: Any) -> float:
    return round(float(value), 3)


def _by_the_others(items: Sequence[Item], grade: np.ndarray) -> Dict[str, str]:
    """Fights found and calm clips that fire, of each fold where the others' calm ones allow it."""
    filmed = np.array([item.part == FIGHTING for item in items])
    fight = np.array([item.label == FIGHT for item in items])
    folds = np.array([-1 if item.fold is None else item.fold for item in items])
    fires = np.zeros(len(items), bool)
    for fold in np.unique(folds[filmed]):
        others = grade[filmed & ~fight & (folds != fold)]
        at = np.quantile(others, 1 - CALM_FIRES) if len(others) else 1.0
        fires |= (folds == fold) & (grade > at)
    true, calm = filmed & fight, filmed & ~fight
    return {
        "found_by_others": f"{int((fires & true).sum())} of {int(true.sum())}",
        "false_by_others": f"{int((fires & calm).sum())} of {int(calm.sum())}",
    }


def of_scenes(items: Sequence[Item], scores: np.ndarray, enter: np.ndarray) -> Dict[str, Any]:
    """Returns what a network of group activities makes of real fights and of recordings without.

    `scores` [N, ACTIVITIES] of items whose scope is the scene.
    """
    seen = np.array([(item.clip.scores > 0).any() for item in items])
    part = np.array([item.part for item in items])
    fight = np.array([item.label == FIGHT for item in items])
    grade = scores[:, ACTIVITY_INDEX["fight"]] * seen
    true, calm = grade[(part == FIGHTING) & fight], grade[(part == FIGHTING) & ~fight]
    start = enter[ACTIVITY_INDEX["fight"]]
    fires = (scores[:, ACTIVITY_ALARMS] >= enter[ACTIVITY_ALARMS]).any(1) & seen
    table = {
        "fight_auc": area_under_curve(true, calm),
        "found_at_2_percent": _rounded((true > np.quantile(calm, 1 - CALM_FIRES)).mean()),
        "found": f"{int((true >= start).sum())} of {len(true)}",
        "false": f"{int(fires[(part == FIGHTING) & ~fight].sum())} of {len(calm)}",
        **_by_the_others(items, grade),
    }
    for source in dict.fromkeys(item.source for item in items if item.part == QUIETNESS):
        mine = (part == QUIETNESS) & np.array([item.source == source for item in items])
        table[source] = f"{int(fires[mine].sum())} of {int(mine.sum())} windows with an alarm"
    return table
