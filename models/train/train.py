"""Trains a slim PoseC3D on the real skeleton sets: `python3 -m train.train --data DIR --out RUN`.

Everything that a run needs to go on is in RUN/checkpoint.pt, written every few minutes; --resume
goes on from it, batch for batch as the run would have. Ctrl-C stops after the step under way
and saves.
"""

import argparse
import copy
import math
import os
import signal
import sys
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from export.errors import ExportError, run_command
from train.data import LABELS, TRAIN, TRAINING_SETS, VALIDATION, load_training_sets, on_side
from train.loader import BatchLoader
from train.network import Architecture, build, cost, folded_logits
from train.network import MOST_GIGA_MULTIPLY_ADDS, MOST_PARAMETERS
from train.predict import accuracy, labels_of, motion_clips, predict
from train.scenes import Composer, Recipe

CHECKPOINT = "checkpoint.pt"
CURVES = "curves.png"
WARM_UP = 0.03
LAST_RATE = 0.005
PROGRESS_SECONDS = 20
LONGEST_GRADIENT = 5.0
# How much of the running mean of loss and accuracy one step replaces.
NEWS = 0.02


class Trainer:
    """A network, the running average of its weights, and its optimiser. Mutable, one thread."""

    def __init__(self, architecture: Architecture, seed: int, options: dict):
        torch.manual_seed(seed)
        self.architecture = architecture
        self.seed = seed
        self.options = options
        self.network = build(architecture, len(LABELS))
        self.average = copy.deepcopy(self.network).eval()
        decayed = [p for p in self.network.parameters() if p.dim() > 1]
        others = [p for p in self.network.parameters() if p.dim() <= 1]
        self.optimiser = torch.optim.AdamW(
            [{"params": decayed}, {"params": others, "weight_decay": 0.0}],
            lr=options["rate"],
            weight_decay=options["decay"],
            foreach=True,
        )
        self.steps = 0
        self.seconds = 0.0
        self.history = []

    def step(self, volumes: torch.Tensor, labels: torch.Tensor, progress: float):
        """Learns from one batch; `progress` in 0..1 sets the rate. Returns loss and accuracy."""
        # Dropout too depends on the step alone.
        torch.manual_seed(self.seed * 1_000_003 + self.steps)
        for group in self.optimiser.param_groups:
            group["lr"] = rate_at(progress, self.options["rate"])
        self.network.train()
        with torch.autocast("cpu", torch.bfloat16, enabled=self.options["bfloat16"]):
            logits = folded_logits(
                self.network, volumes, self.architecture.frames, self.architecture.dropout
            )
        loss = functional.cross_entropy(logits, labels, label_smoothing=self.options["smoothing"])
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), LONGEST_GRADIENT)
        self.optimiser.step()
        self.steps += 1
        self._follow()
        return loss.item(), (logits.argmax(1) == labels).float().mean().item()

    def _follow(self):
        # A short memory at first: the average must not remember the initial weights.
        keep = min(self.options["average"], self.steps / (self.steps + 20))
        with torch.no_grad():
            for mean, value in zip(_floats(self.average), _floats(self.network)):
                mean.lerp_(value, 1 - keep)

    def state(self) -> dict:
        return {
            "architecture": asdict(self.architecture),
            "labels": list(LABELS),
            "options": self.options,
            "seed": self.seed,
            "steps": self.steps,
            "seconds": self.seconds,
            "history": self.history,
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
        }

    def load(self, state: dict):
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.steps, self.seconds = state["steps"], state["seconds"]
        self.history = list(state["history"])

    def start_from(self, state: dict):
        """Takes over the averaged weights of another run, and nothing else: a warm restart."""
        self.network.load_state_dict(state["average"])
        self.average.load_state_dict(state["average"])


def _floats(network):
    """Parameters and running statistics, without the counters of batch norm."""
    return [value for value in network.state_dict().values() if value.dtype.is_floating_point]


def rate_at(progress: float, highest: float) -> float:
    """Rises over the first 3 % of the run, then falls as a cosine."""
    rising = min(1.0, (progress + 1e-3) / WARM_UP)
    falling = 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))
    return highest * rising * (LAST_RATE + (1 - LAST_RATE) * falling)


def as_volumes(cells: np.ndarray, labels: np.ndarray, architecture: Architecture):
    """Returns a loader's batch as tensors: volumes [N * T, K, H, W] in bfloat16, and labels."""
    size = architecture.size
    rows = len(labels) * architecture.frames
    volumes = torch.from_numpy(cells).view(torch.bfloat16).view(rows, size, size, -1)
    return volumes.permute(0, 3, 1, 2), torch.from_numpy(labels)


