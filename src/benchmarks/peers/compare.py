"""Ours and its peers in one run, taking turns: python3 src/benchmarks/peers/compare.py

Needs Debian's python3-torch, python3-numpy and python3-matplotlib, and the benchmarks, built by
`mvn -pl src/benchmarks -am package -DskipTests`. Every figure is the minimum over the rounds; one
thread each. Compare figures of one run with each other only.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "models"), str(Path(__file__).resolve().parent)]

from reference_raster import paint  # noqa: E402
from train.networks.checkpoint import averaged_network, read_checkpoint  # noqa: E402
from train.networks.stgcn import StgcnArchitecture  # noqa: E402

CROWDS = (1, 2, 5, 10, 13, 25, 50)
# The usual ST-GCN: ten units from 64 channels on, 100 frames.
STGCN = StgcnArchitecture(frames=100, people=max(CROWDS), width=64)
CLASSES = 60


class Ours:
    """The Java side: io.posestream.benchmarks.PeerProcess, a line for each run."""

    def __init__(self, jar: Path, bundle: Path):
        command = ["java", "-cp", str(jar), "io.posestream.benchmarks.PeerProcess", str(bundle)]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def ask(self, request: str) -> str:
        self.process.stdin.write(request + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"compare: the Java side ended at '{request}'")
        return answer.strip()

    def milliseconds(self, what: str, persons: int) -> float:
        return int(self.ask(f"{what} {persons}")) / 1e6

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def read_poses(ours: Ours, persons: int):
    """Returns what our rasteriser took and gave: coordinates, scores, volume."""
    with tempfile.TemporaryDirectory() as folder:
        ours.ask(f"poses {persons} {folder}")
        arrays = [
            np.fromfile(Path(folder) / f"{name}.f32", "<f4")
            for name in ("coordinates", "scores", "volume")
        ]
    shape = (persons, 48, 17)
    return (
        arrays[0].reshape(*shape, 2),
        arrays[1].reshape(shape),
        arrays[2].reshape(17, 48, 56, 56),
    )


def timed(run) -> float:
    start = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - start)


def measure(ours: Ours, rounds: int, heatmaps_only: bool, network, frames: int, size: int):
    """Returns the minima in milliseconds by number of persons."""
    stgcn = STGCN.build(CLASSES).eval()
    volume = torch.zeros(1, 17, frames, size, size)
    poses = {persons: read_poses(ours, persons) for persons in CROWDS}
    for persons, (coordinates, scores, painted) in poses.items():
        difference = np.abs(paint(coordinates, scores, 56, 56) - painted).max()
        if difference > 1e-6:
            raise SystemExit(f"compare: {persons} persons: the volumes differ by {difference:.1e}")
    people = {m: torch.rand(m, STGCN.frames, 17, 3) for m in CROWDS}
    rows = {m: {} for m in CROWDS}

    def note(persons: int, what: str, milliseconds: float):
        best = rows[persons].get(what, float("inf"))
        rows[persons][what] = min(best, milliseconds)

    for _ in range(200):  # compiled by now, as in a job
        for persons in CROWDS:
            ours.milliseconds("raster", persons)
    for _ in range(rounds):
        for m in CROWDS:
            coordinates, scores, _ = poses[m]
            note(m, "numpy_raster", timed(lambda: paint(coordinates, scores, 56, 56)))
            note(m, "raster", ours.milliseconds("raster", m))
            if heatmaps_only:
                continue
            note(m, "clip", ours.milliseconds("clip", m))
            note(m, "torch", timed(lambda: network(volume)))
            note(m, "stgcn", timed(lambda: stgcn.people(people[m])))
    parameters = sum(parameter.numel() for parameter in stgcn.parameters())
    return rows, parameters


def break_even(rows) -> str:
    """Returns from how many persons on our clip is cheaper than the ST-GCN."""
    cheaper = [m for m in CROWDS if rows[m]["clip"] < rows[m]["stgcn"]]
    return f"from {min(cheaper)} on" if cheaper else "never"


def table(rows) -> str:
    lines = [
        "| persons | heatmaps, ours | numpy | ratio | clip, ours | to 1 person | torch, network"
        + " alone | ST-GCN | to ours |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for m, row in rows.items():
        lines.append(
            f"| {m} | {row['raster']:.2f} | {row['numpy_raster']:.0f}"
            f" | {row['numpy_raster'] / row['raster']:.0f}x | {row['clip']:.2f}"
            f" | {row['clip'] / rows[CROWDS[0]]['clip']:.2f} | {row['torch']:.1f}"
            f" | {row['stgcn']:.0f} | {row['stgcn'] / row['clip']:.1f}x |"
        )
    return "\n".join(lines)


def draw(rows, path: Path):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 4.5))
    for what, label in (
        ("clip", "ours, heatmaps and network"),
        ("stgcn", "ST-GCN, random weights"),
    ):
        axes.plot(CROWDS, [rows[m][what] for m in CROWDS], "o-", label=label)
    axes.set(xlabel="persons", ylabel="ms a clip, one core", yscale="log", title="Cost of a scene")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=110, bbox_inches="tight")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--heatmaps-only", action="store_true", help="no networks: much shorter")
    parser.add_argument("--bundle", type=Path, default=ROOT / "models/actions-slim")
    parser.add_argument("--out", type=Path, default=ROOT / "demo-output/bench")
    parser.add_argument("--jar", default=ROOT / "src/benchmarks/target/benchmarks.jar")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    run = read_checkpoint(options.bundle / "weights.pt")
    shape = run.architecture
    network = averaged_network(run).eval()
    ours = Ours(options.jar, options.bundle)
    with torch.no_grad():
        rows, parameters = measure(
            ours,
            options.rounds,
            options.heatmaps_only,
            network,
            shape.frames,
            shape.size,
        )
    ours.close()
    if options.heatmaps_only:
        for m, row in rows.items():
            ratio = row["numpy_raster"] / row["raster"]
            print(f"| {m} | {row['raster']:.2f} | {row['numpy_raster']:.1f} | {ratio:.0f}x |")
        return
    options.out.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"milliseconds": rows, "stgcn_parameters": parameters}, indent=2)
    (options.out / "peers.json").write_text(text + "\n")
    draw(rows, options.out / "peers.png")
    print(table(rows))
    print(f"\nST-GCN: {parameters / 1e6:.2f} M parameters. Ours is cheaper {break_even(rows)}.")


if __name__ == "__main__":
    main()
