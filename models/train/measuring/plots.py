"""The pictures of a run: learning curves, confusion of classes, robustness."""

from pathlib import Path
from typing import Dict, Sequence

import matplotlib
import numpy as np

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402


def draw_curves(history: Sequence[dict], path: Path):
    """Draws loss and accuracy over the minutes of a run."""
    training = [entry for entry in history if "loss" in entry]
    checks = [entry for entry in history if "top1" in entry]
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4))
    left.plot(_column(training, "minutes"), _column(training, "loss"))
    left.set(title="Training loss (augmented)", xlabel="minutes", ylabel="cross entropy")
    right.plot(_column(training, "minutes"), _column(training, "accuracy"), label="training")
    for key, title in (("top1", "validation top-1"), ("mean_class", "validation mean class")):
        right.plot(_column(checks, "minutes"), _column(checks, key), "o-", label=title)
    right.set(title="Accuracy", xlabel="minutes", ylim=(0, 1))
    right.legend(loc="lower right")
    for axes in (left, right):
        axes.grid(alpha=0.3)
    _save(figure, path)


def draw_confusion(counts: np.ndarray, labels: Sequence[str], path: Path):
    """Draws counts [true, called] as shares of each true class."""
    counts = np.asarray(counts, float)
    shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    figure, axes = pyplot.subplots(figsize=(10, 9))
    image = axes.imshow(shares, vmin=0, vmax=1, cmap="Blues")
    ticks = range(len(labels))
    axes.set_xticks(ticks, labels, rotation=90, fontsize=7)
    axes.set_yticks(ticks, [f"{name} ({int(n)})" for name, n in zip(labels, counts.sum(1))])
    axes.tick_params(axis="y", labelsize=7)
    axes.set(xlabel="called", ylabel="true class (clips)")
    for row, column in zip(*np.nonzero(shares >= 0.05)):
        shade = "white" if shares[row, column] > 0.5 else "black"
        text = f"{100 * shares[row, column]:.0f}"
        axes.text(column, row, text, ha="center", va="center", fontsize=6, color=shade)
    figure.colorbar(image, fraction=0.04, label="share of the true class")
    _save(figure, path)


def draw_robustness(tables: Dict[str, Dict[str, dict]], path: Path):
    """Draws top-1 and mean-class accuracy over the levels of each disturbance."""
    figure, axes = pyplot.subplots(1, len(tables), figsize=(3.2 * len(tables), 3.4), sharey=True)
    for panel, (name, levels) in zip(np.atleast_1d(axes), tables.items()):
        for key, title in (("top1", "top-1"), ("mean_class", "mean class")):
            panel.plot(
                list(levels), [result[key] for result in levels.values()], "o-", label=title
            )
        panel.set(title=name.replace("_", " "), ylim=(0, 1))
        panel.tick_params(axis="x", rotation=30, labelsize=7)
        panel.grid(alpha=0.3)
    np.atleast_1d(axes)[0].legend(loc="lower left")
    _save(figure, path)


def draw_people(results: dict, path: Path):
    """Draws accuracy and time over the people in a scene, of a run and the one beside it."""
    runs = {"heatmaps (shipped)": results}
    if "compared_with" in results:
        runs["graph network"] = results["compared_with"]
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4))
    for title, run in runs.items():
        by_people = run["composed"]["by_people"]
        people = [int(number) for number in by_people]
        left.plot(people, [row["mean_class"] for row in by_people.values()], "o-", label=title)
        times = run["milliseconds"]
        right.plot([int(number) for number in times], list(times.values()), "o-", label=title)
    left.set(title="Mean class accuracy", xlabel="people in the scene", ylim=(0, 1))
    right.set(title="PyTorch, one thread, one clip", xlabel="people in the scene", ylabel="ms")
    right.set_ylim(bottom=0)
    for axes in (left, right):
        axes.grid(alpha=0.3)
        axes.legend(loc="lower left")
    _save(figure, path)


def _column(entries, key):
    return [entry[key] for entry in entries]


def _save(figure, path):
    figure.tight_layout()
    # Without the writer's version, the same figures give the same bytes.
    figure.savefig(path, dpi=110, metadata={"Software": None})
    pyplot.close(figure)