def read_checkpoint(path: Path) -> dict:
    """Returns a run's state; the labels have to be those of this code."""
    try:
        state = torch.load(path, map_location="cpu")
    except (RuntimeError, ValueError, EOFError, KeyError) as error:
        raise ExportError(f"{path}: expected a checkpoint of train.train, got {error}") from None
    if not isinstance(state, dict) or state.get("labels") != list(LABELS):
        raise ExportError(f"{path}: expected a checkpoint with these {len(LABELS)} labels")
    return state


def architecture_of(state: dict) -> Architecture:
    """Returns the sizes of a checkpoint's network."""
    sizes = state["architecture"].items()
    return Architecture(**{k: tuple(v) if isinstance(v, list) else v for k, v in sizes})


def averaged_network(state: dict):
    """Returns the network to use of a checkpoint, in evaluation mode."""
    network = build(architecture_of(state), len(LABELS))
    network.load_state_dict(state["average"])
    return network.eval()


def write_checkpoint(state: dict, path: Path):
    """Replaces the file in one go: a kill leaves the old one or the new one."""
    draft = path.with_suffix(".part")
    torch.save(state, draft)
    os.replace(draft, path)


class Run:
    """Trains until the time is up and keeps the folder of the run. Mutable, one thread."""

    def __init__(self, trainer, composer, validation, folder, arguments):
        self.trainer = trainer
        self.composer = composer
        self.validation = validation
        self.validation_labels = labels_of(validation)
        self.clips = motion_clips(validation, trainer.architecture)
        self.folder = folder
        self.arguments = arguments
        self.first_step, self.first_second = trainer.steps, trainer.seconds
        self.loss = self.accuracy = None
        self.waited = 0.0
        self.stopped = False

    def train(self):
        arguments, trainer = self.arguments, self.trainer
        budget = 60 * arguments.minutes
        periods = {
            self._report: PROGRESS_SECONDS,
            self.check: 60 * arguments.check_minutes,
            self.save: 60 * arguments.save_minutes,
        }
        due = {action: trainer.seconds + period for action, period in periods.items()}
        with BatchLoader(
            self.composer, trainer.seed, trainer.steps, arguments.batch, arguments.workers
        ) as loader:
            while (
                not self.stopped and trainer.seconds < budget and trainer.steps < arguments.steps
            ):
                self._step(loader, budget)
                for action, period in periods.items():
                    if trainer.seconds >= due[action]:
                        action()
                        due[action] = trainer.seconds + period
        self._report()
        if self.stopped:
            print(f"stopped after step {trainer.steps}; go on with --resume", flush=True)
        else:
            self.check()
        self.save()

    def stop(self, *_):
        """Ends training after the step that is under way; a handler of signals."""
        self.stopped = True

    def _step(self, loader, budget):
        # Only steps count as training time: checks and saves do not.
        begin = time.monotonic()
        cells, labels = loader.next_batch()
        self.waited += time.monotonic() - begin
        batch = as_volumes(cells, labels, self.trainer.architecture)
        loss, share = self.trainer.step(*batch, self.trainer.seconds / budget)
        self.trainer.seconds += time.monotonic() - begin
        if self.loss is None:
            self.loss, self.accuracy = loss, share
        self.loss += NEWS * (loss - self.loss)
        self.accuracy += NEWS * (share - self.accuracy)

    def _report(self):
        if self.loss is None:
            return
        trainer = self.trainer
        minutes = trainer.seconds / 60
        seconds = max(trainer.seconds - self.first_second, 1e-9)
        per_clip = 1000 * seconds / (trainer.steps - self.first_step) / self.arguments.batch
        rate = trainer.optimiser.param_groups[0]["lr"]
        print(
            f"{minutes:6.1f} of {self.arguments.minutes:g} min  step {trainer.steps}"
            f"  loss {self.loss:.3f}  accuracy {self.accuracy:.3f}  rate {rate:.5f}"
            f"  {per_clip:.1f} ms/clip  waited {100 * self.waited / seconds:.0f} %",
            flush=True,
        )
        entry = {"minutes": minutes, "step": trainer.steps}
        trainer.history.append({**entry, "loss": self.loss, "accuracy": self.accuracy})

    def check(self):
        """Measures the averaged weights on the validation side."""
        trainer = self.trainer
        logits = predict(trainer.average, self.clips, trainer.architecture, bfloat16=True)
        result = accuracy(logits, self.validation_labels)
        entry = {"minutes": trainer.seconds / 60, "step": trainer.steps}
        trainer.history.append({**entry, **result})
        by_set = {}
        sources = np.array([motion.source for motion in self.validation])
        for source in sorted(set(sources)):
            mine = sources == source
            by_set[source] = accuracy(logits[mine], self.validation_labels[mine])["top1"]
        sets = "  ".join(f"{name} {top1:.3f}" for name, top1 in by_set.items())
        print(
            f"validation  top-1 {result['top1']:.3f}  mean class {result['mean_class']:.3f}"
            f"  {sets}",
            flush=True,
        )

    def save(self):
        write_checkpoint(self.trainer.state(), self.folder / CHECKPOINT)
        # Drawing is a luxury: a machine without matplotlib trains as well.
        try:
            from train.plots import draw_curves
        except ImportError:
            return
        draw_curves(self.trainer.history, self.folder / CURVES)


