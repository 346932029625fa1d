"""Scores the windows of a score file again, by another network.

`python3 -m train.measuring.strangers.rescore --scores S --recording R --run RUN --out O`: windows,
and who is in them, are those of `posestream demo --scores` on a recording of
`train.composing.recordings`, so that gates and tracks are the job's own. Scores of the scene are
left out. So networks can be compared by `train.measuring.decisions` without running the job for
each of them.
"""

import argparse
import gzip
import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterable, List, Optional, Sequence

import numpy as np
import torch

from export.errors import ExportError, run_command
from train.data.clips import Clip
from train.data.motions import OTHER, Recording, recording_of
from train.data.records import read_lines, write_lines
from train.measuring.calibration import Calibration, read_calibration
from train.measuring.strangers.material import Grid, Item
from train.measuring.strangers.subjects import Subject, of_bundle, of_runs
from train.networks.predict import softmax

# `3-210` is what `train.composing.recordings` calls track 3 from frame 210 on, and the job goes on
# calling 3.
CHANGED = "-"


@dataclass(frozen=True)
class Filmed:
    """A camera's recording, the ids of its rows, and when its frames were taken, in ms [T]."""

    recording: Recording
    ids: Sequence[str]
    times: np.ndarray

    def clip(self, people: Iterable[str], start: float, end: float, grid: Grid) -> Clip:
        """Returns what people do from `start` to before `end`, under all ids that they bear."""
        rows = [self._rows(name) for name in people]
        first, last = (int(at) for at in np.searchsorted(self.times, (start, end)))
        poses = np.stack([_whole(self.recording.poses[own], self._seen(own)) for own in rows])
        scores = np.stack([self.recording.scores[own].max(0) for own in rows])
        return grid.clip(poses, scores, self.recording.image, first, last)

    def _seen(self, rows: Sequence[int]) -> np.ndarray:
        seen: np.ndarray = self.recording.scores[rows] > 0
        return seen

    def _rows(self, name: str) -> List[int]:
        rows = [
            row for row, own in enumerate(self.ids)
            if own == name or own.startswith(name + CHANGED)
        ]  # fmt: skip
        if not rows:
            raise ExportError(f"track {name}: expected one of the recording's, {self.ids}")
        return rows


def _whole(poses: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Returns poses [T, 17, 2] of several rows of one person, of whom one is seen at a time."""
    whole: np.ndarray = (poses * seen[..., None]).sum(0)
    return whole


def read_cameras(path: Path) -> Dict[str, Filmed]:
    """Returns what each camera of a recording filmed."""
    frames: Dict[str, List[Dict[str, Any]]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            frame = json.loads(line)
            frames[frame["stream"]].append(frame)
    return {name: _filmed(name, own) for name, own in frames.items()}


def _filmed(name: str, frames: List[Dict[str, Any]]) -> Filmed:
    ids = sorted({person["track_id"] for frame in frames for person in frame["persons"]})
    times = np.array([frame["ts_ms"] for frame in frames], float)
    return Filmed(recording_of(name, name, frames), ids, times)


def rescored(
    subject: Subject, cameras: Dict[str, Filmed], rows: Sequence[Dict[str, Any]]
) -> List[Dict[str, Any]]:
    """Returns rows of a score file with the scores of a network."""
    clips = [
        cameras[row["camera"]].clip(
            row["track_ids"] or [row["track_id"]],
            row["window_start_ms"], row["window_end_ms"], subject.grid,
        )
        for row in rows
    ]  # fmt: skip
    items = [
        Item("", "", None, OTHER, "", clip, "", scope=row["scope"])
        for row, clip in zip(rows, clips)
    ]
    scores = softmax(subject.answer(subject.networks[None], items) / subject.temperature)
    return [
        {**row, "scores": [{"label": label, "p": round(float(p), 4)}
                           for label, p in zip(subject.labels, own)]}
        for row, own in zip(rows, scores)
    ]  # fmt: skip


def agreement(before: Sequence[Dict[str, Any]], after: Sequence[Dict[str, Any]]) -> int:
    """Returns of how many windows every score is the same within .02."""
    same = 0
    for old, new in zip(before, after):
        known = {score["label"]: score["p"] for score in old["scores"]}
        same += all(abs(known.get(s["label"], 0) - s["p"]) < 0.02 for s in new["scores"])
    return same


def main(given: Optional[Sequence[str]] = None) -> int:
    parser = argparse.ArgumentParser(prog="python3 -m train.measuring.strangers.rescore",
                                     description=__doc__)  # fmt: skip
    add = parser.add_argument
    add("--scores", type=Path, required=True, help="of posestream demo --scores")
    add("--recording", type=Path, required=True, help="of train.composing.recordings")
    add("--run", type=Path, help="a run of train.learning.train, or its weights")
    add("--bundle", type=Path)
    add("--calibration", type=Path, metavar="FILE", help="of the run")
    add("--out", type=Path, required=True, metavar="FILE")
    options = parser.parse_args(given)
    torch.set_num_threads(1)
    if options.run:
        path = options.calibration
        fitted = read_calibration(path) if path else Calibration.unfitted()
        subject = of_runs("run", [options.run], fitted)
    else:
        subject = of_bundle(options.bundle)
    rows = [row for row in read_lines(options.scores) if row["scope"] != "scene"]
    scored = rescored(subject, read_cameras(options.recording), rows)
    write_lines(scored, options.out)
    print(f"{agreement(rows, scored)} of {len(rows)} windows have the scores that they had")
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
