"""That the row of `fight` is fitted to fights, and that soups are means."""

import unittest
from dataclasses import replace

import numpy as np
import torch

from export.errors import ExportError
from train.data import fixtures
from train.learning.fight import OTHERS, fit, near_pairs, weights_of
from train.learning.fixtures import new_trainer
from train.learning.soup import LAST_LAYER, averaged


class FitTest(unittest.TestCase):
    def test_tells_fights_from_the_rest_whatever_the_other_labels_say(self) -> None:
        rng = np.random.default_rng(1)
        features = rng.normal(0, 1, (400, 5))
        fight = features[:, 2] > 0.3
        offset = rng.normal(0, 1, 400)
        row, bias = fit(features, offset, fight, np.ones(400))
        odds = features @ row + bias - offset
        self.assertGreater(np.mean((odds > 0) == fight), 0.75)
        self.assertEqual(2, np.abs(row).argmax())

    def test_fights_weigh_as_much_as_calm_scenes_of_their_set(self) -> None:
        fight = np.array([True, False, False, False, False])
        own = np.array([True, True, True, False, False])
        weights = weights_of(fight, own)
        self.assertEqual(weights[0], weights[1:3].sum())
        self.assertEqual(weights[:3].sum() * OTHERS, weights[3:].sum())


class PairsTest(unittest.TestCase):
    def test_each_goes_with_the_nearest_who_is_seen_for_long(self) -> None:
        people = np.stack([fixtures.standing(10)[..., :2] + [x, 0] for x in (0, 1, 5, 1.2)])
        scores = np.ones(people.shape[:3])
        scores[3, 2:] = 0
        self.assertEqual([[0, 1], [1, 2]], near_pairs(people, scores))

    def test_nobody_makes_a_pair_alone(self) -> None:
        alone = fixtures.standing(10)[None, ..., :2]
        self.assertEqual([], near_pairs(alone, np.ones((1, 10, 17))))


class SoupTest(unittest.TestCase):
    def test_is_the_mean_of_weights_and_keeps_counters(self) -> None:
        runs = [
            replace(new_trainer().checkpoint(), average={"w": weights, "n": torch.tensor(3)})
            for weights in (torch.tensor([1.0]), torch.tensor([2.0]))
        ]
        soup = averaged(runs).average
        self.assertEqual((1.5, 3), (soup["w"].item(), soup["n"].item()))
        self.assertEqual(1.25, averaged(runs, [0.75, 0.25]).average["w"].item())
        with self.assertRaisesRegex(ExportError, "labels that the first has"):
            averaged([runs[0], replace(runs[1], labels=["b"])])
        with self.assertRaisesRegex(ExportError, "expected 2 shares, found 1"):
            averaged(runs, [1.0])

    def test_row_of_a_label_is_the_mean_of_those_who_know_it(self) -> None:
        name, run = LAST_LAYER + "bias", new_trainer().checkpoint()
        newer = replace(run, labels=["a", "b"], average={name: torch.tensor([1.0, 5.0])})
        older = replace(run, labels=["a"], average={name: torch.tensor([3.0])})
        self.assertEqual([2.0, 5.0], averaged([newer, older]).average[name].tolist())


if __name__ == "__main__":
    unittest.main()
