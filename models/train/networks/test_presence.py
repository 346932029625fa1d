"""That the branch sees joints and not their scores, and trains what is exported."""

import unittest
from dataclasses import replace
from typing import List, Sequence

import torch

from train.data.clips import Clip, paint, volumes_3d
from train.data.fixtures import random_clip
from train.networks.presence import PresenceNetwork, peaks_of
from train.networks.slim import SlimArchitecture, fold_temperature

SMALL = SlimArchitecture(
    frames=8, size=16, widths=(6, 8), blocks=(1, 2), dropout=0, taps=(0,), presence=(5, 6, 7)
)


def clips() -> List[Clip]:
    return [random_clip(people, people, frames=8, size=16) for people in (1, 2, 3)]


def volume(of: Sequence[Clip]) -> torch.Tensor:
    return torch.from_numpy(volumes_3d(paint(of, SMALL.size), SMALL.frames))


def prepared(of: Sequence[Clip]) -> List[torch.Tensor]:
    return [torch.from_numpy(array) for array in SMALL.preparer()(of)]


def network() -> PresenceNetwork:
    torch.manual_seed(2)
    made = SMALL.build(4).eval()
    assert isinstance(made, PresenceNetwork)
    torch.nn.init.normal_(made.presence.weigh.weight)
    return made


class PresenceTest(unittest.TestCase):
    def test_peaks_of_tubelets_are_those_of_the_volume(self) -> None:
        expected = network().presence.pool(volume(clips()))
        found = peaks_of(prepared(clips()), SMALL.grid, 3)
        torch.testing.assert_close(found, expected)

    def test_folded_arithmetic_gives_the_logits_of_the_exported_network(self) -> None:
        with torch.no_grad():
            expected = network()(volume(clips()))
            found = SMALL.logits(network(), prepared(clips()), 3)
        torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-4)

    def test_a_joint_is_seen_alike_whatever_it_scores(self) -> None:
        branch = network().presence
        peaks = torch.tensor([0.0, 0.05, 0.1, 0.9]).view(1, 1, 1, 2, 2).repeat(1, 17, 1, 1, 1)
        present = branch.present(peaks)[0, 0, 0].flatten().tolist()
        for found, expected in zip(present, (0, 0.5, 1, 1)):
            self.assertAlmostEqual(expected, found, places=5)
        self.assertEqual(0, present[0])

    def test_branch_says_nothing_before_it_is_weighed(self) -> None:
        torch.manual_seed(1)
        made = SMALL.build(4).eval()
        with torch.no_grad():
            alone = made.cls_head(made.features(volume(clips())))
            torch.testing.assert_close(made(volume(clips())), alone)

    def test_weights_are_of_what_lies_above_the_usual(self) -> None:
        branch = network().presence
        weights, usual, least = torch.randn(4, 32), torch.randn(32), torch.rand(14) + 0.1
        means = torch.rand(3, 14)
        branch.set_weights(weights, usual, least)
        with torch.no_grad():
            seen = branch.features(branch.pool(volume(clips())))
            features = torch.cat([seen, (means + least).log()], 1)
            found = branch(volume(clips()), means)
        torch.testing.assert_close(found, (features - usual) @ weights.T, atol=1e-4, rtol=1e-4)

    def test_temperature_divides_all_of_a_logit(self) -> None:
        made = network()
        with torch.no_grad():
            before = made(volume(clips()))
            fold_temperature(made, 2.0)
            torch.testing.assert_close(made(volume(clips())), before / 2)

    def test_sizes_without_a_branch_are_those_of_before(self) -> None:
        plain = replace(SMALL, presence=()).build(4)
        self.assertNotIsInstance(plain, PresenceNetwork)


if __name__ == "__main__":
    unittest.main()
