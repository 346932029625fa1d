"""Recordings composed with known truth."""

import unittest

import numpy as np

from train.composing.recordings import FPS, Composer
from train.data.motions import INDEX, OTHER, VALIDATION, Motion


def _motion(label: int, source: str = "utd_mhad", people: int = 1) -> Motion:
    rng = np.random.default_rng(label)
    poses = rng.uniform(0.5, 1.5, (people, 40, 17, 2)) * 100
    scores = np.ones((people, 40, 17))
    return Motion(source, "m", "n", label, "4", VALIDATION, 20.0, poses, scores, (640, 480))


def _composer() -> Composer:
    pair = _motion(INDEX["2p_hugging"], "sbu_interaction", 2)
    return Composer([_motion(INDEX["wave"]), _motion(OTHER), pair], 30)


class Composing(unittest.TestCase):
    def test_truths_name_tracks_that_are_seen_while_they_act(self) -> None:
        frames, truths = _composer().camera("cam", 4, np.random.default_rng(3))

        self.assertEqual(len(frames), 30 * FPS)
        self.assertTrue(truths)
        for truth in truths:
            seen = {
                person["track_id"]
                for frame in frames
                if truth.start_ms <= frame["ts_ms"] < truth.end_ms
                for person in frame["persons"]
            }
            self.assertTrue(set(truth.track_ids) & seen)

    def test_the_same_seed_composes_the_same_recording(self) -> None:
        one, other = (_composer().camera("cam", 3, np.random.default_rng(1)) for _ in range(2))

        self.assertEqual(one, other)
