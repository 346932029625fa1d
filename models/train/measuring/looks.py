"""Works out what second looks give: `python3 -m train.measuring.looks --bundle DIR ..`.

Scores are those that `posestream demo --scores` writes for the same recordings, of the run for
everybody without second looks and of clips for each person and pair. Of each window some answers
of the run give way to those of clips; events and F1 are worked out as in
`train.measuring.decisions`.
"""

import argparse
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Callable, Dict, List, Optional, Sequence, Tuple

import numpy as np

from export.errors import ExportError, run_command
from train.measuring.decisions import Action, Count, Recorded, Rule, Subject, counts_of
from train.measuring.decisions import read_rules, read_subjects, read_truths

# What of an answer decides, from the probabilities of what may happen and of all labels.
GUIDES: Dict[str, Callable[[np.ndarray, np.ndarray], float]] = {
    "seen": lambda happening, every: float(happening.sum()),
    "greatest": lambda happening, every: float(happening.max()),
    "doubt": lambda happening, every: float(1 - every.max()),
}
Place = Tuple[int, int]


@dataclass(frozen=True)
class Looks:
    """Who is looked at again: from so much of the guide on, and at most so many in a window."""

    guide: str
    least: float
    least_of_pairs: float
    most: int


@dataclass(frozen=True)
class Scored:
    """The subjects of one recording by both bundles, and what happened."""

    crowd: Sequence[Subject]
    clips: Sequence[Subject]
    truths: Dict[str, List[Action]]


def places_by_window(subjects: Sequence[Subject]) -> Dict[Tuple[str, float], List[Place]]:
    """Returns subject and row of each answer, by camera and end of the window."""
    windows: Dict[Tuple[str, float], List[Place]] = {}
    for number, subject in enumerate(subjects):
        for row, (_, end) in enumerate(subject.windows):
            windows.setdefault((subject.camera, float(end)), []).append((number, row))
    return windows


def chosen(
    subjects: Sequence[Subject], places: Sequence[Place], rules: Dict[str, Rule], looks: Looks
) -> List[Place]:
    """Returns the answers of one window that are looked at again."""
    guided = []
    for number, row in places:
        subject = subjects[number]
        may = [subject.scope in rule.scopes and np.isfinite(rule.enter) for rule in rules.values()]
        every = subject.scores[row]
        least = looks.least_of_pairs if subject.scope == "pair" else looks.least
        seen = GUIDES[looks.guide](every[may], every)
        if seen >= least:
            guided.append((-seen, number, row))
    return [(number, row) for _, number, row in sorted(guided)[: looks.most]]


def looked_at(
    scored: Scored, rules: Dict[str, Rule], looks: Looks
) -> Tuple[List[Subject], int, int]:
    """Returns the answers with those of clips among them, the windows and the second looks."""
    own = {
        (subject.camera, subject.scope, subject.people, float(end)): answer
        for subject in scored.clips
        for (_, end), answer in zip(subject.windows, subject.scores)
    }
    mixed = [subject.scores.copy() for subject in scored.crowd]
    windows = places_by_window(scored.crowd)
    taken = [
        place
        for places in windows.values()
        for place in chosen(scored.crowd, places, rules, looks)
    ]
    for number, row in taken:
        subject = scored.crowd[number]
        key = subject.camera, subject.scope, subject.people, float(subject.windows[row][1])
        mixed[number][row] = own.get(key, mixed[number][row])
    subjects = [replace(one, scores=rows) for one, rows in zip(scored.crowd, mixed)]
    return subjects, len(windows), len(taken)


def f1(subjects: Sequence[Subject], scored: Scored, rules: Dict[str, Rule]) -> float:
    counts = counts_of([Recorded(subjects, scored.truths)], rules)
    return sum(counts.values(), Count(0, 0, 0)).f1()


def told(scored: Scored, rules: Dict[str, Rule], looks: Looks) -> str:
    """Returns a line for one recording."""
    subjects, windows, taken = looked_at(scored, rules, looks)
    of_clips = sum(len(subject.windows) for subject in scored.clips)
    figures = f"F1 {f1(subjects, scored, rules):.3f} with {windows} + {taken} runs"
    return (
        f"{figures}, {(windows + taken) / of_clips:.2f} of clips;"
        f" one run {f1(scored.crowd, scored, rules):.3f},"
        f" clips {f1(scored.clips, scored, rules):.3f} with {of_clips}"
    )


def parse_arguments(given: Optional[Sequence[str]] = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m train.measuring.looks", description=__doc__)
    add = parser.add_argument
    add("--bundle", type=Path, default=Path("actions-crowd"), metavar="DIR",
        help="whose thresholds apply (default actions-crowd)")  # fmt: skip
    add("--crowd", type=Path, nargs="+", required=True, help="scores of the run for everybody")
    add("--clips", type=Path, nargs="+", required=True, help="scores of clips, in the same order")
    add("--truth", type=Path, nargs="+", required=True, help="of each of the recordings")
    add("--by", choices=sorted(GUIDES), default="seen", help="what decides (default seen)")
    add("--least", type=float, default=0.4, help="of that, of persons (default 0.4)")
    add("--least-of-pairs", type=float, default=0.1, help="default 0.1")
    add("--most", type=int, default=4, help="looks in a window (default 4)")
    arguments = parser.parse_args(given)
    if not len(arguments.crowd) == len(arguments.clips) == len(arguments.truth):
        raise ExportError("expected as many files of --crowd, --clips and --truth")
    return arguments


def main(given: Optional[Sequence[str]] = None) -> int:
    arguments = parse_arguments(given)
    rules = read_rules(arguments.bundle)
    looks = Looks(arguments.by, arguments.least, arguments.least_of_pairs, arguments.most)
    for crowd, clips, truth in zip(arguments.crowd, arguments.clips, arguments.truth):
        both = [read_subjects(path, list(rules)) for path in (crowd, clips)]
        print(told(Scored(both[0], both[1], read_truths(truth)), rules, looks))
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
