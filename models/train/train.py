"""Trains a recogniser on the real skeleton sets: `python3 -m train.train --data DIR --out RUN`.

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
from dataclasses import asdict, fields
from pathlib import Path
from typing import Optional, Sequence

import numpy as np
import torch
from torch.nn import functional

from export.errors import ExportError, run_command
from train.data import TRAINING_SETS
from train.keypoints import KeypointArchitecture
from train.loader import Batches, DeviceBatches, load
from train.network import MOST_GIGA_MULTIPLY_ADDS, MOST_PARAMETERS, SlimArchitecture
from train.predict import accuracy, predict
from train.stgcn import StgcnArchitecture
from train.real import FOLDS
from train.store import Store, Stores
from train.tasks import TASKS, task_names
from train.wild import QUIET

ARCHITECTURES = {
    "slim": SlimArchitecture,
    "keypoints": KeypointArchitecture,
    "stgcn": StgcnArchitecture,
}
CPU = "cpu"
CHECKPOINT = "checkpoint.pt"
CURVES = "curves.png"
WARM_UP = 0.03
LAST_RATE = 0.005
PROGRESS_SECONDS = 20
LONGEST_GRADIENT = 5.0
# How much of the running mean of loss and accuracy one step replaces.
NEWS = 0.02


class Teacher:
    """Other runs' networks, whose mean answers are part of what a network learns.

    They are of one architecture, and so see a clip alike.
    """

    def __init__(self, states: Sequence[dict], share: float, device: str = CPU):
        self.architecture = architecture_of(states[0])
        self.networks = [averaged_network(state).to(device) for state in states]
        self.share = share

    def loss(self, logits: torch.Tensor, prepared) -> torch.Tensor:
        """How far the answers are apart: the cross entropy with the teachers' probabilities."""
        with torch.no_grad():
            answers = [
                self.architecture.logits(network, prepared, len(logits)).softmax(1)
                for network in self.networks
            ]
            mean = torch.stack(answers).mean(0)
        return functional.cross_entropy(logits, mean)


