"""What training samples are composed of."""

import unittest
from dataclasses import replace

import numpy as np

from train.composing.scenes import RUN, SOLO_SET, Composer, Recipe, solo_parts
from train.data import fixtures
from train.data.motions import INDEX, OTHER, TRAIN, on_side

FRAMES, SIZE = 12, 32


def composer(recipe: Recipe = Recipe()) -> Composer:
    return Composer(on_side(fixtures.motions(), TRAIN), FRAMES, SIZE, recipe)


class ComposerTest(unittest.TestCase):
    def test_draws_the_same_sample_for_the_same_seed(self) -> None:
        for seed in range(30):
            (clip, label), (again, same) = (
                composer().sample(np.random.default_rng(seed)) for _ in range(2)
            )
            self.assertEqual(label, same)
            np.testing.assert_array_equal(clip.poses, again.poses)
            np.testing.assert_array_equal(clip.scores, again.scores)

    def test_draws_clips_of_the_size_asked_for_and_known_labels(self) -> None:
        source, rng, labels = composer(), np.random.default_rng(1), set()
        for _ in range(300):
            clip, label = source.sample(rng)
            self.assertEqual((FRAMES, 17, 2), clip.poses.shape[1:])
            self.assertEqual(clip.poses.shape[:3], clip.scores.shape)
            self.assertTrue(np.isfinite(clip.poses).all())
            labels.add(label)
        made = {INDEX[name] for name in ("wave", "run", "kick", "2p_hugging", "fall")}
        self.assertEqual(made | {OTHER}, labels)

    def test_draws_as_many_others_as_the_recipe_says(self) -> None:
        self.assertAlmostEqual(0.3, composer(Recipe(other=0.3)).probabilities[OTHER])
        self.assertAlmostEqual(1, composer().probabilities.sum())

    def test_pairs_stay_pairs(self) -> None:
        quiet = composer(Recipe(bystander=0))
        rng = np.random.default_rng(2)
        people = {
            label: len(clip.poses) for clip, label in (quiet.sample(rng) for _ in range(200))
        }
        self.assertEqual(2, people[INDEX["2p_hugging"]])
        self.assertEqual(1, people[INDEX["wave"]])

    def test_runs_through_the_picture(self) -> None:
        scene = composer().travelling(RUN, np.random.default_rng(4))
        shapes = [] if scene is None else [part.shape for part in scene]
        self.assertEqual([(1, FRAMES, 17, 2), (1, FRAMES, 17)], shapes)

    def test_the_one_who_kicks_is_a_kick_of_one_person(self) -> None:
        pair = np.stack([fixtures.standing(20), fixtures.waving(20, 16, 0.6)])
        kicking = fixtures.motion("2p_kicking", pair, source="sbu_interaction")
        parts = solo_parts([replace(kicking, native="kicking")])
        self.assertEqual([(SOLO_SET, INDEX["kick"])], [(m.source, m.label) for m in parts])
        np.testing.assert_array_equal(pair[1:].astype(np.float32), parts[0].poses)


if __name__ == "__main__":
    unittest.main()
