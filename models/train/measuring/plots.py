"""The pictures of a run's results: confusion of classes, robustness, people in a scene."""

from pathlib import Path
from typing import Dict, Sequence, Union

import matplotlib
import numpy as np

from train.measuring.figures import Accuracy
from train.measuring.results import Compared, SceneResults

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402
from matplotlib.axes import Axes  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402


def draw_confusion(counts: Sequence[Sequence[int]], labels: Sequence[str], path: Path) -> None:
    """Draws counts [true, called] as shares of each true class."""
    clips = np.asarray(counts, float)
    shares = clips / np.maximum(clips.sum(1, keepdims=True), 1)
    figure, axes = pyplot.subplots(figsize=(10, 9))
    image = axes.imshow(shares, vmin=0, vmax=1, cmap="Blues")
    ticks = range(len(labels))
    axes.set_xticks(ticks, labels, rotation=90, fontsize=7)
    axes.set_yticks(ticks, [f"{name} ({int(n)})" for name, n in zip(labels, clips.sum(1))])
    axes.tick_params(axis="y", labelsize=7)
    axes.set(xlabel="called", ylabel="true class (clips)")
    _write_shares(axes, shares)
    figure.colorbar(image, fraction=0.04, label="share of the true class")
    save(figure, path)


def _write_shares(axes: Axes, shares: np.ndarray) -> None:
    for row, column in zip(*np.nonzero(shares >= 0.05)):
        shade = "white" if shares[row, column] > 0.5 else "black"
        text = f"{100 * shares[row, column]:.0f}"
        axes.text(column, row, text, ha="center", va="center", fontsize=6, color=shade)


def draw_robustness(tables: Dict[str, Dict[str, Accuracy]], path: Path) -> None:
    """Draws top-1 and mean-class accuracy over the levels of each disturbance."""
    figure, axes = pyplot.subplots(1, len(tables), figsize=(3.2 * len(tables), 3.4), sharey=True)
    for panel, (name, levels) in zip(np.atleast_1d(axes), tables.items()):
        rows = levels.values()
        panel.plot(list(levels), [row.top1 for row in rows], "o-", label="top-1")
        panel.plot(list(levels), [row.mean_class for row in rows], "o-", label="mean class")
        panel.set(title=name.replace("_", " "), ylim=(0, 1))
        panel.tick_params(axis="x", rotation=30, labelsize=7)
        panel.grid(alpha=0.3)
    np.atleast_1d(axes)[0].legend(loc="lower left")
    save(figure, path)


def draw_people(results: SceneResults, path: Path) -> None:
    """Draws accuracy and time over the people in a scene, of a run and the one beside it."""
    runs: Dict[str, Union[SceneResults, Compared]] = {"heatmaps (shipped)": results}
    if results.compared_with is not None:
        runs["graph network"] = results.compared_with
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4))
    for title, run in runs.items():
        by_people = run.composed.by_people
        people = [int(number) for number in by_people]
        left.plot(people, [row.mean_class for row in by_people.values()], "o-", label=title)
        times = run.milliseconds
        right.plot([int(number) for number in times], list(times.values()), "o-", label=title)
    left.set(title="Mean class accuracy", xlabel="people in the scene", ylim=(0, 1))
    right.set(title="PyTorch, one thread, one clip", xlabel="people in the scene", ylabel="ms")
    right.set_ylim(bottom=0)
    for axes in (left, right):
        axes.grid(alpha=0.3)
        axes.legend(loc="lower left")
    save(figure, path)


def save(figure: Figure, path: Path) -> None:
    figure.tight_layout()
    # Without the writer's version, the same figures give the same bytes.
    figure.savefig(path, dpi=110, metadata={"Software": None})
    pyplot.close(figure)
