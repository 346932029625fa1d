"""One run for everybody: what is read where, and that all forms of the network agree."""

import unittest
from typing import List

import numpy as np
import torch
from torch import nn

from train.data.clips import Clip
from train.data.fixtures import random_clip
from train.networks.crowd import Answers, CrowdArchitecture, CrowdNetwork, People, reading_weights
from train.networks.crowd import people_of, together
from train.networks.tubelets import TubeletLayout, TubeletPainter
from train.shipping.crowd_graph import CrowdGraph

SMALL = CrowdArchitecture(frames=8, size=16, wide=2, width=4, widths=(6, 8), blocks=(1, 1))


def clip(people: int, seed: int) -> Clip:
    made = random_clip(people, seed, frames=8, size=16)
    made.poses[..., 0] *= SMALL.wide
    return made


def network() -> CrowdNetwork:
    torch.manual_seed(4)
    made = SMALL.build(5).eval()
    for module in made.modules():
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight)
    return made


def answers(made: CrowdNetwork, clips: List[Clip], people: People) -> Answers:
    painted = TubeletPainter(SMALL.trunk.grid).paint(clips)
    with torch.no_grad():
        prepared = [torch.from_numpy(array) for array in painted]
        return made.answers(prepared, len(clips), people)[0]


def volume(made: Clip) -> torch.Tensor:
    """The dense volume of one clip, from its tubelets."""
    grid = SMALL.trunk.grid
    values, cells, counts = TubeletPainter(grid).paint([made])
    rows = np.repeat(np.arange(17), counts)
    tubelets = np.zeros((17 * grid.cells, grid.volume), np.float32)
    tubelets[rows * grid.cells + cells] = values
    layout = TubeletLayout(grid, 1)
    place = (
        layout.of_map(0, np.arange(8)[:, None, None], np.arange(17)[:, None, None, None])
        + layout.of_row(np.arange(16)[:, None])
        + layout.of_column(np.arange(32))
    )
    return torch.from_numpy(tubelets.reshape(-1)[place][None])


class CrowdTest(unittest.TestCase):
    def test_all_forms_of_the_network_give_the_same_answers(self) -> None:
        made, scene = network(), clip(3, 1)
        people = people_of(scene, [(0, 1), (1, 2)])
        expected = answers(made, [scene], people)
        with torch.no_grad():
            forms = [
                form(volume(scene), people.joints, people.pairs)
                for form in (made, CrowdGraph(made))
            ]
        for form in forms:
            for found, wanted in zip(form, expected):
                torch.testing.assert_close(found, wanted, atol=1e-4, rtol=1e-4)

    def test_scenes_do_not_see_each_other(self) -> None:
        made, scenes = network(), [clip(2, 1), clip(3, 2)]
        parts = [people_of(scenes[0], [(0, 1)]), people_of(scenes[1], [(0, 2)])]
        both = answers(made, scenes, together(parts))
        alone = answers(made, scenes[1:], parts[1])
        torch.testing.assert_close(both.persons[2:], alone.persons)
        torch.testing.assert_close(both.pairs[1:], alone.pairs)
        torch.testing.assert_close(both.scenes[1:], alone.scenes)

    def test_who_of_a_pair_is_named_first_does_not_matter(self) -> None:
        made, scene = network(), clip(2, 3)
        found = answers(made, [scene], people_of(scene, [(0, 1), (1, 0)]))
        torch.testing.assert_close(found.pairs[0], found.pairs[1])

    def test_a_person_reads_the_cells_under_the_seen_joints_and_no_others(self) -> None:
        joints = torch.zeros(1, 8, 17, 3)
        # The middle of the second cell, in the first time step.
        joints[0, 0, 5] = torch.tensor([9.5, 1.5, 1.0])
        weights = reading_weights(joints, SMALL).view(2, 2, 4)
        self.assertAlmostEqual(1.0, float(weights[0, 0, 1]))
        self.assertAlmostEqual(1.0, float(weights.sum()))

    def test_between_two_cells_it_reads_both(self) -> None:
        joints = torch.zeros(1, 8, 17, 3)
        joints[0, 7, 5] = torch.tensor([5.5, 1.5, 1.0])
        weights = reading_weights(joints, SMALL).view(2, 2, 4)
        torch.testing.assert_close(weights[1, 0, :2], torch.tensor([0.5, 0.5]))

    def test_nobody_seen_gives_numbers(self) -> None:
        empty = clip(1, 1)
        empty.scores[:] = 0
        found = answers(network(), [empty], people_of(empty, [(0, 0)]))
        self.assertTrue(all(torch.isfinite(part).all() for part in found))

    def test_the_trunk_keeps_its_running_statistics_while_it_learns(self) -> None:
        made = network().train()
        norms = [module for module in made.trunk.modules() if isinstance(module, nn.BatchNorm3d)]
        self.assertFalse(any(norm.training for norm in norms))
        self.assertTrue(made.of_person.training)


if __name__ == "__main__":
    unittest.main()
