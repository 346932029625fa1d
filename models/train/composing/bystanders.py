"""Person actions alone and among bystanders, and false alarms on recordings: what scopes cost.

    python3 -m train.composing.bystanders compose --data ../../shared/data --out target/bystanders
    ./posestream demo --input target/bystanders/alone.jsonl.gz --events ...
    python3 -m train.composing.bystanders recall --truth T.jsonl --alone E.jsonl --among E.jsonl
    python3 -m train.composing.bystanders merge --recordings A.jsonl.gz B.jsonl.gz --out C.jsonl.gz
    python3 -m train.composing.bystanders alarms --recording C.jsonl.gz --events E.jsonl \
        --scores S.jsonl

`compose` places recorded clips of one person on a camera each, alone in one recording and among
persons of a recorded match in the other; the actor's frames are the same in both. Only clips that
the training left out are used, and the bystanders move as they did in the match.
"""

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Set

import numpy as np
from numpy.random import Generator

from export.errors import run_command
from train.data.motions import PERSON_LABELS
from train.data.records import read_lines, write_lines

IMAGE = (1280, 720)
BODY = 220.0
GROUND = 600.0
ACTOR, ACTOR_X = "actor", 500.0
# Beside the actor, in body heights: one close enough to be a pair with the actor.
PLACES = (0.9, -1.2, 2.2, -2.0, 3.1)
SETS = ("penn_action", "jhmdb", "utd_mhad", "msr_action3d", "tennis_movenet")
# Penn Action names no frame rate; its videos are sport at the usual one.
USUAL_FPS = 30.0
SHORTEST = 0.8
ALARMS = ("punch", "kick", "push", "fall", "2p_punching", "2p_kicking", "2p_pushing")
Frames = np.ndarray
# What a line of a recording, a truth or an output of PoseStream holds.
Line = Dict[str, Any]


class Actor(NamedTuple):
    """A clip of one person: poses [T, 17, 3] in pixels with scores."""

    label: str
    fps: float
    poses: Frames


def held_out(data: Path, each: int, seed: int) -> List[Actor]:
    """Returns up to `each` clips of a label that the training left out."""
    found: Dict[str, List[Actor]] = defaultdict(list)
    for name in SETS:
        for clip in read_lines(data / name / "clips_coco17_2d.jsonl.gz"):
            left_out = clip["split"] == "test" or name == "tennis_movenet"
            poses = np.array([frame[0] for frame in clip["kp"]], dtype=float)
            fps = clip["fps"] or USUAL_FPS
            if left_out and clip["target"] in PERSON_LABELS and len(poses) >= SHORTEST * fps:
                found[clip["target"]].append(Actor(clip["target"], fps, poses))
    random = np.random.default_rng(seed)
    chosen: List[Actor] = []
    for label in sorted(found):
        order = random.permutation(len(found[label]))[:each]
        chosen += [found[label][i] for i in order]
    return chosen


def match_tracks(data: Path, shortest: int) -> List[Frames]:
    """The persons of the recorded match who are seen without a gap, [T, 17, 3] each."""
    tracks: Dict[str, List[Any]] = defaultdict(list)
    for frame in read_lines(data / "stream_badminton_openpose" / "badminton_doubles.jsonl.gz"):
        for person in frame["persons"]:
            tracks[person["track_id"]].append(person["kp"])
    long = [np.array(poses, dtype=float) for poses in tracks.values() if len(poses) >= shortest]
    return [poses for poses in long if np.median(np.sum(poses[:, :, 2] > 0, axis=1)) >= 13]


def placed(poses: Frames, centre_x: float) -> Frames:
    """The person with a body of `BODY` pixels, whose feet begin at the ground line."""
    seen = poses[:, :, 2] > 0
    heights = [np.ptp(p[s, 1]) for p, s in zip(poses, seen) if s.sum() > 3]
    widths = [np.ptp(p[s, 0]) for p, s in zip(poses, seen) if s.sum() > 3]
    scale = BODY / max(np.median(heights), np.median(widths), 1.0)
    first = poses[np.argmax(seen.sum(axis=1) > 3)]
    present = first[:, 2] > 0
    left, right = first[present, 0].min(), first[present, 0].max()
    origin = np.array([(left + right) / 2, first[present, 1].max()])
    out = poses.copy()
    out[:, :, :2] = (poses[:, :, :2] - origin) * scale + np.array([centre_x, GROUND])
    out[~seen] = 0
    return out


def person(track: str, pose: Frames) -> Line:
    return {"track_id": track, "kp": np.round(pose, 2).tolist()}


def frames_of(camera: str, fps: float, tracks: Dict[str, Frames], count: int) -> List[Line]:
    lines = []
    for i in range(count):
        persons = [person(track, poses[i]) for track, poses in tracks.items() if poses[i].any()]
        lines.append(
            {
                "stream": camera,
                "frame": i,
                "ts_ms": int(round(1000 * i / fps)),
                "w": IMAGE[0],
                "h": IMAGE[1],
                "persons": persons,
            }
        )
    return lines


def compose(data: Path, out: Path, each: int, bystanders: int, seed: int) -> None:
    out.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    others = match_tracks(data, 90)
    alone: List[Line] = []
    among: List[Line] = []
    truth: List[Line] = []
    for number, actor in enumerate(held_out(data, each, seed)):
        camera, count = f"{actor.label}-{number:03d}", len(actor.poses)
        tracks = {ACTOR: placed(actor.poses, ACTOR_X)}
        alone += frames_of(camera, actor.fps, tracks, count)
        for i in range(bystanders):
            moved = _to_and_fro(others, count, random)
            tracks[f"bystander-{i}"] = placed(moved, ACTOR_X + PLACES[i] * BODY)
        among += frames_of(camera, actor.fps, tracks, count)
        truth.append(_truth(camera, actor))
    for lines, name in ((alone, "alone"), (among, "among")):
        lines.sort(key=lambda line: line["ts_ms"])
        write_lines(lines, out / f"{name}.jsonl.gz")
    write_lines(truth, out / "truth.jsonl")
    print(f"{len(truth)} clips of {len({line['action'] for line in truth})} labels in {out}")


