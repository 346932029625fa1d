"""Person actions alone and among bystanders, and false alarms on recordings: what scopes cost.

    python3 -m train.composing.bystanders compose --data ../../shared/data --out target/bystanders
    ./posestream demo --input target/bystanders/alone.jsonl.gz --events ...
    python3 -m train.composing.bystanders recall --truth T.jsonl --alone E.jsonl --among E.jsonl
    python3 -m train.composing.bystanders merge --recordings A.jsonl.gz B.jsonl.gz --out both.jsonl.gz
    python3 -m train.composing.bystanders alarms --recording both.jsonl.gz --events E.jsonl --scores S.jsonl

`compose` places recorded clips of one person on a camera each, alone in one recording and among
persons of a recorded match in the other; the actor's frames are the same in both. Only clips that
the training left out are used, and the bystanders move as they did in the match.
"""

import argparse
import gzip
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Dict, Iterable, List, Sequence, Tuple

import numpy as np

from train.data.motions import PERSON_LABELS

IMAGE = (1280, 720)
BODY = 220.0
GROUND = 600.0
ACTOR_X = 500.0
# Beside the actor, in body heights: one close enough to be a pair with the actor.
PLACES = (0.9, -1.2, 2.2, -2.0, 3.1)
SETS = ("penn_action", "jhmdb", "utd_mhad", "msr_action3d", "tennis_movenet")
# Penn Action names no frame rate; its videos are sport at the usual one.
USUAL_FPS = 30.0
SHORTEST = 0.8
ALARMS = ("punch", "kick", "push", "fall", "2p_punching", "2p_kicking", "2p_pushing")
Frames = np.ndarray


def read_lines(file: Path) -> Iterable[dict]:
    opened = gzip.open(file, "rt") if file.suffix == ".gz" else open(file, encoding="utf-8")
    with opened as lines:
        for line in lines:
            yield json.loads(line)


def write_lines(lines: Iterable[dict], file: Path) -> None:
    with gzip.open(file, "wt") if file.suffix == ".gz" else open(file, "w") as out:
        for line in lines:
            out.write(json.dumps(line) + "\n")


def held_out(data: Path, each: int, seed: int) -> List[Tuple[str, float, Frames]]:
    """(label, frames a second, poses [T, 17, 3]) of up to `each` left-out clips of a label."""
    found: Dict[str, List[Tuple[str, float, Frames]]] = defaultdict(list)
    for name in SETS:
        for clip in read_lines(data / name / "clips_coco17_2d.jsonl.gz"):
            left_out = clip["split"] == "test" or name == "tennis_movenet"
            poses = np.array([frame[0] for frame in clip["kp"]], dtype=float)
            fps = clip["fps"] or USUAL_FPS
            if left_out and clip["target"] in PERSON_LABELS and len(poses) >= SHORTEST * fps:
                found[clip["target"]].append((clip["target"], fps, poses))
    random = np.random.default_rng(seed)
    chosen = []
    for label in sorted(found):
        order = random.permutation(len(found[label]))[:each]
        chosen += [found[label][i] for i in order]
    return chosen


def match_tracks(data: Path, shortest: int) -> List[Frames]:
    """The persons of the recorded match who are seen without a gap, [T, 17, 3] each."""
    tracks: Dict[str, List[List]] = defaultdict(list)
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


def person(track: str, pose: Frames) -> dict:
    return {"track_id": track, "kp": np.round(pose, 2).tolist()}


def frames_of(camera: str, fps: float, tracks: Dict[str, Frames], count: int) -> List[dict]:
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
    alone, among, truth = [], [], []
    for number, (label, fps, poses) in enumerate(held_out(data, each, seed)):
        camera = f"{label}-{number:03d}"
        tracks = {"actor": placed(poses, ACTOR_X)}
        alone += frames_of(camera, fps, tracks, len(poses))
        for i in range(bystanders):
            other = others[random.integers(len(others))]
            # To and fro, so that a long clip does not run out of it.
            turn = np.concatenate([other, other[::-1]])
            start = random.integers(len(turn))
            moved = turn[(start + np.arange(len(poses))) % len(turn)]
            tracks[f"bystander-{i}"] = placed(moved, ACTOR_X + PLACES[i] * BODY)
        among += frames_of(camera, fps, tracks, len(poses))
        end = int(round(1000 * len(poses) / fps))
        truth.append(
            {
                "camera": camera,
                "action": label,
                "start_ms": 0,
                "end_ms": end,
                "track_ids": ["actor"],
            }
        )
    for lines, name in ((alone, "alone"), (among, "among")):
        lines.sort(key=lambda line: line["ts_ms"])
        write_lines(lines, out / f"{name}.jsonl.gz")
    write_lines(truth, out / "truth.jsonl")
    print(f"{len(truth)} clips of {len({line['action'] for line in truth})} labels in {out}")


def started(events: Path) -> List[dict]:
    return [event for event in read_lines(events) if event["phase"] == "STARTED"]


def recalled(truth: Sequence[dict], events: Sequence[dict]) -> set:
    """The cameras whose actor raised the true action in scope person."""
    found = {
        (event["camera"], event["action"])
        for event in events
        if event["scope"] == "person" and event["track_id"] == "actor"
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
    windows = set()
    runs: Counter = Counter()
    for line in read_lines(scores):
        windows.add((line["camera"], line["window_start_ms"]))
        runs[line["scope"]] += 1
    for scope, count in sorted(runs.items()):
        print(f"model runs in scope {scope}: {count}, {count / len(windows):.2f} a window")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    commands = parser.add_subparsers(dest="command", required=True)
    made = commands.add_parser("compose")
    made.add_argument("--data", type=Path, required=True)
    made.add_argument("--out", type=Path, required=True)
    made.add_argument("--each", type=int, default=12, help="clips of each label at most")
    made.add_argument("--bystanders", type=int, default=3, choices=range(len(PLACES) + 1))
    made.add_argument("--seed", type=int, default=1)
    found = commands.add_parser("recall")
    found.add_argument("--truth", type=Path, required=True)
    found.add_argument("--alone", type=Path, required=True)
    found.add_argument("--among", type=Path, required=True)
    merged = commands.add_parser("merge")
    merged.add_argument("--recordings", type=Path, nargs="+", required=True)
    merged.add_argument("--out", type=Path, required=True)
    counted = commands.add_parser("alarms")
    counted.add_argument("--recording", type=Path, required=True)
    counted.add_argument("--events", type=Path, required=True)
    counted.add_argument("--scores", type=Path, required=True)
    counted.add_argument("--scopes", nargs="+", default=["person", "pair"])
    given = parser.parse_args()
    if given.command == "compose":
        compose(given.data, given.out, given.each, given.bystanders, given.seed)
    elif given.command == "recall":
        recall(given.truth, given.alone, given.among)
    elif given.command == "merge":
        merge(given.recordings, given.out)
    else:
        alarms(given.recording, given.events, given.scores, given.scopes)


if __name__ == "__main__":
    main()
