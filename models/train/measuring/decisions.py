"""Chooses at which score labels start: `python3 -m train.measuring.decisions --bundle DIR ..`.

Scores are those that `posestream demo --scores` writes, truths those of
`train.composing.recordings`; both are given for one recording after the other. What the job would
make of the scores is worked out here as `ActionLifecycle` does it, but without class activation
maps: an action begins and ends `EDGE` within its windows. Labels have nothing to do with each
other, so each gets the threshold of its own that serves the F1 of all best.
"""

import argparse
import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Collection, Dict, FrozenSet, Iterable, List, Optional, Sequence, Set, Tuple

import numpy as np
import yaml

from export.bundle import Thresholds
from export.errors import ExportError, run_command
from train.data.motions import REJECT
from train.measuring.calibration import Calibration, read_calibration, write_calibration

# The defaults of the job.
SMOOTHING, GAP_MS, LOST_MS = 0.3, 1000, 5000
# Of the exit threshold: what a window must say to support a start, and to be remembered.
SUPPORT, REMEMBERED = 1 / 3, 1 / 2
EDGE_MS = 330
# Event and truth fit if they share this part of the shorter one.
OVERLAP = 0.3
ENTERS = np.round(np.arange(0.30, 0.92, 0.05), 2)
EXIT_SHARE = 0.6
# A label keeps its threshold unless another one is worth so many errors less.
LEAST_GAIN = 2.0


@dataclass(frozen=True)
class Rule:
    """When a label starts and ends, for whom, and how many windows in a row must support it."""

    enter: float
    exit: float
    scopes: Tuple[str, ...] = ("person", "pair")
    confirm: int = 1

    def entering_at(self, enter: float) -> "Rule":
        return replace(self, enter=enter, exit=round(EXIT_SHARE * enter, 2))


@dataclass(frozen=True)
class Subject:
    """Who is scored: windows [N, 2] in ms, ascending, and probabilities [N, labels] of each."""

    camera: str
    people: FrozenSet[str]
    scope: str
    windows: np.ndarray
    scores: np.ndarray


@dataclass(frozen=True)
class Action:
    """Something that happens, or that is said to happen with a score of at most `peak`."""

    camera: str
    people: FrozenSet[str]
    start: float
    end: float
    peak: float = 1.0

    def overlap(self, other: "Action") -> float:
        return min(self.end, other.end) - max(self.start, other.start)

    def fits(self, other: "Action") -> bool:
        shorter = min(self.end - self.start, other.end - other.start)
        shared = self.overlap(other)
        return self.camera == other.camera and shared > 0 and shared >= OVERLAP * shorter


@dataclass(frozen=True)
class Count:
    """Actions that happened, events, and pairs of both."""

    truths: int
    events: int
    found: int

    def __add__(self, other: "Count") -> "Count":
        return Count(*(a + b for a, b in zip(self.numbers(), other.numbers())))

    def numbers(self) -> Tuple[int, int, int]:
        return self.truths, self.events, self.found

    def f1(self) -> float:
        return 2 * self.found / max(1, self.truths + self.events)

    def worth(self, f1: float) -> float:
        """What it adds to an F1 that is about this high, in errors: the more the better."""
        return 2 * self.found - f1 * self.events


