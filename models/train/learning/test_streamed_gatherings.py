"""What is known of everybody in a window of a stream, and what is cut of wide ones."""

import unittest
from typing import Sequence, Tuple

import numpy as np

from train.composing.augment import extent
from train.composing.gatherings import UNKNOWN, Gathering
from train.composing.recordings import Composer, Truth
from train.composing.wild import WildComposer
from train.data import fixtures
from train.data.clips import Clip
from train.data.motions import INDEX, OTHER, TRAIN, on_side
from train.learning.streamed_gatherings import Sizes, Window, WindowComposer, busy_people, cut
from train.learning.streamed_gatherings import pair_label, person_label, scene_label, thinned

KICK, HUG = INDEX["kick"], INDEX["2p_hugging"]
TRUTHS = [
    Truth("", "kick", 10_500, 12_000, ["1"]),
    Truth("", "2p_hugging", 10_000, 13_000, ["3", "4"]),
]


def gathering(
    places: Sequence[float], persons: Sequence[int], pairs: Sequence[Tuple[int, int]] = ()
) -> Gathering:
    """People four pixels wide at these places; of pairs all hug."""
    pose = np.stack([np.linspace(-2, 2, 17), np.linspace(0, 16, 17)], axis=1)
    poses = np.stack([np.repeat(pose[None], 3, axis=0) + [place, 0] for place in places])
    clip = Clip(poses, np.ones(poses.shape[:3]))
    two = np.array(pairs, int).reshape(-1, 2)
    return Gathering(clip, np.array(persons), two, np.full(len(two), HUG), UNKNOWN)


class LabelsTest(unittest.TestCase):
    def test_each_does_what_is_done_in_the_window(self) -> None:
        self.assertEqual(KICK, person_label(TRUTHS, "1", 10.0))
        self.assertEqual(OTHER, person_label(TRUTHS, "2", 10.0))

    def test_nothing_is_known_of_halves_and_of_one_of_two(self) -> None:
        self.assertEqual(UNKNOWN, person_label(TRUTHS, "1", 9.0))
        self.assertEqual(UNKNOWN, person_label(TRUTHS, "3", 10.0))
        self.assertEqual(UNKNOWN, pair_label(TRUTHS, ["2", "3"], 10.0))

    def test_two_do_what_they_do_together(self) -> None:
        self.assertEqual(HUG, pair_label(TRUTHS, ["3", "4"], 10.0))
        self.assertEqual(OTHER, pair_label(TRUTHS, ["1", "2"], 10.0))
        self.assertEqual(OTHER, pair_label(TRUTHS, ["1", "2"], 9.0))

    def test_scene_is_called_after_the_only_ones_who_do_something(self) -> None:
        def label(persons: Sequence[int], pairs: Sequence[Tuple[int, int]] = ()) -> int:
            found = gathering([0] * len(persons), persons, pairs)
            return scene_label(found.persons, found.pairs, found.pair_labels)

        self.assertEqual(OTHER, label([OTHER, OTHER]))
        self.assertEqual(KICK, label([OTHER, KICK]))
        self.assertEqual(UNKNOWN, label([KICK, KICK]))
        self.assertEqual(UNKNOWN, label([KICK, UNKNOWN]))
        self.assertEqual(HUG, label([UNKNOWN, OTHER, UNKNOWN], [(0, 2)]))


class CutTest(unittest.TestCase):
    def test_narrow_gathering_is_kept_whole(self) -> None:
        for seed in range(5):
            part = cut(gathering([10, 30], [KICK, OTHER]), 40, np.random.default_rng(seed))
            assert part is not None
            self.assertEqual([KICK, OTHER], list(part.persons))
            self.assertEqual(KICK, part.scene)
            self.assertGreaterEqual(part.clip.poses[..., 0].min(), -1e-4)
            self.assertLessEqual(part.clip.poses[..., 0].max(), 40 + 1e-4)

    def test_of_a_wide_one_who_is_cut_is_unknown_and_pairs_keep_their_people(self) -> None:
        whole = gathering([0, 40, 46, 60, 100], [OTHER, UNKNOWN, UNKNOWN, OTHER, OTHER], [(1, 2)])
        seen = set()
        for seed in range(40):
            part = cut(whole, 24, np.random.default_rng(seed))
            assert part is not None
            for place, label in zip(part.clip.poses[..., 0].mean((1, 2)), part.persons):
                inside = 1 <= place <= 23
                self.assertIn(label, (OTHER, UNKNOWN) if inside else (UNKNOWN,))
            for one, other in part.pairs:
                apart = part.clip.poses[other, 0, 0, 0] - part.clip.poses[one, 0, 0, 0]
                self.assertAlmostEqual(6.0, float(apart), places=4)
                seen.add(part.scene)
        self.assertIn(HUG, seen)

    def test_half_as_many_calm_ones_are_kept(self) -> None:
        calm, busy = gathering([0], [OTHER]), gathering([0], [KICK])
        kept = thinned([calm] * 9 + [busy] * 4, np.random.default_rng(1))
        self.assertEqual([1] * 4 + [0] * 2, [len(busy_people(each)) for each in kept])


class WindowComposerTest(unittest.TestCase):
    def setUp(self) -> None:
        walking = fixtures.motion("walk", fixtures.waving(30, 15, 0.3, turns=3)[None])
        own = [*on_side(fixtures.motions(), TRAIN), walking]
        sizes = Sizes(16, 2, 4)
        self.windows = WindowComposer(
            Composer(own, 20.0, TRAIN), WildComposer(own, [], 24, sizes.height), sizes
        )

    def test_who_passes_by_is_as_large_as_the_others_and_among_them(self) -> None:
        standing = 300.0 * fixtures.standing(24)[None, ..., :2] + 500
        window = Window(standing, np.ones((1, 24, 17)), ["1"], 0.0)
        for seed in range(8):
            label = INDEX["run" if seed % 2 else "walk"]
            passed = self.windows._passed_by(window, label, np.random.default_rng(seed))
            self.assertEqual((2, 24, 17, 2), passed.poses.shape)
            self.assertEqual(["1", "who passes by"], passed.names)
            sizes = [extent(pose, seen) for pose, seen in zip(passed.poses, passed.scores)]
            self.assertAlmostEqual(1.0, sizes[1] / sizes[0], delta=0.2)

    def test_windows_of_a_camera_fit_their_volumes(self) -> None:
        found = self.windows.camera(3, np.random.default_rng(2))
        self.assertTrue(any(len(busy_people(each)) for each in found))
        for each in found:
            self.assertEqual(24, each.clip.poses.shape[1])
            self.assertEqual(len(each.persons), len(each.clip.poses))
            self.assertEqual(len(each.pairs), len(each.pair_labels))
            self.assertTrue((each.pairs < len(each.persons)).all())


if __name__ == "__main__":
    unittest.main()
