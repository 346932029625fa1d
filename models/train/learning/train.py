"""Trains a recogniser on real skeletons: `python3 -m train.learning.train --data DIR --out RUN`.

Everything that a run needs to go on is in RUN/checkpoint.pt, written every few minutes; --resume
goes on from it, batch for batch as the run would have. Ctrl-C stops after the step under way
and saves.
"""

import argparse
import signal
import sys
from pathlib import Path
from typing import Any, Optional, Sequence, Tuple

import torch

from export.errors import ExportError, run_command
from train.composing.tasks import TASKS, Lesson, task_names
from train.data.motions import TRAINING_SETS
from train.data.real import FOLDS
from train.learning.run import Habits, Run
from train.learning.store import Store, Stores
from train.learning.trainer import CPU, Teacher, Trainer
from train.networks.architecture import Architecture, Cost
from train.networks.checkpoint import ARCHITECTURES, CHECKPOINT, Checkpoint, Options
from train.networks.checkpoint import make_architecture, read_checkpoint
from train.networks.slim import MOST_GIGA_MULTIPLY_ADDS, MOST_PARAMETERS


def parse_arguments(arguments: Optional[Sequence[str]] = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 -m train.learning.train",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_folders(parser)
    _add_lesson(parser)
    _add_network(parser)
    _add_pace(parser)
    return parser.parse_args(arguments)


def _add_folders(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--data", type=Path, required=True, metavar="DIR", help="folder of the skeleton sets")
    add("--out", type=Path, required=True, metavar="RUN", help="folder of the run")
    add("--resume", action="store_true", help="go on from RUN/checkpoint.pt")
    add("--init", type=Path, metavar="CHECKPOINT", help="start from the weights of another run")
    add("--teacher", type=Path, nargs="+", default=[], metavar="CHECKPOINT",
        help="learn the mean answers of these runs as well")  # fmt: skip
    add("--teacher-share", type=float, default=0.7, help="of the loss (default 0.7)")
    add("--store", type=Path, nargs="+", default=[], metavar="STORE",
        help="learn from clips that train.learning.draw has drawn")  # fmt: skip


def _add_lesson(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--task", choices=task_names(), default="actions", help="what to learn (default actions)")
    add("--leave-out", nargs="*", default=[], choices=TRAINING_SETS, metavar="SET",
        help="do not train on these sets; evaluate then measures on all of them")  # fmt: skip
    add("--hold-out", action="store_true",
        help="do not train on some motions without a target; evaluate then counts how many of"
        " them are rejected")  # fmt: skip
    add("--folds", type=int, nargs="*", default=[], choices=range(FOLDS), metavar="FOLD",
        help="learn nothing of what these folds of train.measuring.strangers"
        " keep")  # fmt: skip


def _add_network(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--network", choices=list(ARCHITECTURES), default="slim",
        help="slim, which is exported; keypoints, a teacher; stgcn, to compare with")  # fmt: skip
    add("--size", type=_size, action="append", default=[], metavar="NAME=VALUE", dest="sizes",
        help="another size of the network, such as widths=32,96 or frames=16")  # fmt: skip
    add("--device", default=CPU, help="cpu, or a GPU such as cuda, which needs a --store")
    add("--halved", action="store_true", help="multiply in bfloat16: for CPUs that know it")
    add("--threads", type=int, default=1, help="of the network (default 1)")


def _add_pace(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--steps", type=int, default=20_000, help="length of the run (default %(default)s)")
    add("--seed", type=int, default=1, help="of weights, batches and dropout (default 1)")
    add("--batch", type=int, default=32, help="clips in a step (default 32)")
    add("--rate", type=float, default=2e-3, help="highest learning rate (default 0.002)")
    add("--workers", type=int, default=1, help="processes that make batches (default 1)")
    add("--check-minutes", type=float, default=10, help="between validations (default 10)")
    add("--save-minutes", type=float, default=3, help="between checkpoints (default 3)")


def _size(text: str) -> Tuple[str, Any]:
    name, _, value = text.partition("=")
    if value.isalpha():
        return name, value
    numbers = tuple(float(part) if "." in part else int(part) for part in value.split(","))
    return name, numbers if len(numbers) > 1 else numbers[0]


def make_trainer(arguments: argparse.Namespace) -> Trainer:
    """Returns a new trainer, or the one of the checkpoint to resume, whose options then hold."""
    path = arguments.out / CHECKPOINT
    if arguments.resume:
        return _resumed(path, arguments)
    if path.exists():
        raise ExportError(f"{path}: a run is there already; --resume it or choose another --out")
    task = TASKS[arguments.task]
    architecture = make_architecture(arguments.network, {**task.sizes, **dict(arguments.sizes)})
    options, device = _options(arguments), arguments.device
    teacher = _teacher(options, task.labels, device)
    trainer = Trainer(architecture, task.labels, arguments.seed, options, teacher, device)
    if arguments.init:
        initial = read_checkpoint(arguments.init)
        if initial.architecture != architecture:
            raise ExportError(f"{arguments.init}: expected a network of the same sizes")
        trainer.start_from(initial)
    return trainer


def _options(arguments: argparse.Namespace) -> Options:
    return Options(
        task=arguments.task,
        steps=arguments.steps,
        rate=arguments.rate,
        decay=0.03,
        smoothing=0.05,
        average=0.998,
        batch=arguments.batch,
        leave_out=sorted(arguments.leave_out),
        hold_out=arguments.hold_out,
        teacher=[str(teacher) for teacher in arguments.teacher],
        teacher_share=arguments.teacher_share,
        folds=sorted(arguments.folds),
        halved=arguments.halved,
    )


def _resumed(path: Path, arguments: argparse.Namespace) -> Trainer:
    run = read_checkpoint(path)
    left_out = run.options.leave_out
    if sorted(arguments.leave_out) not in ([], left_out):
        raise ExportError(f"{path}: expected --leave-out {' '.join(left_out)} as before")
    if run.progress is None:
        raise ExportError(f"{path}: expected a checkpoint to go on from, found weights alone")
    device = arguments.device
    teacher = _teacher(run.options, run.labels, device)
    trainer = Trainer(run.architecture, run.labels, run.seed, run.options, teacher, device)
    trainer.resume(run, run.progress)
    return trainer


def _teacher(options: Options, labels: Sequence[str], device: str) -> Optional[Teacher]:
    if not options.teacher:
        return None
    runs = [read_checkpoint(Path(path)) for path in options.teacher]
    for path, run in zip(options.teacher, runs):
        _check_teacher(path, run, options, labels)
        if run.architecture != runs[0].architecture:
            raise ExportError(f"{path}: expected a teacher of the sizes of the first")
    return Teacher(runs, options.teacher_share, device)


def _check_teacher(path: str, run: Checkpoint, options: Options, labels: Sequence[str]) -> None:
    """Raises if a teacher knows what the network must not, or something else."""
    if run.labels != list(labels):
        raise ExportError(f"{path}: expected a teacher of the same labels")
    if run.options.leave_out != options.leave_out:
        raise ExportError(f"{path}: expected a teacher that left out the same sets")
    if run.options.folds != options.folds:
        raise ExportError(f"{path}: expected a teacher of the same folds")
    if options.hold_out and not run.options.hold_out:
        raise ExportError(f"{path}: expected a teacher trained with --hold-out")


def open_stores(
    paths: Sequence[Path], options: Options, architecture: Architecture[Any], device: str
) -> Optional[Stores]:
    """Returns the clips to learn from, or nothing if they are drawn as the run goes."""
    if paths:
        return Stores([open_store(path, options, architecture) for path in paths])
    if device != CPU:
        raise ExportError(f"--device {device}: expected a --store to learn from")
    if options.folds:
        raise ExportError("--folds: expected a --store to learn from")
    return None


def open_store(path: Path, options: Options, architecture: Architecture[Any]) -> Store:
    """Returns clips that were drawn for such a network, or raises."""
    store = Store(path, options.folds)
    drawn = store.drawn
    found = drawn.task, drawn.frames, drawn.size, list(drawn.leave_out), drawn.hold_out
    sizes = architecture.frames, architecture.size
    expected = (options.task, *sizes, options.leave_out, options.hold_out)
    if found != expected:
        raise ExportError(
            f"{path}: expected clips of task, frames, size, --leave-out and --hold-out"
            f" {expected}, found {found}"
        )
    return store


def check_cost(cost: Cost) -> None:
    """Raises if a network that is meant to be shipped is larger than it may be."""
    parameters, operations = cost
    if parameters > MOST_PARAMETERS or operations > MOST_GIGA_MULTIPLY_ADDS:
        raise ExportError(
            f"expected at most {MOST_PARAMETERS} parameters and {MOST_GIGA_MULTIPLY_ADDS} GMAC,"
            f" got {parameters} and {operations:.2f}; lower widths, blocks, frames or size"
        )
    print(f"{parameters} parameters, {operations:.3f} GMAC", flush=True)


def make_run(arguments: argparse.Namespace) -> Run:
    """Returns a run that is ready to begin or to go on."""
    trainer = make_trainer(arguments)
    cost = trainer.architecture.cost(len(trainer.labels))
    if cost is not None:
        check_cost(cost)
    options, architecture = trainer.options, trainer.architecture
    store = open_stores(arguments.store, options, architecture, arguments.device)
    lesson = _lesson(trainer, arguments.data)
    print(lesson.description, flush=True)
    habits = Habits(
        arguments.out, arguments.check_minutes, arguments.save_minutes, arguments.workers
    )
    return Run(trainer, lesson, store, habits)


def _lesson(trainer: Trainer, data: Path) -> Lesson:
    options, architecture = trainer.options, trainer.architecture
    load = TASKS[options.task].lesson
    sizes = architecture.frames, architecture.size
    return load(data, options.leave_out, options.hold_out, *sizes)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    options = parse_arguments(arguments)
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    run = make_run(options)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, run.stop)
    run.train()
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
