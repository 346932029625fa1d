"""That a last layer is fitted without going astray, and what windows of recordings show."""

import unittest
from typing import Sequence

import numpy as np
import torch
from torch import nn

from train.composing.recordings import Truth
from train.composing.wild import QUIET
from train.data import fixtures
from train.data.motions import ALARMS, INDEX, LABELS, OTHER
from train.learning.fixtures import SMALL, new_trainer
from train.learning.last import fitted, settled
from train.learning.streamed import label_of, thinned
from train.networks.checkpoint import averaged_network

KICK = INDEX["kick"]


class FittedTest(unittest.TestCase):
    def layer(self) -> nn.Linear:
        layer = nn.Linear(4, len(LABELS))
        nn.init.zeros_(layer.weight)
        nn.init.zeros_(layer.bias)
        return layer

    def test_learns_what_features_tell_and_stays_where_it_is_pulled_to(self) -> None:
        features = np.random.default_rng(1).normal(0, 1, (300, 4)).astype(np.float32)
        labels = np.where(features[:, 2] > 0, KICK, OTHER)
        free, held = (
            fitted(self.layer(), features, labels, "actions", pull) for pull in (1e-4, 1e3)
        )
        logits = free(torch.from_numpy(features)).detach().numpy()
        self.assertGreater(np.mean(logits.argmax(1) == labels), 0.95)
        self.assertLess(float(held.weight.abs().max()), 1e-2)

    def test_of_quiet_clips_alarms_alone_are_unlearnt(self) -> None:
        features = np.ones((20, 4), np.float32)
        layer = fitted(self.layer(), features, np.full(20, QUIET), "actions", 1e-3)
        scores = layer(torch.ones(1, 4)).softmax(1)[0].detach().numpy()
        self.assertLess(scores[ALARMS].sum(), 0.05)


class SettledTest(unittest.TestCase):
    def test_norms_have_the_statistics_of_the_clips(self) -> None:
        run = new_trainer().checkpoint()
        clips = [fixtures.random_clip(1, seed, SMALL.frames, SMALL.size) for seed in range(6)]
        whole, parts = (settled(run, clips, batch).average for batch in (6, 3))
        name = "backbone.stem.bn.running_mean"
        self.assertFalse(torch.equal(run.average[name], whole[name]))
        torch.testing.assert_close(whole[name], parts[name])
        weight = "backbone.stem.conv.weight"
        torch.testing.assert_close(run.average[weight], whole[weight])
        self.assertFalse(averaged_network(settled(run, clips)).training)


class WindowsTest(unittest.TestCase):
    def label(self, *names: str, second: float = 10.0) -> object:
        truths = [
            Truth("", "kick", 10_500, 12_000, ["1"]),
            Truth("", "2p_hugging", 10_000, 13_000, ["3", "4", "4-9"]),
        ]
        return label_of(truths, names, second)

    def test_shows_what_is_done_in_it(self) -> None:
        self.assertEqual(KICK, self.label("1"))
        self.assertEqual(KICK, self.label("1", "2"))
        self.assertEqual(INDEX["2p_hugging"], self.label("3", "4-9"))
        self.assertEqual(OTHER, self.label("2"))
        self.assertEqual(OTHER, self.label("1", second=20.0))

    def test_says_nothing_of_halves(self) -> None:
        self.assertIsNone(self.label("3"))
        self.assertIsNone(self.label("3", "2"))
        self.assertIsNone(self.label("1", second=9.0))
        self.assertIsNone(self.label("1", "3"))

    def test_as_many_without_an_action_are_kept(self) -> None:
        clip = fixtures.random_clip(1, 1)
        labels: Sequence[int] = [KICK, *([OTHER] * 9), KICK]
        kept = thinned([(clip, label) for label in labels], np.random.default_rng(1))
        self.assertEqual([KICK, KICK, OTHER, OTHER], [label for _, label in kept])


if __name__ == "__main__":
    unittest.main()
