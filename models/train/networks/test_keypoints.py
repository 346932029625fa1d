"""What the teacher sees of a clip, and that nobody's place in the list matters."""

import unittest
from typing import Sequence

import numpy as np
import torch

from train.data.clips import Clip
from train.data.fixtures import random_clip
from train.networks.keypoints import KeypointArchitecture, joint_features, keypoints_of, places_of

SMALL = KeypointArchitecture(frames=6, size=20, people=3, width=8)


def answers(clips: Sequence[Clip]) -> torch.Tensor:
    torch.manual_seed(2)
    network = SMALL.build(5).eval()
    prepared = [torch.from_numpy(array) for array in SMALL.preparer()(clips)]
    with torch.no_grad():
        return SMALL.logits(network, prepared, len(clips))


class KeypointsTest(unittest.TestCase):
    def test_places_are_shares_of_the_clip_and_absent_joints_nothing(self) -> None:
        poses, scores = np.full((1, 6, 17, 2), 15.0), np.ones((1, 6, 17))
        scores[0, :, 4] = 0
        found = places_of(torch.from_numpy(keypoints_of([Clip(poses, scores)], 2)), 20)
        self.assertEqual((1, 2, 6, 17, 3), tuple(found.shape))
        self.assertEqual([0.5, 0.5, 1], found[0, 0, 0, 0].tolist())
        self.assertEqual(0, found[0, 0, :, 4].abs().max())
        self.assertEqual(0, found[0, 1].abs().max())

    def test_the_order_of_people_does_not_matter(self) -> None:
        clip = random_clip(3, 1, frames=6)
        turned = Clip(clip.poses[::-1], clip.scores[::-1])
        torch.testing.assert_close(answers([clip]), answers([turned]))

    def test_clips_do_not_see_each_other(self) -> None:
        clips = [random_clip(people, people, frames=6) for people in (1, 2, 3)]
        together = answers(clips)
        for number, clip in enumerate(clips):
            torch.testing.assert_close(answers([clip])[0], together[number])

    def test_answers_for_an_empty_clip_too(self) -> None:
        clip = random_clip(2, 1, frames=6)
        empty = Clip(clip.poses, np.zeros_like(clip.scores))
        self.assertTrue(torch.isfinite(answers([empty, clip])).all())

    def test_a_joint_that_comes_back_has_not_moved(self) -> None:
        people = torch.ones(1, 3, 17, 3)
        people[0, 1, 0] = 0
        people[0, 2, 0, :2] = 0.5
        features = joint_features(people).view(17, 7, 3)
        self.assertEqual(0, features[0, 4:6].abs().max())


if __name__ == "__main__":
    unittest.main()
