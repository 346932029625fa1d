"""That a run can be stopped and resumed without a trace, and what it refuses."""

import contextlib
import io
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from export.errors import ExportError
from train import fixtures
from train.data import TRAIN, on_side
from train.loader import BatchLoader, make_batch
from train.network import Architecture
from train.scenes import Composer
from train.train import CHECKPOINT, LAST_RATE, Trainer, as_volumes, averaged_network
from train.train import make_trainer, parse_arguments, rate_at, read_checkpoint, write_checkpoint

SMALL = Architecture(frames=8, size=16, stem=4, widths=(6, 8, 12), blocks=(1, 1, 1))
OPTIONS = {
    "rate": 2e-3,
    "decay": 0.03,
    "smoothing": 0.05,
    "average": 0.998,
    "bfloat16": True,
    "batch": 4,
    "leave_out": [],
    "recipe": {},
}
BATCH, SEED = 4, 3


def composer():
    return Composer(on_side(fixtures.motions(), TRAIN), SMALL.frames, SMALL.size)


def batch(number):
    cells = np.zeros(BATCH * SMALL.frames * SMALL.size**2 * 17, np.int16)
    _, labels = make_batch(composer(), SEED, number, BATCH, cells)
    return as_volumes(cells, labels, SMALL)


def new_trainer():
    return Trainer(SMALL, SEED, dict(OPTIONS))


class ResumeTest(unittest.TestCase):
    def test_next_step_after_a_resume_is_the_one_that_would_have_been(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / CHECKPOINT
            unbroken = new_trainer()
            for number in range(2):
                unbroken.step(*batch(number), 0.1)
            write_checkpoint(unbroken.state(), path)
            resumed = new_trainer()
            resumed.load(read_checkpoint(path))
        expected, found = (t.step(*batch(t.steps), 0.2) for t in (unbroken, resumed))
        self.assertEqual(expected, found)
        self.assertEqual(unbroken.steps, resumed.steps)
        for name in ("network", "average"):
            states = (getattr(t, name).state_dict() for t in (unbroken, resumed))
            for (key, mine), other in zip(next(states).items(), next(states).values()):
                self.assertTrue(torch.equal(mine, other), key)

    def test_warm_restart_takes_over_the_average_and_no_more(self):
        first = new_trainer()
        for number in range(3):
            first.step(*batch(number), 0.1)
        second = new_trainer()
        second.start_from(first.state())
        self.assertEqual((0, []), (second.steps, second.history))
        wanted = first.average.state_dict()
        for key, value in second.network.state_dict().items():
            self.assertTrue(torch.equal(wanted[key], value), key)

    def test_averaged_network_is_ready_to_use(self):
        trainer = new_trainer()
        trainer.step(*batch(0), 0.1)
        network = averaged_network(trainer.state())
        self.assertFalse(network.training)
        self.assertEqual((1, 30), tuple(network(torch.zeros(1, *SMALL.input_shape)).shape))


class LoaderTest(unittest.TestCase):
    def test_gives_the_batches_of_a_run_in_order_from_where_it_stopped(self):
        with BatchLoader(composer(), SEED, 5, BATCH, workers=2) as loader:
            for number in range(5, 10):
                cells, labels = loader.next_batch()
                expected, wanted = batch(number)
                found, _ = as_volumes(cells, labels, SMALL)
                self.assertTrue(torch.equal(expected, found), number)
                np.testing.assert_array_equal(wanted, labels)

    def test_tells_what_went_wrong_in_a_worker(self):
        broken = composer()
        broken.by_label = {}
        broken.runs = broken.upright = broken.singles = broken.calm = []
        with BatchLoader(broken, SEED, 0, BATCH) as loader:
            with self.assertRaisesRegex(ExportError, "batch 0: "):
                loader.next_batch()


class ScheduleTest(unittest.TestCase):
    def test_rises_then_falls_to_a_small_rate(self):
        rates = [rate_at(progress, 1.0) for progress in (0, 0.03, 0.5, 1, 1.2)]
        self.assertLess(rates[0], 0.05)
        self.assertGreater(rates[1], 0.99)
        self.assertAlmostEqual(0.5, rates[2], delta=0.01)
        self.assertEqual([LAST_RATE, LAST_RATE], [round(rate, 9) for rate in rates[3:]])


class RefusalTest(unittest.TestCase):
    def test_does_not_overwrite_a_run(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / CHECKPOINT).write_bytes(b"")
            with self.assertRaisesRegex(ExportError, "a run is there already"):
                make_trainer(parse_arguments(["--data", "d", "--out", folder]))

    def test_does_not_read_something_else_as_a_checkpoint(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / CHECKPOINT
            torch.save({"labels": ["walk"]}, path)
            with self.assertRaisesRegex(ExportError, "expected a checkpoint with these 30 labels"):
                read_checkpoint(path)

    def test_does_not_leave_out_an_unknown_set(self):
        with contextlib.redirect_stderr(io.StringIO()), self.assertRaises(SystemExit):
            parse_arguments(["--data", "d", "--out", "o", "--leave-out", "tennis_movenet"])


if __name__ == "__main__":
    unittest.main()