def read_subjects(path: Path, labels: Sequence[str]) -> List[Subject]:
    """Returns the persons and pairs of a file of scores; a label that it lacks scores 0."""
    rows: Dict[Tuple[str, str, FrozenSet[str]], List[Any]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["scope"] != "scene":
            people = row["track_ids"] or [row["track_id"]]
            rows.setdefault((row["camera"], row["scope"], frozenset(people)), []).append(row)
    return [_subject(*key, own, labels) for key, own in rows.items()]


def _subject(
    camera: str, scope: str, people: FrozenSet[str], rows: List[Any], labels: Sequence[str]
) -> Subject:
    rows.sort(key=lambda row: row["window_start_ms"])
    windows = [(row["window_start_ms"], row["window_end_ms"]) for row in rows]
    tables = [{score["label"]: score["p"] for score in row["scores"]} for row in rows]
    scores = np.array([[table.get(label, 0.0) for label in labels] for table in tables])
    return Subject(camera, people, scope, np.array(windows, float), scores)


def read_truths(path: Path) -> Dict[str, List[Action]]:
    """Returns what happens in a recording, by label."""
    truths: Dict[str, List[Action]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        action = Action(
            row["camera"], frozenset(row["track_ids"]), row["start_ms"], row["end_ms"]
        )
        truths.setdefault(row["action"], []).append(action)
    return truths


def events_of(subjects: Iterable[Subject], label: int, rule: Rule) -> List[Action]:
    """Returns the events of a label; of pairs that share a person the clearest one keeps its."""
    found = []
    for subject in subjects:
        meant = subject.scope in rule.scopes
        if meant and subject.scores[:, label].max() >= rule.enter:
            own = _decided(subject.windows, subject.scores[:, label], rule)
            found += [
                (subject.scope, Action(subject.camera, subject.people, *times)) for times in own
            ]
    found.sort(key=lambda event: -event[1].peak)
    kept: List[Tuple[str, Action]] = []
    for scope, event in found:
        if scope == "person" or not any(_rivals(event, other) for _, other in kept):
            kept.append((scope, event))
    return [event for _, event in kept]


def _rivals(event: Action, other: Action) -> bool:
    return (
        event.camera == other.camera
        and bool(event.people & other.people)
        and event.overlap(other) > -GAP_MS
    )


def _decided(
    windows: np.ndarray, scores: np.ndarray, rule: Rule
) -> List[Tuple[float, float, float]]:
    """Returns start, end and highest score of what one subject does under one label."""
    done, decision = [], _Decision(rule)
    for (start, end), score in zip(windows, scores):
        over = decision.lost(end)
        decision.see(start, end, float(score))
        done += [action for action in (over, decision.over(end)) if action is not None]
    last = decision.lost(np.inf)
    return done + ([last] if last is not None else [])


class _Decision:
    """One subject and label from window to window. Mutable."""

    def __init__(self, rule: Rule):
        self.rule = rule
        self.smoothed, self.newest = 0.0, -np.inf
        self.run: List[Tuple[float, float, float, float]] = []
        self.open: Optional[Tuple[float, float, float]] = None
        self.shown = -np.inf

    def see(self, start: float, end: float, score: float) -> None:
        rule = self.rule
        mixed = SMOOTHING * self.smoothed + (1 - SMOOTHING) * score
        self.smoothed = mixed if mixed >= REMEMBERED * rule.exit else 0.0
        self.newest = end
        if self.open is not None:
            if mixed >= rule.exit:
                self.shown = end
                self.open = self.open[0], end - EDGE_MS, max(self.open[2], score)
            return
        supports = score >= SUPPORT * rule.exit
        self.run = self.run + [(start, end, mixed, score)] if supports else []
        self.run = self.run[-max(2, rule.confirm) :]
        self._start_if_due(end)

    def _start_if_due(self, end: float) -> None:
        rule, last = self.rule, self.run[-self.rule.confirm :]
        if len(last) == rule.confirm and any(mixed >= rule.enter for *_, mixed, _ in last):
            clear = [row for row in self.run if row[3] >= rule.exit]
            self.shown = end
            self.open = clear[0][0] + EDGE_MS, end - EDGE_MS, max(row[3] for row in clear)
            self.run = []

    def over(self, now: float) -> Optional[Tuple[float, float, float]]:
        """Returns the action if it has not shown for longer than the gap."""
        ended = self.open if now - self.shown > GAP_MS else None
        self.open = None if ended is not None else self.open
        return ended

    def lost(self, now: float) -> Optional[Tuple[float, float, float]]:
        """Returns the action if nothing was scored for too long."""
        if now - self.newest <= LOST_MS:
            return None
        ended, self.open = self.open, None
        self.smoothed, self.run = 0.0, []
        return ended


def count(truths: Sequence[Action], events: Sequence[Action]) -> Count:
    """Returns how many of both are pairs; of what fits, the right people come first."""
    fitting = [
        (not truth.people & event.people, -truth.overlap(event), one, other)
        for one, truth in enumerate(truths)
        for other, event in enumerate(events)
        if truth.fits(event)
    ]
    taken: Set[Tuple[str, int]] = set()
    found = 0
    for *_, one, other in sorted(fitting):
        if ("truth", one) not in taken and ("event", other) not in taken:
            taken |= {("truth", one), ("event", other)}
            found += 1
    return Count(len(truths), len(events), found)


@dataclass(frozen=True)
class Recorded:
    """One recording: who was scored, and what happened."""

    subjects: Sequence[Subject]
    truths: Dict[str, List[Action]]

    def count(self, label: str, index: int, rule: Rule) -> Count:
        return count(self.truths.get(label, []), events_of(self.subjects, index, rule))


def counts_of(recordings: Sequence[Recorded], rules: Dict[str, Rule]) -> Dict[str, Count]:
    """Returns the counts of each label over all recordings."""
    return {
        label: sum((r.count(label, at, rule) for r in recordings), Count(0, 0, 0))
        for at, (label, rule) in enumerate(rules.items())
    }


def chosen(
    recordings: Sequence[Recorded], rules: Dict[str, Rule], fixed: Collection[str]
) -> Dict[str, Rule]:
    """Returns the rules with the thresholds that serve the F1 of all labels best.

    A label that nobody is known to have done keeps its own: its events may well be right.
    """
    counts = counts_of(recordings, rules)
    f1 = sum(counts.values(), Count(0, 0, 0)).f1()
    better = dict(rules)
    for at, (label, rule) in enumerate(rules.items()):
        if label in fixed or not counts[label].truths:
            continue
        best = counts[label].worth(f1) + LEAST_GAIN
        for enter in ENTERS:
            other = rule.entering_at(float(enter))
            made = sum((r.count(label, at, other) for r in recordings), Count(0, 0, 0))
            if made.worth(f1) > best:
                best, better[label] = made.worth(f1), other
    return better


def read_rules(bundle: Path) -> Dict[str, Rule]:
    """Returns the rules of a bundle's labels, in their order; the reject label never starts."""
    manifest = yaml.safe_load((bundle / "manifest.yaml").read_text(encoding="utf-8"))
    starts = manifest["thresholds"]
    rules = {}
    for label in manifest["labels"]:
        own = starts.get("labels", {}).get(label["name"], starts["default"])
        rejects = label["name"] == manifest.get("reject-label")
        enter = np.inf if rejects else own["enter"]
        rules[label["name"]] = Rule(enter, own["exit"], tuple(label["scopes"]))
    return rules


def told(counts: Dict[str, Count], rules: Dict[str, Rule]) -> str:
    """Returns a line for each label that happens or is said to, and one for all."""
    lines = [
        f"{label}: {own.truths} actions, {own.events} events, {own.found} found,"
        f" from {rules[label].enter}"
        for label, own in counts.items()
        if own.truths or own.events
    ]
    total = sum(counts.values(), Count(0, 0, 0))
    numbers = f"{total.truths} actions, {total.events} events, {total.found} found"
    return "\n".join(lines + [f"all: {numbers}, F1 {total.f1():.3f}"])


def with_starts(
    calibration: Calibration, rules: Dict[str, Rule], before: Dict[str, Rule]
) -> Calibration:
    """Returns a calibration with the thresholds of all labels whose rule has changed."""
    own = {
        label: Thresholds(rule.enter, rule.exit)
        for label, rule in rules.items()
        if rule != before[label]
    }
    return replace(calibration, own={**calibration.own, **own})


def parse_arguments(given: Optional[Sequence[str]] = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 -m train.measuring.decisions", description=__doc__
    )
    add = parser.add_argument
    add("--bundle", type=Path, required=True, metavar="DIR", help="what made the scores")
    add("--scores", type=Path, nargs="+", required=True, help="of posestream demo --scores")
    add("--truth", type=Path, nargs="+", required=True, help="of each of the recordings")
    add("--keep", nargs="*", default=[], metavar="LABEL", help="leave these labels as they are")
    add("--choose-into", type=Path, metavar="FILE",
        help="choose thresholds and write them to this calibration")  # fmt: skip
    arguments = parser.parse_args(given)
    if len(arguments.scores) != len(arguments.truth):
        raise ExportError("expected as many files of --truth as of --scores")
    return arguments


def main(given: Optional[Sequence[str]] = None) -> int:
    arguments = parse_arguments(given)
    before = rules = read_rules(arguments.bundle)
    recordings = [
        Recorded(read_subjects(scores, list(rules)), read_truths(truth))
        for scores, truth in zip(arguments.scores, arguments.truth)
    ]
    if arguments.choose_into:
        rules = chosen(recordings, before, {*arguments.keep, REJECT})
        calibration = read_calibration(arguments.choose_into)
        write_calibration(with_starts(calibration, rules, before), arguments.choose_into)
    print(told(counts_of(recordings, rules), rules))
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
