"""Every part of an evaluation, on made-up motions."""

import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from export.errors import ExportError
from train.composing.scenes import Composer
from train.data import fixtures
from train.data.motions import INDEX, LABELS, OTHER, Recording
from train.learning.fixtures import SMALL, SMALL_TEACHER
from train.measuring.evaluation import Evaluation
from train.measuring.fixtures import CALIBRATED, small_results
from train.measuring.results import ActionResults, SceneResults, as_lines, read_results
from train.measuring.results import write_results
from train.measuring.windows import groups
from train.networks.predict import predict


class WindowTest(unittest.TestCase):
    def test_looks_at_each_person_each_nearest_pair_and_everybody(self) -> None:
        poses = np.zeros((3, 10, 17, 2)) + np.array([10, 20, 500]).reshape(3, 1, 1, 1)
        people = Recording("a", "1", 5.0, poses, np.ones((3, 10, 17)), (640, 480))
        found = groups(people, 0, 10)
        self.assertEqual([[0], [1], [2]], found["person"])
        self.assertEqual([[0, 1], [1, 2]], found["pair"])
        self.assertEqual([[0, 1, 2]], found["scene"])


class EvaluationTest(unittest.TestCase):
    def evaluation(self) -> Evaluation:
        torch.manual_seed(1)
        return Evaluation(SMALL.build(len(LABELS)).eval(), SMALL, CALIBRATED, every=50)

    def test_rejects_what_is_called_other_or_reaches_no_threshold(self) -> None:
        scores = np.zeros((3, len(LABELS)))
        scores[0, OTHER] = 0.9
        scores[1, 0] = 0.5
        scores[2, 0] = 0.6
        self.assertAlmostEqual(2 / 3, self.evaluation().rejected(scores), places=3)

    def test_reports_every_requirement(self) -> None:
        text = as_lines(small_results(self.evaluation()))
        self.assertIn("validation top-1", text)
        self.assertIn("jhmdb left out, top-1 of its labels", text)
        self.assertIn("joints_dropped", text)

    def test_activation_averages_to_the_logit(self) -> None:
        network = SMALL.build(len(LABELS)).eval()
        clip = Composer(fixtures.motions(), SMALL.frames, SMALL.size).sample(
            np.random.default_rng(1)
        )[0]
        bias = network.cls_head.fc_cls.bias[4].item()
        logit = predict(network, [clip], SMALL)[0, 4]
        self.assertAlmostEqual(
            logit, SMALL.activation(network, clip, 4).mean() + bias, places=5
        )

    def test_is_read_as_it_was_written(self) -> None:
        results = small_results(self.evaluation())
        with tempfile.TemporaryDirectory() as folder:
            write_results(results, Path(folder))
            self.assertEqual(results, read_results(ActionResults, Path(folder)))

    def test_results_of_another_task_are_refused(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            write_results(small_results(self.evaluation()), Path(folder))
            with self.assertRaisesRegex(ExportError, "expected results of this task"):
                read_results(SceneResults, Path(folder))

    def test_a_network_without_activation_maps_shows_nobody(self) -> None:
        network = SMALL_TEACHER.build(len(LABELS)).eval()
        # Somebody has to be called right for his activation to be looked at.
        torch.nn.init.constant_(network.get_parameter("answer.1.bias"), -9)
        network.get_parameter("answer.1.bias").data[INDEX["wave"]] = 9
        results = small_results(Evaluation(network, SMALL_TEACHER, CALIBRATED, every=50))
        self.assertEqual({}, results.several_people.actor_shown)
        self.assertIn("3_moving", results.several_people.accuracy)


if __name__ == "__main__":
    unittest.main()
