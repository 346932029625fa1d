"""What is measured of people of a clip."""

import unittest

import numpy as np

from train.data.bodies import Numbers, as_columns, measures
from train.data.clips import Clip
from train.data.fixtures import STANDING

FRAMES = 16
# A figure of some 20 pixels.
FIGURE = np.stack([32 + 13 * STANDING[:, 0], 45 - 13 * STANDING[:, 1]], -1)


def people(*places: np.ndarray) -> Clip:
    """Returns a clip of figures that are moved by places [T, 2]."""
    poses = np.stack([FIGURE + place[:, None] for place in places])
    return Clip(poses.astype(np.float32), np.full(poses.shape[:3], 0.8, np.float32))


def at(x: float, step: float = 0.0) -> np.ndarray:
    return np.stack([x + step * np.arange(FRAMES), np.zeros(FRAMES)], -1)


def measured(*places: np.ndarray) -> Numbers:
    return measures(people(*places))


class BodiesTest(unittest.TestCase):
    def test_speeds_are_in_sizes_of_the_body(self) -> None:
        found = measured(at(0, 1.0))
        height = found["size 0.5"]
        self.assertAlmostEqual(1 / height, found["speed 0.5"], places=4)
        self.assertAlmostEqual(1 / height, found["whole speed 0.9"], places=4)
        self.assertAlmostEqual(0, found["own speed 0.9"], places=4)
        self.assertAlmostEqual(0, found["change 0.9"], places=4)

    def test_who_stands_still_does_not_move(self) -> None:
        self.assertAlmostEqual(0, measured(at(0))["speed 0.97"])
        self.assertAlmostEqual(0, measured(at(0))["tilt 0.5"], places=4)

    def test_nearness_is_of_those_who_are_there_together(self) -> None:
        near, far = measured(at(0), at(8)), measured(at(0), at(40))
        self.assertEqual(1, near["near"])
        self.assertEqual(0, far["near"])
        self.assertLess(near["apart 0.5"], far["apart 0.5"])
        self.assertLess(near["wrist to body 0.5"], far["wrist to body 0.5"])

    def test_one_alone_has_no_distance(self) -> None:
        found = measured(at(0))
        self.assertTrue(np.isnan(found["apart 0.5"]) and np.isnan(found["speed of near"]))
        self.assertEqual(1, found["people"])

    def test_who_is_lost_and_comes_back_is_found_once(self) -> None:
        clip = people(at(0))
        clip.scores[:, 5:8] = 0
        found = measures(clip)
        self.assertAlmostEqual(1 / (FRAMES - 3), found["found"])
        self.assertGreater(found["change of people"], 0)

    def test_a_clip_of_nobody_has_all_columns(self) -> None:
        nobody = people(at(0))
        nobody.scores[:] = 0
        columns = as_columns([nobody, people(at(0), at(9), at(50))])
        self.assertEqual((2, len(measured(at(0)))), columns.shape)
        self.assertTrue(np.isfinite(columns[1]).all())


if __name__ == "__main__":
    unittest.main()
