"""What composed scenes show, and that the label is what happens in them."""

import unittest
from typing import List, Sequence
from unittest.mock import patch

import numpy as np

from train.composing import crowd
from train.composing.activities import ACTIVITIES, ActivityComposer, composed_scenes
from train.composing.crowd import Figure, Performer, View
from train.data import fixtures
from train.data.motions import TRAIN, Motion, on_side

FRAMES, SIZE = 8, 32
HIP = 11


def motions() -> List[Motion]:
    made = on_side(fixtures.motions(), TRAIN)
    for name in ("walk", "clap", "punch", "throw"):
        made.append(fixtures.motion(name, fixtures.waving(30, 10, 0.5)[None]))
    return made


def composer() -> ActivityComposer:
    return ActivityComposer(motions(), FRAMES, SIZE)


def walker() -> Performer:
    return Performer.of(fixtures.motion("walk", fixtures.waving(30, 15, 0.3)[None]))


def spread(figures: Sequence[Figure], frame: int) -> float:
    """Mean distance of people from their middle, metres."""
    places = np.array([figure.pose[frame, HIP, [0, 2]] for figure in figures])
    return np.linalg.norm(places - places.mean(0), axis=1).mean()


class WorldTest(unittest.TestCase):
    def test_somebody_on_a_path_faces_where_he_goes(self) -> None:
        path = np.linspace([0, 0], [4, 0], FRAMES)
        figure = crowd.on_path(walker(), path, 1.2, 0)
        np.testing.assert_allclose(figure.pose[:, HIP, 0].mean(), 2, atol=0.3)
        across = figure.pose[-1, 5] - figure.pose[-1, 6]
        self.assertGreater(abs(across[2]), 3 * abs(across[0]))

    def test_who_stops_stands(self) -> None:
        path = np.concatenate([np.linspace([0, 0], [1, 0], 4), np.tile([1.0, 0.0], (4, 1))])
        figure = crowd.on_path(walker(), path, 1.2, 0)
        np.testing.assert_allclose(figure.pose[-1], figure.pose[-2])

    def test_the_nearer_person_hides_the_farther_one(self) -> None:
        still = walker().at(np.zeros(FRAMES))
        near, far = (crowd.place(still, np.array([0, z]), 0) for z in (-1.0, 1.5))
        view = View(1.6, 6, 0, 0, 1.0)
        _, scores = crowd.photograph([far, near], view, np.random.default_rng(1))
        self.assertEqual(1, scores[1].min())
        self.assertLess(scores[0].mean(), 0.9)

    def test_who_is_outside_the_picture_is_not_seen(self) -> None:
        figure = crowd.place(walker().at(np.zeros(FRAMES)), np.array([50, 0]), 0)
        _, scores = crowd.photograph([figure], View(2, 6, 0, 0, 1), np.random.default_rng(1))
        self.assertEqual(0, scores.max())

    def test_places_keep_apart(self) -> None:
        places = crowd.scatter(6, 5.0, 0.8, np.random.default_rng(1))
        distances = np.linalg.norm(places[:, None] - places[None], axis=-1)
        self.assertGreaterEqual(distances[~np.eye(6, dtype=bool)].min(), 0.8)


class ActivityTest(unittest.TestCase):
    def figures(self, activity: str, seed: int = 1, people: int = 10) -> List[Figure]:
        source = composer()
        times = np.linspace(0, 2, FRAMES)
        rng = np.random.default_rng(seed)
        return source.composers[activity](people, 3.0, times, rng)

    def test_every_activity_has_the_people_asked_for(self) -> None:
        for activity in ACTIVITIES:
            for people in (2, 3, 11, 25):
                self.assertEqual(people, len(self.figures(activity, people=people)), activity)

    def test_people_come_together_when_gathering_and_apart_when_dispersing(self) -> None:
        gathering, dispersing = self.figures("gathering"), self.figures("dispersing")
        self.assertLess(spread(gathering, -1), spread(gathering, 0))
        self.assertGreater(spread(dispersing, -1), spread(dispersing, 0))

    def test_calm_people_stay_slow_and_running_ones_do_not(self) -> None:
        def speed(figures: Sequence[Figure]) -> float:
            ways = [np.ptp(figure.pose[:, HIP, [0, 2]], axis=0) for figure in figures]
            return np.median(np.linalg.norm(ways, axis=1)) / 2

        self.assertLess(speed(self.figures("calm")), 1.8)
        self.assertGreater(speed(self.figures("running")), 1.8)

    def test_somebody_ends_on_the_ground_when_down(self) -> None:
        heights = [figure.pose[-1, 0, 1] for figure in self.figures("person_down")]
        self.assertLess(min(heights), 0.9)
        self.assertGreater(np.median(heights), 1.2)

    def test_the_camera_is_moved_until_it_sees_who_fell(self) -> None:
        turned_away, facing = View(2, -60, 0, 0, 1), View(2, 9, 0, 0, 1)
        with patch.object(crowd, "random_view", side_effect=[turned_away, facing]):
            _, scores = composer().scene("person_down", 4, np.random.default_rng(1))
        self.assertGreater(scores.max(), 0)

    def test_couples_dance_close_to_each_other(self) -> None:
        source = composer()
        couple = source._couples(2, np.linspace(0, 2, FRAMES), np.random.default_rng(1))
        places = [figure.pose[:, HIP, [0, 2]] for figure in couple]
        self.assertLess(np.linalg.norm(places[0] - places[1], axis=1).max(), 1.8)

    def test_a_queue_is_a_line(self) -> None:
        places = np.array([f.pose[0, HIP, [0, 2]] for f in self.figures("queue", people=3)])
        centered = places - places.mean(0)
        wide, narrow = np.linalg.svd(centered, compute_uv=False)
        self.assertLess(narrow, 0.35 * wide)


class SampleTest(unittest.TestCase):
    def test_draws_the_same_scene_for_the_same_seed(self) -> None:
        for seed in range(9):
            (clip, label), (again, same) = (
                composer().sample(np.random.default_rng(seed)) for _ in range(2)
            )
            self.assertEqual(label, same)
            np.testing.assert_array_equal(clip.poses, again.poses)
            np.testing.assert_array_equal(clip.scores, again.scores)

    def test_composed_scenes_are_always_the_same_and_of_every_kind(self) -> None:
        first, again = (composed_scenes(composer(), 1, counts=(3, 6)) for _ in range(2))
        self.assertEqual(2 * len(ACTIVITIES), len(first))
        self.assertEqual({3, 6}, {scene.people for scene in first})
        for one, other in zip(first, again):
            np.testing.assert_array_equal(one.clip.poses, other.clip.poses)

    def test_a_figure_keeps_its_scores(self) -> None:
        figure = walker().at(np.linspace(0, 1, FRAMES))
        self.assertIsInstance(figure, Figure)
        self.assertEqual((FRAMES, 17), figure.scores.shape)


if __name__ == "__main__":
    unittest.main()
