"""Recordings composed with known truth."""

import numpy as np
from train.compose import FPS, Composer
from train.data import INDEX, OTHER, VALIDATION, Motion


def _motion(label, source="utd_mhad", people=1):
    rng = np.random.default_rng(label)
    poses = rng.uniform(0.5, 1.5, (people, 40, 17, 2)) * 100
    scores = np.ones((people, 40, 17))
    return Motion(source, "m", "n", label, "4", VALIDATION, 20.0, poses, scores, (640, 480))


def _composer():
    pair = _motion(INDEX["2p_hugging"], "sbu_interaction", 2)
    return Composer([_motion(INDEX["wave"]), _motion(OTHER), pair], 30)


def test_truths_name_tracks_that_are_seen_while_they_act():
    frames, truths = _composer().camera("cam", 4, np.random.default_rng(3))

    assert len(frames) == 30 * FPS and truths
    for truth in truths:
        seen = {
            person["track_id"]
            for frame in frames
            if truth["start_ms"] <= frame["ts_ms"] < truth["end_ms"]
            for person in frame["persons"]
        }
        assert set(truth["track_ids"]) & seen


def test_the_same_seed_composes_the_same_recording():
    one, other = (_composer().camera("cam", 3, np.random.default_rng(1)) for _ in range(2))

    assert one == other