def _to_and_fro(others: Sequence[Frames], count: int, random: Generator) -> Frames:
    """Returns somebody's movement that a long clip does not run out of."""
    other = others[random.integers(len(others))]
    turn = np.concatenate([other, other[::-1]])
    start = random.integers(len(turn))
    return turn[(start + np.arange(count)) % len(turn)]


def _truth(camera: str, actor: Actor) -> Line:
    end = int(round(1000 * len(actor.poses) / actor.fps))
    action = {"camera": camera, "action": actor.label}
    return {**action, "start_ms": 0, "end_ms": end, "track_ids": [ACTOR]}


def started(events: Path) -> List[Line]:
    return [event for event in read_lines(events) if event["phase"] == "STARTED"]


def recalled(truth: Sequence[Line], events: Sequence[Line]) -> Set[str]:
    """The cameras whose actor raised the true action in scope person."""
    found = {
        (event["camera"], event["action"])
        for event in events
        if event["scope"] == "person" and event["track_id"] == ACTOR
    }
    return {line["camera"] for line in truth if (line["camera"], line["action"]) in found}


def recall(truth_file: Path, alone_events: Path, among_events: Path) -> None:
    truth = list(read_lines(truth_file))
    alone = recalled(truth, started(alone_events))
    among = recalled(truth, started(among_events))
    print(f"{'label':<12} {'clips':>6} {'alone':>6} {'among':>6}")
    for label in sorted({line["action"] for line in truth}):
        cameras = {line["camera"] for line in truth if line["action"] == label}
        print(f"{label:<12} {len(cameras):>6} {len(cameras & alone):>6} {len(cameras & among):>6}")
    print(f"{'all':<12} {len(truth):>6} {len(alone):>6} {len(among):>6}")
    if alone:
        print(
            f"recall among bystanders / alone = {len(among) / len(alone):.3f}; of those found"
            f" alone {len(among & alone) / len(alone):.3f} are found among them"
        )


def merge(recordings: Sequence[Path], out: Path) -> None:
    lines = [line for recording in recordings for line in read_lines(recording)]
    lines.sort(key=lambda line: line["ts_ms"])
    write_lines(lines, out)


def camera_hours(recording: Path) -> float:
    times: Dict[str, List[int]] = defaultdict(list)
    for line in read_lines(recording):
        times[line["stream"]].append(line["ts_ms"])
    return sum(max(t) - min(t) for t in times.values()) / 3.6e6


def alarms(recording: Path, events: Path, scores: Path, scopes: Sequence[str]) -> None:
    hours = camera_hours(recording)
    raised = [event for event in started(events) if event["scope"] in scopes]
    false = [event for event in raised if event["action"] in ALARMS]
    print(f"{hours * 3600:.1f} camera-seconds, {len(raised)} actions started")
    for (scope, action), count in sorted(
        Counter((e["scope"], e["action"]) for e in raised).items()
    ):
        mark = "  <- attack or fall" if action in ALARMS else ""
        print(f"  {scope:<7} {action:<22} {count:>4}{mark}")
    print(f"attack or fall: {len(false)}, {len(false) / hours:.1f} a camera-hour")
    _print_runs(scores)


def _print_runs(scores: Path) -> None:
    windows = set()
    runs: Dict[str, int] = Counter()
    for line in read_lines(scores):
        windows.add((line["camera"], line["window_start_ms"]))
        runs[line["scope"]] += 1
    for scope, count in sorted(runs.items()):
        print(f"model runs in scope {scope}: {count}, {count / len(windows):.2f} a window")


def parse_arguments(arguments: Optional[Sequence[str]] = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 -m train.composing.bystanders",
        description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else None,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    _add_composing(commands.add_parser("compose"))
    _add_recalling(commands.add_parser("recall"))
    _add_merging(commands.add_parser("merge"))
    _add_counting(commands.add_parser("alarms"))
    return parser.parse_args(arguments)


def _add_composing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--each", type=int, default=12, help="clips of each label at most")
    parser.add_argument("--bystanders", type=int, default=3, choices=range(len(PLACES) + 1))
    parser.add_argument("--seed", type=int, default=1)
    parser.set_defaults(
        run=lambda given: compose(given.data, given.out, given.each, given.bystanders, given.seed)
    )


def _add_recalling(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--alone", type=Path, required=True)
    parser.add_argument("--among", type=Path, required=True)
    parser.set_defaults(run=lambda given: recall(given.truth, given.alone, given.among))


def _add_merging(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--recordings", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.set_defaults(run=lambda given: merge(given.recordings, given.out))


def _add_counting(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--recording", type=Path, required=True)
    parser.add_argument("--events", type=Path, required=True)
    parser.add_argument("--scores", type=Path, required=True)
    parser.add_argument("--scopes", nargs="+", default=["person", "pair"])
    parser.set_defaults(
        run=lambda given: alarms(given.recording, given.events, given.scores, given.scopes)
    )


def main(arguments: Optional[Sequence[str]] = None) -> int:
    given = parse_arguments(arguments)
    given.run(given)
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
