"""The network that slim ones are compared with."""

import unittest
from typing import Sequence

import torch

from export.architectures import count_parameters
from train.data.clips import Clip
from train.data.fixtures import random_clip
from train.networks.stgcn import StgcnArchitecture, adjacency

SMALL = StgcnArchitecture(frames=8, size=20, people=3, width=4)


class StgcnTest(unittest.TestCase):
    def answers(self, clips: Sequence[Clip]) -> torch.Tensor:
        torch.manual_seed(2)
        network = SMALL.build(5).eval()
        prepared = [torch.from_numpy(array) for array in SMALL.preparer()(clips)]
        with torch.no_grad():
            return SMALL.logits(network, prepared, len(clips))

    def test_has_the_usual_size_at_the_usual_width(self) -> None:
        parameters = count_parameters(StgcnArchitecture(width=64).build(60))
        self.assertAlmostEqual(3.1e6, parameters, delta=0.1e6)

    def test_every_joint_has_a_way_to_the_head(self) -> None:
        steps = adjacency().sum(0)
        reach = torch.matrix_power(torch.from_numpy(steps), 17)
        self.assertTrue((reach > 0).all())

    def test_answers_with_the_mean_over_people(self) -> None:
        clips = [random_clip(people, people, frames=8) for people in (1, 2, 3)]
        together = self.answers(clips)
        for number, clip in enumerate(clips):
            torch.testing.assert_close(self.answers([clip])[0], together[number])


if __name__ == "__main__":
    unittest.main()
