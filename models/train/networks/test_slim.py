"""The slim network: its size, and that the fast arithmetic of training is the exported one."""

import unittest
from dataclasses import replace
from typing import List

import torch

from export.architectures import PoseNetwork, count_parameters
from train.data.clips import Clip, paint, volumes_3d
from train.data.fixtures import random_clip
from train.data.motions import LABELS
from train.networks.slim import MOST_GIGA_MULTIPLY_ADDS, MOST_PARAMETERS, SlimArchitecture
from train.networks.slim import layer_means

SMALL = SlimArchitecture(frames=8, size=16, widths=(6, 8), blocks=(1, 2), dropout=0)


def clips() -> List[Clip]:
    return [random_clip(people, people, frames=8, size=16) for people in (1, 2, 3)]


def volume() -> torch.Tensor:
    return torch.from_numpy(volumes_3d(paint(clips(), SMALL.size), SMALL.frames))


def prepared() -> List[torch.Tensor]:
    return [torch.from_numpy(array) for array in SMALL.preparer()(clips())]


def trained_a_little(seed: int = 1) -> PoseNetwork:
    """A small network whose residual blocks and running statistics are not the initial ones."""
    torch.manual_seed(seed)
    network = SMALL.build(5).train()
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm3d):
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.uniform_(module.bias, -0.5, 0.5)
    network(volume())
    return network


class NetworkTest(unittest.TestCase):
    def test_default_keeps_within_a_million_parameters_and_a_giga_multiply_add(self) -> None:
        parameters, operations = SlimArchitecture().cost(len(LABELS))
        self.assertEqual(464_767, parameters)
        self.assertAlmostEqual(0.163, operations, places=3)
        self.assertLessEqual(parameters, MOST_PARAMETERS)
        self.assertLessEqual(operations, MOST_GIGA_MULTIPLY_ADDS)

    def test_cost_counts_what_the_network_has(self) -> None:
        self.assertEqual(count_parameters(SMALL.build(5)), SMALL.cost(5)[0])

    def test_folded_arithmetic_gives_the_logits_of_the_exported_network(self) -> None:
        network = trained_a_little().eval()
        with torch.no_grad():
            expected = network(volume())
            found = SMALL.logits(network, prepared(), 3)
        torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-5)

    def test_maps_of_classes_weigh_the_means_of_several_layers(self) -> None:
        tapped = replace(SMALL, taps=(0, 1))
        torch.manual_seed(1)
        network = tapped.build(5).eval()
        weights = [torch.randn(5, channels) for channels in (6, 6, 8)]
        usual = [torch.rand(channels) for channels in (6, 6, 8)]
        network.backbone.maps.set_weights(weights, usual)
        torch.nn.init.eye_(network.cls_head.fc_cls.weight)
        with torch.no_grad():
            means = layer_means(network, tapped, prepared(), 3)
            seen = [means[at] - own for at, own in zip((0, 1, len(means) - 1), usual)]
            expected = sum(own @ weight.T for own, weight in zip(seen, weights))
            torch.testing.assert_close(network(volume()), expected, atol=1e-4, rtol=1e-4)
            found = tapped.logits(network, prepared(), 3)
        torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-4)

    def test_folded_training_learns_and_remembers_as_the_exported_network_would(self) -> None:
        plain, folded = trained_a_little(), trained_a_little()
        plain(volume()).square().sum().backward()
        SMALL.logits(folded, prepared(), 3).square().sum().backward()
        for (name, expected), found in zip(plain.named_parameters(), folded.parameters()):
            with self.subTest(parameter=name):
                torch.testing.assert_close(found.grad, expected.grad, atol=1e-3, rtol=1e-3)
        for wanted, kept in zip(plain.buffers(), folded.buffers()):
            if wanted.dtype.is_floating_point:
                torch.testing.assert_close(kept, wanted, atol=1e-5, rtol=1e-4)

    def test_features_halve_space_by_stage_and_time_by_merge(self) -> None:
        features = SMALL.build(5).eval().features(torch.zeros(1, *SMALL.input_shape))
        self.assertEqual((1, 8, 2, 2, 2), tuple(features.shape))

    def test_other_sizes_than_the_trained_ones_work(self) -> None:
        self.assertEqual(
            (1, 5), tuple(SMALL.build(5).eval()(torch.zeros(1, 17, 16, 24, 24)).shape)
        )


if __name__ == "__main__":
    unittest.main()
