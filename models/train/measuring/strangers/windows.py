"""What windows of composed recordings say of the actions in them.

`python3 -m train.measuring.strangers.windows --recording R --truth T --bundle DIR`: windows of
2 s, each second, are cut of the true actors of `train.composing.recordings`, as the job cuts them.
For each label it tells how many actions were called right in the best of their windows, in
how many that one reaches the threshold, and what the best windows were called instead. So
the network is told apart from thresholds and from what the job makes of scores.
"""

import argparse
import gzip
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np
import torch

from export.errors import run_command
from train.data.motions import INDEX, LABELS, OTHER, PAIR_LABELS, Recording, recording_of
from train.measuring.calibration import Calibration, read_calibration
from train.measuring.strangers.material import HOP, QUIETNESS, SECONDS, Grid, Item
from train.measuring.strangers.subjects import Subject, of_bundle, of_runs

# A window counts for an action if the action fills this share of the shorter of both.
LEAST_SHARE = 0.5


def read_cameras(path: Path) -> Dict[str, Tuple[Recording, List[str]]]:
    """Returns the recording of each camera and the ids of its rows."""
    frames: Dict[str, List[Dict[str, Any]]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            frame = json.loads(line)
            frames[frame["stream"]].append(frame)
    cameras = {}
    for name, own in frames.items():
        ids = sorted({person["track_id"] for frame in own for person in frame["persons"]})
        cameras[name] = recording_of(name, name, own), ids
    return cameras


def items_of(
    cameras: Dict[str, Tuple[Recording, List[str]]], truths: List[Dict[str, Any]], grid: Grid
) -> List[Item]:
    """Returns the windows of each action; `group` is its number."""
    items = []
    for number, truth in enumerate(truths):
        recording, ids = cameras[truth["camera"]]
        people = [ids.index(name) for name in truth["track_ids"] if name in ids]
        start, end = truth["start_ms"] / 1000, truth["end_ms"] / 1000
        first = max(0.0, np.floor(start - SECONDS))
        for second in np.arange(first, end, HOP):
            shared = min(end, second + SECONDS) - max(start, second)
            if shared < LEAST_SHARE * min(SECONDS, end - start):
                continue
            rows = slice(int(second * recording.fps), int((second + SECONDS) * recording.fps))
            if not (recording.scores[people, rows] > 0).any():
                continue
            clip = grid.clip(
                recording.poses[people], recording.scores[people], recording.image,
                rows.start, rows.stop,
            )  # fmt: skip
            items.append(
                Item(QUIETNESS, "composed", None, INDEX[truth["action"]], "", clip, str(number))
            )
    return items


def table(subject: Subject, items: List[Item]) -> Dict[str, Dict[str, Any]]:
    """Returns, by label: actions, those called right, those that start, what else was called."""
    scores = subject.scores(items)
    best: Dict[str, int] = {}
    for row, item in enumerate(items):
        held = best.get(item.group)
        if held is None or scores[row, item.label] > scores[held, item.label]:
            best[item.group] = row
    rows: Dict[str, Dict[str, Any]] = {}
    for row in best.values():
        label = items[row].label
        own = np.arange(OTHER + 1)
        pair = LABELS[label] in PAIR_LABELS
        own = own[[(LABELS[i] in PAIR_LABELS) == pair or i == OTHER for i in own]]
        called = int(own[scores[row, own].argmax()])
        entry = rows.setdefault(
            LABELS[label], {"actions": 0, "called": 0, "started": 0, "instead": Counter()}
        )
        entry["actions"] += 1
        entry["called"] += called == label
        entry["started"] += bool(scores[row, label] >= subject.enter[label])
        if called != label:
            entry["instead"][LABELS[called]] += 1
    return dict(sorted(rows.items()))


def main(given: Optional[Sequence[str]] = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python3 -m train.measuring.strangers.windows", description=__doc__
    )
    parser.add_argument("--recording", type=Path, required=True,
                        help="of train.composing.recordings")  # fmt: skip
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--run", type=Path, help="a run of train.learning.train")
    parser.add_argument("--bundle", type=Path)
    parser.add_argument("--calibration", type=Path, metavar="FILE", help="of the run")
    arguments = parser.parse_args(given)
    torch.set_num_threads(1)
    if arguments.run:
        path = arguments.calibration
        calibration = read_calibration(path) if path else Calibration.unfitted()
        subject = of_runs("run", [arguments.run], calibration)
    else:
        subject = of_bundle(arguments.bundle)
    truths = [json.loads(line) for line in arguments.truth.read_text().splitlines()]
    items = items_of(read_cameras(arguments.recording), truths, subject.grid)
    for label, row in table(subject, items).items():
        instead = ", ".join(f"{name} {count}" for name, count in row["instead"].most_common(4))
        print(f"{label}: {row['actions']} actions, called {row['called']},"
              f" started {row['started']}   {instead}")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
