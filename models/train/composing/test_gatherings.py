"""Gatherings: everybody's label, who is a pair, and the frame."""

import unittest

import numpy as np

from train.composing.gatherings import UNKNOWN, GatheringComposer, arranged, framed, near_pairs
from train.composing.wild import WildComposer
from train.data.fixtures import motions
from train.data.motions import INDEX, OTHER, TRAIN, on_side


def composer(most: int = 5) -> GatheringComposer:
    wild = WildComposer(on_side(motions(), TRAIN), [], 8, 16)
    return GatheringComposer(wild, 16, 2, most)


def standing(x: float) -> np.ndarray:
    """A person [4, 17, 2] of height 1 at a place."""
    pose = np.stack([np.zeros(17), np.linspace(0, 1, 17)], axis=1) + [x, 0]
    return np.repeat(pose[None], 4, axis=0)


class GatheringsTest(unittest.TestCase):
    def test_everybody_has_a_label_and_every_pair_one(self) -> None:
        drawn = composer()
        for seed in range(30):
            found = drawn.draw(np.random.default_rng(seed))
            with self.subTest(seed=seed):
                self.assertEqual(len(found.clip.poses), len(found.persons))
                self.assertEqual(len(found.pairs), len(found.pair_labels))
                self.assertLessEqual(len(found.persons), 6)

    def test_two_who_act_together_are_a_pair_of_that_label_and_unknown_by_themselves(self) -> None:
        hugging = INDEX["2p_hugging"]
        seen = 0
        for seed in range(60):
            found = composer().draw(np.random.default_rng(seed))
            for pair, label in zip(found.pairs, found.pair_labels):
                self.assertIn(label, (hugging, OTHER))
                if label == hugging:
                    seen += 1
                    self.assertTrue((found.persons[pair] == UNKNOWN).all())
        self.assertGreater(seen, 0)

    def test_people_keep_their_order_whatever_their_places(self) -> None:
        scenes = [(standing(0.0)[None], np.full((1, 4, 17), 0.5 + 0.1 * i)) for i in range(4)]
        for seed in range(5):
            placed = arranged(scenes, np.random.default_rng(seed))
            np.testing.assert_allclose(placed.scores[:, 0, 0], [0.5, 0.6, 0.7, 0.8])

    def test_pairs_are_those_within_a_body_height(self) -> None:
        poses = np.stack([standing(0.0), standing(0.6), standing(2.5)])
        pairs = near_pairs(poses, np.ones(poses.shape[:3]))
        np.testing.assert_array_equal(pairs, [[0, 1]])

    def test_the_frame_is_as_wide_as_the_grid_and_holds_everybody(self) -> None:
        poses = np.stack([standing(0.0), standing(9.0)])
        clip = framed(poses, np.ones(poses.shape[:3]), 16, 4, np.random.default_rng(1))
        self.assertGreaterEqual(clip.poses.min(), 0)
        self.assertLessEqual(clip.poses[..., 0].max(), 64)
        spread = np.ptp(clip.poses[0, 0, :, 1]) / np.ptp(clip.poses[:, 0, 0, 0])
        self.assertAlmostEqual(1 / 9, spread, places=5)


if __name__ == "__main__":
    unittest.main()