def parse_arguments(arguments=None):
    parser = argparse.ArgumentParser(
        prog="python3 -m train.train",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, metavar="DIR", help="folder of the skeleton sets")
    add("--out", type=Path, required=True, metavar="RUN", help="folder of the run")
    add("--minutes", type=float, default=150, help="length of the whole run (default 150)")
    add("--resume", action="store_true", help="go on from RUN/checkpoint.pt")
    add("--init", type=Path, metavar="CHECKPOINT", help="start from the weights of another run")
    add(
        "--leave-out",
        nargs="*",
        default=[],
        choices=TRAINING_SETS,
        metavar="SET",
        help="do not train on these sets; evaluate then measures on the whole of them",
    )
    add("--seed", type=int, default=1, help="of weights, batches and dropout (default 1)")
    add("--batch", type=int, default=32, help="clips in a step (default 32)")
    add("--rate", type=float, default=2e-3, help="highest learning rate (default 0.002)")
    add("--threads", type=int, default=2, help="of the network (default 2)")
    add("--workers", type=int, default=1, help="processes that make batches (default 1)")
    add("--frames", type=int, default=Architecture.frames, help="T (default %(default)s)")
    add("--size", type=int, default=Architecture.size, help="H and W (default %(default)s)")
    add("--widths", type=int, nargs=3, default=Architecture.widths, help="channels by stage")
    add("--blocks", type=int, nargs=3, default=Architecture.blocks, help="blocks by stage")
    add("--check-minutes", type=float, default=10, help="between validations (default 10)")
    add("--save-minutes", type=float, default=3, help="between checkpoints (default 3)")
    add("--steps", type=int, default=sys.maxsize, help="stop after as many, for trials")
    return parser.parse_args(arguments)


def make_trainer(arguments) -> Trainer:
    """Returns a new trainer, or the one of the checkpoint to resume, whose options then hold."""
    path = arguments.out / CHECKPOINT
    if arguments.resume:
        state = read_checkpoint(path)
        if sorted(arguments.leave_out) not in ([], state["options"]["leave_out"]):
            raise ExportError(
                f"{path}: expected --leave-out {' '.join(state['options']['leave_out'])} as before"
            )
        trainer = Trainer(architecture_of(state), state["seed"], state["options"])
        trainer.load(state)
        arguments.batch = state["options"]["batch"]
        return trainer
    if path.exists():
        raise ExportError(f"{path}: a run is there already; --resume it or choose another --out")
    architecture = Architecture(
        frames=arguments.frames,
        size=arguments.size,
        widths=tuple(arguments.widths),
        blocks=tuple(arguments.blocks),
    )
    options = {
        "rate": arguments.rate,
        "decay": 0.03,
        "smoothing": 0.05,
        "average": 0.998,
        "bfloat16": True,
        "batch": arguments.batch,
        "leave_out": sorted(arguments.leave_out),
        "recipe": asdict(Recipe()),
    }
    trainer = Trainer(architecture, arguments.seed, options)
    if arguments.init:
        initial = read_checkpoint(arguments.init)
        if architecture_of(initial) != architecture:
            raise ExportError(f"{arguments.init}: expected a network of the same sizes")
        trainer.start_from(initial)
    return trainer


def main(arguments=None):
    arguments = parse_arguments(arguments)
    torch.set_num_threads(arguments.threads)
    arguments.out.mkdir(parents=True, exist_ok=True)
    trainer = make_trainer(arguments)
    parameters, operations = cost(trainer.architecture, len(LABELS))
    if parameters > MOST_PARAMETERS or operations > MOST_GIGA_MULTIPLY_ADDS:
        raise ExportError(
            f"expected at most {MOST_PARAMETERS} parameters and {MOST_GIGA_MULTIPLY_ADDS} GMAC,"
            f" got {parameters} and {operations:.2f}; lower --widths, --blocks, --frames or --size"
        )
    motions = load_training_sets(arguments.data, frozenset(trainer.options["leave_out"]))
    training, validation = on_side(motions, TRAIN), on_side(motions, VALIDATION)
    composer = Composer(
        training,
        trainer.architecture.frames,
        trainer.architecture.size,
        Recipe(**trainer.options["recipe"]),
    )
    print(
        f"{parameters} parameters, {operations:.3f} GMAC, {len(training)} motions to train on,"
        f" {len(validation)} to validate",
        flush=True,
    )
    run = Run(trainer, composer, validation, arguments.out, arguments)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, run.stop)
    run.train()
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
