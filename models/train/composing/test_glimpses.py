"""What is drawn to be measured."""

import unittest
from typing import List

import numpy as np

from train.composing.activities import ACTIVITIES, ActivityComposer
from train.composing.glimpses import GlimpseComposer, drawn, flickering
from train.composing.wild import QUIET
from train.data import fixtures
from train.data.clips import Clip
from train.data.fixtures import random_clip
from train.data.motions import TRAIN, Motion, on_side

FRAMES, SIZE = 8, 32


def composer() -> GlimpseComposer:
    motions: List[Motion] = on_side(fixtures.motions(), TRAIN)
    for name in ("walk", "clap", "punch", "throw"):
        motions.append(fixtures.motion(name, fixtures.waving(30, 10, 0.5)[None]))
    filmed = fixtures.motion("walk", fixtures.waving(40, 9, 0.4)[None])
    return GlimpseComposer(ActivityComposer(motions, FRAMES, SIZE), [filmed])


class GlimpsesTest(unittest.TestCase):
    def test_composed_ones_are_named_and_filmed_ones_are_not(self) -> None:
        labels = {glimpse.label for glimpse in drawn(composer(), 40, seed=1)}
        self.assertIn(QUIET, labels)
        self.assertIn(ACTIVITIES.index("fight"), labels)

    def test_everyone_has_somebody_on_the_grid(self) -> None:
        for clip, _ in drawn(composer(), 20, seed=2):
            self.assertEqual(FRAMES, clip.poses.shape[1])
            self.assertTrue((clip.scores > 0).any())

    def test_the_same_seed_draws_the_same(self) -> None:
        first, second = (drawn(composer(), 5, seed=3) for _ in range(2))
        for one, other in zip(first, second):
            np.testing.assert_array_equal(one.clip.poses, other.clip.poses)

    def test_tracks_of_one_person_never_share_a_frame(self) -> None:
        rng = np.random.default_rng(1)
        clip = Clip(random_clip(1, 1, frames=16, size=32).poses, np.full((1, 16, 17), 0.9))
        tracks = [len(flickering(clip, rng).poses) for _ in range(20)]
        self.assertGreater(max(tracks), 1)
        for _ in range(20):
            there = (flickering(clip, rng).scores > 0).any(2)
            self.assertLessEqual(there.sum(0).max(), 1)


if __name__ == "__main__":
    unittest.main()
