"""Real fights as events of the job: `python3 -m train.measuring.fights compose --data D --out O`.

    ./posestream demo --input O/0.jsonl.gz --scores S0.jsonl --model FOLD0 -Dwindow.scopes=scene
    python3 -m train.measuring.fights count --scores S0.jsonl S1.jsonl ..

`compose` writes a recording for each fold of the strangers' measure, in which every clip of the
fold is a camera of its own. `count` tells of the scores that a network without the fold gave, in
how many fights and calm clips an event would start at which threshold: the job smooths scores, so
that one window alone counts a part of its score.
"""

import argparse
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

import numpy as np

from export.errors import run_command
from train.data.real import FIGHTS, FOLDS, fold_of, load_clips
from train.data.records import read_lines, write_lines
from train.measuring.decisions import SMOOTHING

FIGHT_LABEL = "fight"
START_MS = 1_700_000_000_000
ENTERS = np.round(np.arange(0.70, 0.93, 0.01), 2)
# What a line of a recording or of an output of PoseStream holds.
Line = Dict[str, Any]


class Found(NamedTuple):
    """Fights and calm clips in which an event starts."""

    fights: int
    calm: int


def frames_of(clip: Line) -> List[Line]:
    """Returns the frames of a clip, whose label begins the camera's name."""
    frames = []
    for number, (poses, ids) in enumerate(zip(clip["kp"], clip["track_id"])):
        persons = [{"track_id": str(i), "kp": pose} for pose, i in zip(poses, ids) if i > 0]
        frames.append(
            {
                "stream": f"{clip['label']} {clip['id']}",
                "frame": number,
                "ts_ms": START_MS + round(1000 * number / clip["fps"]),
                "w": clip["w"],
                "h": clip["h"],
                "persons": persons,
            }
        )
    return frames


def compose(data: Path, out: Path) -> None:
    clips = list(read_lines(data / FIGHTS / "clips_coco17_2d.jsonl.gz"))
    folds = [fold_of(motion) for motion in load_clips(data, FIGHTS, empty=True)]
    out.mkdir(parents=True, exist_ok=True)
    for fold in range(FOLDS):
        frames = [
            frame for clip, its in zip(clips, folds) if its == fold for frame in frames_of(clip)
        ]
        frames.sort(key=lambda frame: (frame["ts_ms"], frame["stream"]))
        write_lines(frames, out / f"{fold}.jsonl.gz")
        print(f"fold {fold}: {len({frame['stream'] for frame in frames})} clips")


def peaks(scores: Sequence[Path], smoothing: float) -> Dict[str, float]:
    """Returns the highest smoothed score of a fight by camera."""
    windows: Dict[str, List[Tuple[int, float]]] = defaultdict(list)
    for path in scores:
        for line in read_lines(path):
            named = {entry["label"]: entry["p"] for entry in line["scores"]}
            windows[line["camera"]].append((line["window_end_ms"], named.get(FIGHT_LABEL, 0.0)))
    return {camera: _highest(sorted(its), smoothing) for camera, its in windows.items()}


def _highest(windows: Sequence[Tuple[int, float]], smoothing: float) -> float:
    highest = smoothed = 0.0
    for _, score in windows:
        smoothed = smoothing * smoothed + (1 - smoothing) * score
        highest = max(highest, smoothed)
    return highest


def found(highest: Dict[str, float], enter: float) -> Found:
    starts = [camera.startswith(FIGHT_LABEL) for camera, it in highest.items() if it >= enter]
    return Found(sum(starts), len(starts) - sum(starts))


def count(scores: Sequence[Path], smoothing: float) -> None:
    highest = peaks(scores, smoothing)
    for enter in ENTERS:
        at = found(highest, float(enter))
        print(f"from {enter:.2f}: {at.fights} fights, {at.calm} calm clips")


def parse_arguments(arguments: Optional[Sequence[str]] = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 -m train.measuring.fights",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True)
    composing = commands.add_parser("compose", help="write a recording for each fold")
    composing.add_argument("--data", type=Path, required=True, metavar="DIR")
    composing.add_argument("--out", type=Path, required=True, metavar="DIR")
    composing.set_defaults(run=lambda given: compose(given.data, given.out))
    counting = commands.add_parser("count", help="count fights and calm clips with an event")
    counting.add_argument("--scores", type=Path, nargs="+", required=True, metavar="SCORES")
    counting.add_argument("--smoothing", type=float, default=SMOOTHING)
    counting.set_defaults(run=lambda given: count(given.scores, given.smoothing))
    return parser.parse_args(arguments)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    options = parse_arguments(arguments)
    options.run(options)
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
