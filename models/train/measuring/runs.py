"""Counts the model runs behind scores: `python3 -m train.measuring.runs S.jsonl ..`.

Scores are those that `posestream demo --scores` writes. A bundle with heads answers the persons
and pairs of a window in one run if there are enough of them (`gates.crowd-from`); any other runs
once for each line.
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Iterable, Optional, Sequence, Tuple

from export.errors import run_command

WITH_HEADS = "actions-crowd"
CROWD_FROM = 5


def runs_of(lines: Iterable[str], with_heads: str, crowd_from: int) -> "Counter[str]":
    """Returns the runs of each model, by its name."""
    runs: "Counter[str]" = Counter()
    answers: "Counter[Tuple[str, int]]" = Counter()
    for line in lines:
        row = json.loads(line)
        runs[row["model"]] += 1
        answers[row["camera"], row["window_end_ms"]] += row["scope"] != "scene"
    if with_heads in runs:
        # It ran for the windows, too, in which everybody was looked at again.
        runs[with_heads] = sum(number >= crowd_from for number in answers.values())
    return runs


def told(runs: "Counter[str]") -> str:
    parts = ", ".join(f"{number} of {name}" for name, number in sorted(runs.items()))
    return f"{sum(runs.values())} runs: {parts}"


def parse_arguments(given: Optional[Sequence[str]] = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m train.measuring.runs", description=__doc__)
    add = parser.add_argument
    add("scores", type=Path, nargs="+", help="of posestream demo --scores")
    add("--with-heads", default=WITH_HEADS, metavar="NAME",
        help=f"the bundle that answers a window in one run (default {WITH_HEADS})")  # fmt: skip
    add("--crowd-from", type=int, default=CROWD_FROM,
        help="persons and pairs of a window that it answers (default %(default)s)")  # fmt: skip
    return parser.parse_args(given)


def main(given: Optional[Sequence[str]] = None) -> int:
    arguments = parse_arguments(given)
    for path in arguments.scores:
        lines = path.read_text(encoding="utf-8").splitlines()
        runs = runs_of(lines, arguments.with_heads, arguments.crowd_from)
        print(f"{path}: {told(runs)}")
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
