"""That a run can be stopped and resumed without a trace, and what it refuses."""

import contextlib
import io
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from typing import Tuple

import numpy as np
import torch
from numpy.random import Generator

from export.errors import ExportError
from train.composing.wild import QUIET
from train.data.clips import Clip
from train.data.motions import ALARMS, LABELS
from train.learning.fixtures import EXTENT, OPTIONS, SMALL, batch, batches, new_trainer
from train.learning.fixtures import teacher_run
from train.learning.history import Checked, History, Learnt
from train.learning.loader import Batches, load
from train.learning.train import make_trainer, parse_arguments
from train.learning.trainer import LAST_RATE, Teacher, Trainer, rate_at, supervised
from train.measuring.figures import Accuracy
from train.networks.checkpoint import CHECKPOINT, averaged_network, read_checkpoint
from train.networks.checkpoint import write_checkpoint, write_weights
from train.networks.slim import SlimArchitecture

HARMLESS = np.setdiff1d(np.arange(len(LABELS)), ALARMS)


class LossTest(unittest.TestCase):
    def test_quiet_clip_only_says_that_there_is_no_alarm(self) -> None:
        def loss(label: str, *labels: int) -> float:
            logits = torch.zeros(1, len(LABELS))
            logits[0, LABELS.index(label)] = 20
            return supervised(logits, torch.tensor(labels), 0.0, HARMLESS).item()

        for harmless in ("walk", "other"):
            self.assertAlmostEqual(0, loss(harmless, QUIET), places=3)
        self.assertGreater(loss("fall", QUIET), 10)

    def test_labels_and_quiet_clips_weigh_alike(self) -> None:
        logits = torch.zeros(3, len(LABELS))
        alone = supervised(logits[:1], torch.tensor([QUIET]), 0.0, HARMLESS)
        known = supervised(logits[:2], torch.tensor([0, 1]), 0.0, HARMLESS)
        both = supervised(logits, torch.tensor([0, 1, QUIET]), 0.0, HARMLESS)
        self.assertAlmostEqual(((alone + 2 * known) / 3).item(), both.item(), places=5)


