"""That the branch learns to tell measures, and leaves a network's answers alone until weighed."""

import contextlib
import io
import unittest
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from train.composing.activities import ACTIVITIES
from train.composing.glimpses import Glimpse
from train.composing.wild import QUIET
from train.data.fixtures import random_clip
from train.learning import presence
from train.learning.fixtures import SMALL_SCENES, scenes_run
from train.learning.head import TAPS
from train.networks.predict import predict

ROOT = Path(".")


def lesson(number: int = 40) -> presence.Lesson:
    """People who grow in number: what is easiest to tell."""
    made = [random_clip(n, 1 + n % 4, frames=8, size=16) for n in range(number)]
    return presence.lesson_of([Glimpse(clip, n % 2 - 1) for n, clip in enumerate(made)])


class PresenceTest(unittest.TestCase):
    def test_measures_are_standardised_and_those_that_lack_are_not_asked_for(self) -> None:
        found = lesson()
        self.assertTrue(torch.isfinite(found.wanted).all())
        self.assertEqual(0, float(found.wanted[found.known == 0].abs().sum()))
        self.assertIn(QUIET, found.labels.tolist())
        self.assertLessEqual(float(found.wanted.abs().max()), presence.FURTHEST)

    def test_branch_adds_nothing_until_it_is_weighed(self) -> None:
        clips = [random_clip(2, 2, frames=8, size=16)]
        made, network = presence.with_branch(scenes_run(), ROOT)
        plain = replace(SMALL_SCENES, taps=TAPS).build(len(ACTIVITIES))
        own = network.state_dict()
        plain.load_state_dict({name: own[name] for name in plain.state_dict()})
        found = predict(network, clips, made.architecture)
        np.testing.assert_allclose(found, predict(plain, clips, replace(SMALL_SCENES, taps=TAPS)))

    def test_learns_what_it_is_asked_and_settles(self) -> None:
        torch.manual_seed(1)
        made, network = presence.with_branch(scenes_run(), ROOT)
        architecture = replace(SMALL_SCENES, presence=presence.WIDTHS)
        wanted = lesson()
        telling = presence.Telling(network.presence, wanted.wanted.shape[1])
        with contextlib.redirect_stdout(io.StringIO()):
            steps = presence.train(telling, architecture, wanted, minutes=0.02)
        presence.settle(telling, architecture, wanted)
        shares = presence.explained(telling, architecture, wanted)
        self.assertGreater(steps, 3)
        self.assertEqual(wanted.wanted.shape[1], len(shares))
        self.assertFalse(telling.training)

    def test_rate_warms_up_and_falls(self) -> None:
        rates = [presence.rate_at(*at) for at in ((0, 0.0), (30, 0.1), (900, 0.99))]
        self.assertLess(rates[0], rates[1])
        self.assertLess(rates[2], rates[1])


if __name__ == "__main__":
    unittest.main()
