"""That real clips become people by track, and that folds keep what they promise."""

import unittest
from dataclasses import replace
from typing import List, Set

import numpy as np

from train.composing.wild import QUIET, WildComposer, near_pair
from train.data import fixtures
from train.data.motions import OTHER, Motion, Recording
from train.data.real import FALLS_SEEN, FIGHT, FIGHTS, FOLDS, PAIRS_SEEN, alone, by_track, fold_of
from train.data.real import lying_parts


def real(
    label: str, source: str, subject: str = "1", frames: int = 40, people: int = 1
) -> Motion:
    """A motion of people side by side as pixels, each of whom stands still."""
    one = fixtures.standing(frames)[..., :2] * 100
    poses = np.stack([one + [150 * number, 0] for number in range(people)])
    motion = fixtures.motion(label, poses, source=source)
    return replace(motion, subject=subject)


class TracksTest(unittest.TestCase):
    def test_slot_with_two_tracks_is_two_people(self) -> None:
        joints = np.random.default_rng(1).random((2, 4, 17, 3)).astype(np.float32)
        people = by_track(joints, np.array([[5, 6], [5, 6], [5, 7], [6, 0]]))
        self.assertEqual((3, 4, 17, 3), people.shape)
        np.testing.assert_array_equal(joints[1, :2], people[1, :2])
        np.testing.assert_array_equal(joints[0, 3], people[1, 3])
        self.assertEqual(0, people[2, :2].sum())

    def test_one_of_them_keeps_the_frames_from_first_to_last_sight(self) -> None:
        motion = real("wave", FIGHTS)
        motion.scores[:, :5] = 0
        self.assertEqual(35, alone(motion).frames)


class FoldTest(unittest.TestCase):
    def test_whole_sets_and_single_videos_are_kept(self) -> None:
        self.assertEqual(0, fold_of(real("wave", "utkinect")))
        self.assertIsNone(fold_of(real("wave", "penn_action")))
        self.assertEqual(3, fold_of(real("2p_hugging", PAIRS_SEEN, "s1_seq08")))
        videos = {fold_of(real("fight", FIGHTS, f"v{number:03d}")) for number in range(40)}
        self.assertEqual(set(range(FOLDS)), videos)

    def test_what_follows_a_fall_is_no_action(self) -> None:
        fall = real("fall", FALLS_SEEN, frames=90)
        fall = replace(fall, event=20)
        (lying,) = lying_parts([fall])
        self.assertEqual((OTHER, 40), (lying.label, lying.frames))


class WildComposerTest(unittest.TestCase):
    motions: List[Motion]
    crowds: List[Recording]

    @classmethod
    def setUpClass(cls) -> None:
        cls.motions = fixtures.motions() + [
            real("fight", FIGHTS, "v001", people=3),
            real("other", FIGHTS, "v002", people=2),
        ]
        pixels = np.repeat(real("other", FIGHTS, people=4, frames=60).poses, 2, axis=1)
        scores = np.ones(pixels.shape[:3])
        cls.crowds = [Recording("stream_bonn_posetrack", "c", 25.0, pixels, scores, (640, 480))]

    def test_notes_the_folds_of_all_that_it_took(self) -> None:
        composer = WildComposer(self.motions, self.crowds, 8, 16)
        rng = np.random.default_rng(3)
        labels: Set[int] = set()
        folds: Set[int] = set()
        for _ in range(200):
            clip, label = composer.sample(rng)
            self.assertTrue(np.isfinite(clip.poses).all())
            labels.add(label)
            folds |= composer.folds
            if label == FIGHT:
                self.assertIn(fold_of(self.motions[-2]), composer.folds)
        self.assertLessEqual({FIGHT, OTHER, QUIET}, labels)
        self.assertIn(fold_of(self.crowds[0]), folds)
        # the made-up motions count as UTD-MHAD
        self.assertIn(2, folds)

    def test_pair_is_somebody_and_the_nearest(self) -> None:
        motion = real("other", FIGHTS, people=3)
        pairs = {tuple(sorted(near_pair(motion, np.random.default_rng(n)))) for n in range(20)}
        self.assertEqual({(0, 1), (1, 2)}, pairs)


if __name__ == "__main__":
    unittest.main()