class Trainer:
    """A network, its running average and its optimiser. Mutable, one thread."""

    def __init__(
        self, architecture, labels, seed: int, options: dict, teacher=None, device: str = CPU
    ):
        torch.manual_seed(seed)
        self.architecture = architecture
        self.labels = list(labels)
        self.seed = seed
        self.options = options
        alarms = TASKS[options["task"]].alarms
        self.harmless = np.setdiff1d(np.arange(len(self.labels)), alarms)
        self.teacher = teacher
        self.device = device
        self.network = architecture.build(len(labels)).to(device)
        self.average = copy.deepcopy(self.network).eval()
        self.followed = list(zip(_floats(self.average), _floats(self.network)))
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

    def step(self, prepared, labels: torch.Tensor, progress: float):
        """Learns from one batch; `progress` in 0..1 sets the rate. Returns loss and accuracy.

        They are tensors, so that a device need not be waited for.
        `prepared` is what the network takes and, if there is a teacher, what that one takes.
        """
        # Dropout too depends on the step alone.
        torch.manual_seed(self.seed * 1_000_003 + self.steps)
        for group in self.optimiser.param_groups:
            group["lr"] = rate_at(progress, self.options["rate"])
        self.network.train()
        with torch.autocast(CPU, torch.bfloat16, enabled=self.options.get("halved", False)):
            logits = self.architecture.logits(self.network, prepared[0], len(labels)).float()
        loss = supervised(logits, labels, self.options["smoothing"], self.harmless)
        if self.teacher is not None:
            taught = self.teacher.loss(logits, prepared[1])
            loss = loss + self.teacher.share * (taught - loss)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), LONGEST_GRADIENT)
        self.optimiser.step()
        self.steps += 1
        self._follow()
        return loss.detach(), (logits.detach().argmax(1) == labels).float().mean()

    def _follow(self):
        # A short memory at first: the average must not remember the initial weights.
        keep = min(self.options["average"], self.steps / (self.steps + 20))
        with torch.no_grad():
            for mean, value in self.followed:
                mean.lerp_(value, 1 - keep)

    def state(self) -> dict:
        return {
            "kind": kind_of(self.architecture),
            "architecture": asdict(self.architecture),
            "labels": self.labels,
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
        """Takes over the averaged weights of another run, and nothing else: a warm restart.

        A label that the other run did not know keeps its initial weights.
        """
        weights = _with_labels(state, self.network.state_dict(), self.labels)
        self.network.load_state_dict(weights)
        self.average.load_state_dict(weights)


def _with_labels(state: dict, initial: dict, labels: Sequence[str]) -> dict:
    """Returns averaged weights with the rows of the last layer in the order of `labels`."""
    weights = dict(state["average"])
    known = list(state["labels"])
    rows = [known.index(name) if name in known else -1 for name in labels]
    for name in list(weights)[-2:]:
        weights[name] = torch.stack(
            [weights[name][row] if row >= 0 else initial[name][at] for at, row in enumerate(rows)]
        )
    return weights


def supervised(
    logits: torch.Tensor, labels: torch.Tensor, smoothing: float, harmless: np.ndarray
) -> torch.Tensor:
    """The mean loss of labels; of `QUIET` clips it is how improbable the harmless labels are."""
    quiet = labels == QUIET
    if not quiet.any():
        return functional.cross_entropy(logits, labels, label_smoothing=smoothing)
    known = functional.cross_entropy(
        logits[~quiet], labels[~quiet], label_smoothing=smoothing, reduction="sum"
    )
    calm = logits[quiet].log_softmax(1)[:, harmless].logsumexp(1)
    return (known - calm.sum()) / len(labels)


def _floats(network):
    """Parameters and running statistics, without the counters of batch norm."""
    return [value for value in network.state_dict().values() if value.dtype.is_floating_point]


def rate_at(progress: float, highest: float) -> float:
    """Rises over the first 3 % of the run, then falls as a cosine."""
    rising = min(1.0, (progress + 1e-3) / WARM_UP)
    falling = 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))
    return highest * rising * (LAST_RATE + (1 - LAST_RATE) * falling)


def kind_of(architecture) -> str:
    return next(kind for kind, made in ARCHITECTURES.items() if isinstance(architecture, made))


def read_checkpoint(path: Path) -> dict:
    """Returns a run's state, or raises if the file is something else."""
    try:
        state = torch.load(path, map_location="cpu")
    except (RuntimeError, ValueError, EOFError, KeyError) as error:
        raise ExportError(f"{path}: expected a checkpoint of train.train, got {error}") from None
    if not isinstance(state, dict) or state.get("kind") not in ARCHITECTURES:
        raise ExportError(
            f"{path}: expected a checkpoint of train.train, of one of {', '.join(ARCHITECTURES)}"
        )
    return state


def architecture_of(state: dict):
    """Returns the sizes of a checkpoint's network."""
    sizes = state["architecture"].items()
    made = ARCHITECTURES[state["kind"]]
    return made(**{k: tuple(v) if isinstance(v, list) else v for k, v in sizes})


def averaged_network(state: dict):
    """Returns the network to use of a checkpoint, in evaluation mode."""
    network = architecture_of(state).build(len(state["labels"]))
    network.load_state_dict(state["average"])
    return network.eval()


def write_checkpoint(state: dict, path: Path):
    """Replaces the file in one go: a kill leaves the old one or the new one."""
    draft = path.with_suffix(".part")
    torch.save(state, draft)
    os.replace(draft, path)