class ResumeTest(unittest.TestCase):
    def test_next_step_after_a_resume_is_the_one_that_would_have_been(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / CHECKPOINT
            unbroken = new_trainer()
            for number in range(2):
                unbroken.step(*batch(number), 0.1)
            write_checkpoint(unbroken.checkpoint(), path)
            run = read_checkpoint(path)
        resumed = new_trainer()
        self.assertIsNotNone(run.progress)
        if run.progress is not None:
            resumed.resume(run, run.progress)
        expected, found = (t.step(*batch(t.steps), 0.2) for t in (unbroken, resumed))
        self.assertEqual(expected, found)
        self.assertEqual(unbroken.steps, resumed.steps)
        for name in ("network", "average"):
            states = (getattr(t, name).state_dict() for t in (unbroken, resumed))
            for (key, mine), other in zip(next(states).items(), next(states).values()):
                self.assertTrue(torch.equal(mine, other), key)

    def test_warm_restart_takes_over_the_average_and_no_more(self) -> None:
        first = new_trainer()
        for number in range(3):
            first.step(*batch(number), 0.1)
        second = new_trainer()
        second.start_from(first.checkpoint())
        self.assertEqual((0, History()), (second.steps, second.history))
        wanted = first.average.state_dict()
        for key, value in second.network.state_dict().items():
            self.assertTrue(torch.equal(wanted[key], value), key)

    def test_averaged_network_is_ready_to_use(self) -> None:
        trainer = new_trainer()
        trainer.step(*batch(0), 0.1)
        network = averaged_network(trainer.checkpoint())
        self.assertFalse(network.training)
        logits = network(torch.zeros(1, *SMALL.input_shape))
        self.assertEqual((1, len(LABELS)), tuple(logits.shape))


class TeacherTest(unittest.TestCase):
    def test_is_agreed_with_the_more_the_longer_it_is_listened_to(self) -> None:
        teacher = Teacher([teacher_run()], 1.0)
        trainer = Trainer(SMALL, LABELS, EXTENT.seed, replace(OPTIONS, rate=2e-2), teacher)
        prepared, labels = batch(1)
        losses = [trainer.step(prepared, labels, 0.1).loss.item() for _ in range(12)]
        self.assertLess(losses[-1], losses[0])

    def test_does_not_learn_itself(self) -> None:
        teacher = Teacher([teacher_run()], 0.7)
        before = [p.clone() for p in teacher.networks[0].state_dict().values()]
        Trainer(SMALL, LABELS, EXTENT.seed, OPTIONS, teacher).step(*batch(1), 0.1)
        for was, now in zip(before, teacher.networks[0].state_dict().values()):
            self.assertTrue(torch.equal(was, now))


class LoaderTest(unittest.TestCase):
    def test_gives_the_batches_of_a_run_in_order_from_where_it_stopped(self) -> None:
        for number, (prepared, labels) in zip(range(5, 10), batches(5, workers=2)):
            expected, wanted = batch(number)
            self.assertTrue(torch.equal(expected[0][0], prepared[0][0]), number)
            self.assertTrue(torch.equal(expected[1][0], prepared[1][0]), number)
            self.assertEqual(wanted.tolist(), labels.tolist())

    def test_ends_with_the_last_step(self) -> None:
        self.assertEqual(3, sum(1 for _ in batches(7)))

    def test_tells_what_went_wrong_in_a_worker(self) -> None:
        def broken(rng: Generator, progress: float) -> Tuple[Clip, int]:
            raise ValueError("no such motion")

        with self.assertRaisesRegex(ValueError, "no such motion"):
            next(iter(load(Batches(broken, [], EXTENT), 0, workers=1)))


class HistoryTest(unittest.TestCase):
    def test_comes_back_from_a_checkpoint(self) -> None:
        history = History([Learnt(0.5, 3, 2.5, 0.25)], [Checked(1.0, 6, Accuracy(9, 4, 0.5, 0.4))])
        entries = history.entries()
        self.assertEqual({"minutes": 0.5, "step": 3, "loss": 2.5, "accuracy": 0.25}, entries[0])
        self.assertEqual(0.4, entries[1]["mean_class"])
        self.assertEqual(history, History.of(entries))


class ScheduleTest(unittest.TestCase):
    def test_rises_then_falls_to_a_small_rate(self) -> None:
        rates = [rate_at(progress, 1.0) for progress in (0, 0.03, 0.5, 1, 1.2)]
        self.assertLess(rates[0], 0.05)
        self.assertGreater(rates[1], 0.99)
        self.assertAlmostEqual(0.5, rates[2], delta=0.01)
        self.assertEqual([LAST_RATE, LAST_RATE], [round(rate, 9) for rate in rates[3:]])


class RefusalTest(unittest.TestCase):
    def refused(self, folder: str, *arguments: str) -> Trainer:
        return make_trainer(parse_arguments(["--data", "d", "--out", folder, *arguments]))

    def test_does_not_overwrite_a_run(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / CHECKPOINT).write_bytes(b"")
            with self.assertRaisesRegex(ExportError, "a run is there already"):
                self.refused(folder)

    def test_does_not_read_something_else_as_a_checkpoint(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / CHECKPOINT
            torch.save({"labels": ["walk"]}, path)
            wanted = "expected a checkpoint of train.learning.train"
            with self.assertRaisesRegex(ExportError, wanted):
                read_checkpoint(path)

    def test_does_not_go_on_from_weights_alone(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            write_weights(new_trainer().checkpoint(), Path(folder) / CHECKPOINT)
            with self.assertRaisesRegex(ExportError, "found weights alone"):
                self.refused(folder, "--resume")

    def test_does_not_leave_out_an_unknown_set(self) -> None:
        with contextlib.redirect_stderr(io.StringIO()), self.assertRaises(SystemExit):
            parse_arguments(["--data", "d", "--out", "o", "--leave-out", "tennis_movenet"])

    def test_does_not_take_a_size_the_network_does_not_have(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            with self.assertRaisesRegex(ExportError, "--size depths: expected one of frames, "):
                self.refused(folder, "--size", "depths=3")

    def test_does_not_learn_of_a_teacher_that_saw_what_is_left_out(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "teacher.pt"
            write_checkpoint(teacher_run(), path)
            with self.assertRaisesRegex(ExportError, "a teacher that left out the same sets"):
                self.refused(folder, "--teacher", str(path), "--leave-out", "jhmdb")
            with self.assertRaisesRegex(ExportError, "a teacher trained with --hold-out"):
                self.refused(folder, "--teacher", str(path), "--hold-out")


class SizeTest(unittest.TestCase):
    def test_takes_numbers_and_lists_of_them(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            sizes = ["--size", "widths=8,12", "--size", "frames=16", "--size", "dropout=0.1"]
            arguments = parse_arguments(["--data", "d", "--out", folder, *sizes])
            self.assertEqual(
                SlimArchitecture(frames=16, widths=(8, 12), dropout=0.1),
                make_trainer(arguments).architecture,
            )


if __name__ == "__main__":
    unittest.main()
