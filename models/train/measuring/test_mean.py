"""The mean of two runs."""

import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from typing import List

import numpy as np

from export.errors import ExportError
from train.data import fixtures
from train.data.clips import Clip
from train.data.motion_clips import motion_clips
from train.data.motions import LABELS, VALIDATION, on_side
from train.learning.fixtures import SMALL
from train.measuring.fixtures import write_run, write_two_runs
from train.measuring.mean import mean_of, read_streams
from train.networks.checkpoint import averaged_network
from train.networks.predict import predict, softmax


class MeanTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)
        self.runs = write_two_runs(self.root)

    def clips(self) -> List[Clip]:
        motions = on_side(fixtures.motions(), VALIDATION)
        return motion_clips(motions, SMALL.frames, SMALL.size)

    def test_is_that_of_the_calibrated_probabilities(self) -> None:
        streams = read_streams(self.runs)
        clips = self.clips()
        own = [
            softmax(predict(averaged_network(s.checkpoint), clips, s.architecture) / s.temperature)
            for s in streams
        ]
        self.assertGreater(np.abs(own[0] - own[1]).max(), 0.01)
        network, architecture = mean_of(streams)
        found = softmax(predict(network, clips, architecture))
        np.testing.assert_allclose(found, (own[0] + own[1]) / 2, atol=1e-6)

    def test_costs_what_its_members_cost(self) -> None:
        streams = read_streams(self.runs)
        costs = [stream.architecture.cost(len(LABELS)) for stream in streams]
        parameters, operations = mean_of(streams)[1].cost(len(LABELS))
        self.assertEqual(costs[0][0] + costs[1][0], parameters)
        self.assertAlmostEqual(costs[0][1] + costs[1][1], operations)

    def test_refuses_runs_of_other_clips(self) -> None:
        write_run(self.root / "long", replace(SMALL, frames=16), 1.0, 3)
        with self.assertRaisesRegex(ExportError, "long: expected the frames, size and labels"):
            read_streams([self.runs[0], self.root / "long"])


if __name__ == "__main__":
    unittest.main()