class Run:
    """Trains to the last step and keeps the folder of the run. Mutable, one thread."""

    def __init__(self, trainer: Trainer, lesson, store: Optional[Stores], arguments):
        self.trainer = trainer
        self.lesson = lesson
        self.store = store
        self.arguments = arguments
        self.folder = arguments.out
        self.total = trainer.options["steps"]
        self.first_step, self.first_second = trainer.steps, trainer.seconds
        self.loss = self.accuracy = None
        self.waited = 0.0
        self.stopped = False

    def train(self):
        arguments, trainer = self.arguments, self.trainer
        periods = {
            self._report: PROGRESS_SECONDS,
            self.check: 60 * arguments.check_minutes,
            self.save: 60 * arguments.save_minutes,
        }
        due = {action: trainer.seconds + period for action, period in periods.items()}
        learners = [trainer] + ([trainer.teacher] if trainer.teacher else [])
        batches = self._batches([learner.architecture for learner in learners])
        begin = time.monotonic()
        for prepared, labels in batches:
            self.waited += time.monotonic() - begin
            self._step(prepared, labels)
            # Only steps count as training time: checks and saves do not.
            trainer.seconds += time.monotonic() - begin
            for action, period in periods.items():
                if trainer.seconds >= due[action]:
                    action()
                    due[action] = trainer.seconds + period
            if self.stopped:
                break
            begin = time.monotonic()
        self._report()
        if self.stopped:
            print(f"stopped after step {trainer.steps}; go on with --resume", flush=True)
        else:
            self.check()
        self.save()

    def _batches(self, architectures):
        """Returns the batches from the step that the run is at."""
        trainer, lesson = self.trainer, self.lesson
        extent = trainer.seed, self.total, trainer.options["batch"]
        if trainer.device == CPU:
            preparers = [architecture.preparer() for architecture in architectures]
            batches = Batches(
                self.store.sample if self.store else lesson.sample, preparers, *extent
            )
            return load(batches, trainer.steps, self.arguments.workers)
        preparers = [architecture.device_preparer() for architecture in architectures]
        batches = DeviceBatches(self.store.stores[0], preparers, *extent, trainer.device)
        return batches.load(trainer.steps)

    def stop(self, *_):
        """Ends training after the step that is under way; a handler of signals."""
        self.stopped = True

    def _step(self, prepared, labels):
        loss, share = self.trainer.step(prepared, labels, self.trainer.steps / self.total)
        if self.loss is None:
            self.loss, self.accuracy = loss, share
        self.loss += NEWS * (loss - self.loss)
        self.accuracy += NEWS * (share - self.accuracy)

    def _report(self):
        if self.loss is None:
            return
        trainer = self.trainer
        minutes = trainer.seconds / 60
        loss, share = float(self.loss), float(self.accuracy)
        seconds = max(trainer.seconds - self.first_second, 1e-9)
        steps = max(trainer.steps - self.first_step, 1)
        per_clip = 1000 * seconds / steps / trainer.options["batch"]
        rate = trainer.optimiser.param_groups[0]["lr"]
        print(
            f"step {trainer.steps} of {self.total}  {minutes:.1f} min  loss {loss:.3f}"
            f"  accuracy {share:.3f}  rate {rate:.5f}  {per_clip:.2f} ms/clip"
            f"  waited {100 * self.waited / seconds:.0f} %",
            flush=True,
        )
        entry = {"minutes": minutes, "step": trainer.steps}
        trainer.history.append({**entry, "loss": loss, "accuracy": share})

    def check(self):
        """Measures the averaged weights on the validation side."""
        trainer, lesson = self.trainer, self.lesson
        logits = predict(
            trainer.average, lesson.clips, trainer.architecture, device=trainer.device
        )
        result = accuracy(logits, lesson.labels)
        entry = {"minutes": trainer.seconds / 60, "step": trainer.steps}
        trainer.history.append({**entry, **result})
        by_source = {}
        for source in sorted(set(lesson.sources)):
            mine = lesson.sources == source
            by_source[source] = accuracy(logits[mine], lesson.labels[mine])["top1"]
        parts = "  ".join(f"{name} {top1:.3f}" for name, top1 in by_source.items())
        print(
            f"validation  top-1 {result['top1']:.3f}  mean class {result['mean_class']:.3f}"
            f"  {parts}",
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
    add("--task", choices=task_names(), default="actions", help="what to learn (default actions)")
    add(
        "--network",
        choices=list(ARCHITECTURES),
        default="slim",
        help="slim, which is exported; keypoints, a teacher for it; stgcn, to compare with",
    )
    add("--steps", type=int, default=20_000, help="length of the run (default %(default)s)")
    add("--resume", action="store_true", help="go on from RUN/checkpoint.pt")
    add("--init", type=Path, metavar="CHECKPOINT", help="start from the weights of another run")
    add("--teacher", type=Path, nargs="+", default=[], metavar="CHECKPOINT",
        help="learn the mean answers of these runs as well")  # fmt: skip
    add("--teacher-share", type=float, default=0.7, help="of the loss (default 0.7)")
    add("--store", type=Path, nargs="+", default=[], metavar="STORE",
        help="learn from clips that train.draw has drawn")  # fmt: skip
    add("--folds", type=int, nargs="*", default=[], choices=range(FOLDS), metavar="FOLD",
        help="learn nothing of what these folds of train.strangers keep")  # fmt: skip
    add("--halved", action="store_true", help="multiply in bfloat16: for CPUs that know it")
    add("--device", default=CPU, help="cpu, or a GPU such as cuda, which needs a --store")
    add(
        "--leave-out",
        nargs="*",
        default=[],
        choices=TRAINING_SETS,
        metavar="SET",
        help="do not train on these sets; evaluate then measures on the whole of them",
    )
    add(
        "--hold-out",
        action="store_true",
        help="do not train on some motions without a target; evaluate then counts how many of"
        " them are rejected",
    )
    add("--seed", type=int, default=1, help="of weights, batches and dropout (default 1)")
    add("--batch", type=int, default=32, help="clips in a step (default 32)")
    add("--rate", type=float, default=2e-3, help="highest learning rate (default 0.002)")
    add("--threads", type=int, default=1, help="of the network (default 1)")
    add("--workers", type=int, default=1, help="processes that make batches (default 1)")
    add("--size", type=_size, action="append", default=[], metavar="NAME=VALUE", dest="sizes",
        help="another size of the network, such as widths=32,96 or frames=16")  # fmt: skip
    add("--check-minutes", type=float, default=10, help="between validations (default 10)")
    add("--save-minutes", type=float, default=3, help="between checkpoints (default 3)")
    return parser.parse_args(arguments)


def _size(text: str):
    name, _, value = text.partition("=")
    if value.isalpha():
        return name, value
    numbers = tuple(float(part) if "." in part else int(part) for part in value.split(","))
    return name, numbers if len(numbers) > 1 else numbers[0]


def make_architecture(kind: str, sizes: dict):
    """Returns the sizes of a network, other than the default where `sizes` names them."""
    made = ARCHITECTURES[kind]
    known = [field.name for field in fields(made)]
    for name in sizes:
        if name not in known:
            raise ExportError(f"--size {name}: expected one of {', '.join(known)}")
    return made(**sizes)


def make_trainer(arguments) -> Trainer:
    """Returns a new trainer, or the one of the checkpoint to resume, whose options then hold."""
    path = arguments.out / CHECKPOINT
    if arguments.resume:
        return _resumed(path, arguments)
    if path.exists():
        raise ExportError(f"{path}: a run is there already; --resume it or choose another --out")
    task = TASKS[arguments.task]
    architecture = make_architecture(arguments.network, {**task.sizes, **dict(arguments.sizes)})
    options = {
        "task": arguments.task,
        "steps": arguments.steps,
        "rate": arguments.rate,
        "decay": 0.03,
        "smoothing": 0.05,
        "average": 0.998,
        "batch": arguments.batch,
        "leave_out": sorted(arguments.leave_out),
        "hold_out": arguments.hold_out,
        "teacher": [str(teacher) for teacher in arguments.teacher],
        "teacher_share": arguments.teacher_share,
        "halved": arguments.halved,
        "folds": sorted(arguments.folds),
    }
    device = arguments.device
    teacher = _teacher(options, task.labels, device)
    trainer = Trainer(architecture, task.labels, arguments.seed, options, teacher, device)
    if arguments.init:
        initial = read_checkpoint(arguments.init)
        if architecture_of(initial) != architecture:
            raise ExportError(f"{arguments.init}: expected a network of the same sizes")
        trainer.start_from(initial)
    return trainer


def _resumed(path, arguments):
    state = read_checkpoint(path)
    options = dict(state["options"])
    if sorted(arguments.leave_out) not in ([], options["leave_out"]):
        raise ExportError(
            f"{path}: expected --leave-out {' '.join(options['leave_out'])} as before"
        )
    device = arguments.device
    teacher = _teacher(options, state["labels"], device)
    architecture, labels = architecture_of(state), state["labels"]
    trainer = Trainer(architecture, labels, state["seed"], options, teacher, device)
    trainer.load(state)
    return trainer


def _teacher(options, labels, device):
    if not options["teacher"]:
        return None
    states = [read_checkpoint(Path(path)) for path in options["teacher"]]
    for path, state in zip(options["teacher"], states):
        if state["labels"] != list(labels):
            raise ExportError(f"{path}: expected a teacher of the same labels")
        if state["options"]["leave_out"] != options["leave_out"]:
            raise ExportError(f"{path}: expected a teacher that left out the same sets")
        if state["options"].get("folds", []) != options["folds"]:
            raise ExportError(f"{path}: expected a teacher of the same folds")
        if options["hold_out"] and not state["options"]["hold_out"]:
            raise ExportError(f"{path}: expected a teacher trained with --hold-out")
        if architecture_of(state) != architecture_of(states[0]):
            raise ExportError(f"{path}: expected a teacher of the sizes of the first")
    return Teacher(states, options["teacher_share"], device)


def _stores(paths: Sequence[Path], options, architecture, device: str) -> Optional[Stores]:
    """Returns the clips to learn from, or nothing if they are drawn as the run goes."""
    if not paths:
        if device != CPU:
            raise ExportError(f"--device {device}: expected a --store to learn from")
        if options.get("folds"):
            raise ExportError("--folds: expected a --store to learn from")
        return None
    return Stores([_store(path, options, architecture) for path in paths])


def _store(path: Path, options, architecture) -> Store:
    store = Store(path, options.get("folds", ()))
    drawn = store.drawn
    found = drawn.task, drawn.frames, drawn.size, list(drawn.leave_out), drawn.hold_out
    expected = (
        options["task"],
        architecture.frames,
        architecture.size,
        options["leave_out"],
        options["hold_out"],
    )
    if found != expected:
        raise ExportError(
            f"{path}: expected clips of task, frames, size, --leave-out and --hold-out"
            f" {expected}, found {found}"
        )
    return store


def check_cost(architecture, labels):
    """Raises if a network that is meant to be shipped is larger than it may be."""
    parameters, operations = architecture.cost(len(labels))
    if parameters > MOST_PARAMETERS or operations > MOST_GIGA_MULTIPLY_ADDS:
        raise ExportError(
            f"expected at most {MOST_PARAMETERS} parameters and {MOST_GIGA_MULTIPLY_ADDS} GMAC,"
            f" got {parameters} and {operations:.2f}; lower widths, blocks, frames or size"
        )
    print(f"{parameters} parameters, {operations:.3f} GMAC", flush=True)


def main(arguments=None):
    arguments = parse_arguments(arguments)
    torch.set_num_threads(arguments.threads)
    arguments.out.mkdir(parents=True, exist_ok=True)
    trainer = make_trainer(arguments)
    if isinstance(trainer.architecture, SlimArchitecture):
        check_cost(trainer.architecture, trainer.labels)
    options, architecture = trainer.options, trainer.architecture
    store = _stores(arguments.store, options, architecture, arguments.device)
    lesson = TASKS[options["task"]].lesson(
        arguments.data,
        options["leave_out"],
        options["hold_out"],
        architecture.frames,
        architecture.size,
    )
    print(lesson.description, flush=True)
    run = Run(trainer, lesson, store, arguments)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, run.stop)
    run.train()
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
