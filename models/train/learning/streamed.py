"""Draws windows of composed recordings: `python3 -m train.learning.streamed --data D --out STORE`.

They show what a job's windows show of people who act, for `train.learning.train` to
learn from beside the clips of `train.learning.draw`. Trimmed motions are whole, and whoever shows
them does nothing else before and after. A window of a stream begins anywhere, and bystanders do
what no label names. The people are those of the training side; `train.composing.recordings`
composes recordings to measure on of the others.
"""

import argparse
import sys
from pathlib import Path
from typing import Collection, Dict, Iterable, Iterator, List, Optional, Sequence, Tuple

import numpy as np

from export.errors import run_command
from train.composing.recordings import FPS, Composer, Truth
from train.data.clips import TIME_UNIFORM, Clip
from train.data.motions import INDEX, OTHER, PAIR_LABELS, TRAIN, Recording
from train.data.motions import load_training_sets, recording_of
from train.data.real import without
from train.learning.store import Drawn, Part, write_store
from train.measuring.strangers.material import HOP, SECONDS, Grid
from train.measuring.windows import groups, window_starts
from train.networks.slim import SlimArchitecture

CAMERA_SECONDS, PEOPLE = 60.0, (1, 2, 3, 4, 5, 6)
# A window shows an action if they share so much of the shorter one, and shows nothing of it if
# they share no more than so many seconds.
SHOWN, UNSEEN = 0.6, 0.15


Labelled = Tuple[Clip, int]


def streamed(
    root: Path, grid: Grid, cameras: int, seed: int, kept: Sequence[int] = ()
) -> Iterator[Labelled]:
    """Yields windows of so many cameras, without people whom the `kept` folds keep.

    Of each camera: all persons and pairs that do something, and as many that do not.
    """
    motions = without(load_training_sets(root), kept)
    composer = Composer(motions, CAMERA_SECONDS, TRAIN)
    for number in range(cameras):
        rng = np.random.default_rng((seed, number))
        frames, truths = composer.camera("", PEOPLE[number % len(PEOPLE)], rng)
        ids = sorted({person["track_id"] for frame in frames for person in frame["persons"]})
        recording = recording_of("", "", frames)
        yield from thinned(_windows(recording, ids, truths, grid), rng)


def _windows(
    recording: Recording, ids: Sequence[str], truths: Sequence[Truth], grid: Grid
) -> Iterator[Labelled]:
    length = int(SECONDS * FPS)
    for first in window_starts(recording.poses.shape[1], FPS, SECONDS, HOP):
        looked_at: Dict[str, List[List[int]]] = groups(recording, int(first), length)
        for people in looked_at["person"] + looked_at["pair"]:
            names = {ids[row] for row in people}
            label = label_of(truths, names, float(first) / FPS)
            if label is not None:
                seen = recording.poses[people], recording.scores[people]
                clip = grid.clip(*seen, recording.image, int(first), int(first) + length)
                yield clip, label


def thinned(windows: Iterable[Labelled], rng: np.random.Generator) -> List[Labelled]:
    """Returns all windows with an action, and as many of those without."""
    windows = list(windows)
    named = [window for window in windows if window[1] != OTHER]
    others = [window for window in windows if window[1] == OTHER]
    kept = rng.permutation(len(others))[: len(named)]
    return named + [others[number] for number in kept]


def label_of(truths: Sequence[Truth], names: Collection[str], second: float) -> Optional[int]:
    """Returns what the window that begins at a second shows of some people.

    Nothing if half of an action is seen, or not both of two people who act together.
    """
    label = OTHER
    for truth in truths:
        start, end = truth.start_ms / 1000, truth.end_ms / 1000
        shared = min(end, second + SECONDS) - max(start, second)
        if shared <= UNSEEN or not set(names) & set(truth.track_ids):
            continue
        together = truth.action in PAIR_LABELS
        both = len(names) == 2 and set(names) <= set(truth.track_ids)
        whole = shared >= SHOWN * min(SECONDS, end - start)
        if not whole or (together and not both) or label != OTHER:
            return None
        label = INDEX[truth.action]
    return label


def part_of(windows: Sequence[Labelled]) -> Part:
    """Returns windows as a store holds them; no fold keeps anything of them."""
    people = [np.concatenate([c.poses, c.scores[..., None]], axis=3) for c, _ in windows]
    numbers = np.array([len(own) for own in people])
    labels = np.array([label for _, label in windows])
    together = np.concatenate(people).astype(np.float32)
    return Part(together, numbers, labels, np.zeros(len(windows), int))


def main(arguments: Optional[Sequence[str]] = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python3 -m train.learning.streamed",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, metavar="DIR", help="folder of the skeleton sets")
    add("--out", type=Path, required=True, metavar="STORE", help="folder of the windows")
    add("--cameras", type=int, default=300, help="of a minute each (default %(default)s)")
    add("--folds", type=int, nargs="*", default=[], metavar="FOLD",
        help="compose without people whom these strangers' folds keep")  # fmt: skip
    add("--seed", type=int, default=17)
    options = parser.parse_args(arguments)
    sizes = SlimArchitecture()
    grid = Grid(sizes.frames, sizes.size, TIME_UNIFORM)
    windows = list(streamed(options.data, grid, options.cameras, options.seed, options.folds))
    np.random.default_rng(options.seed).shuffle(windows)  # type: ignore[arg-type]
    drawn = Drawn("actions", len(windows), grid.frames, grid.size, options.seed, (), False)
    write_store(options.out, drawn, [part_of(windows)])
    print(f"{len(windows)} windows of {options.cameras} cameras")
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
