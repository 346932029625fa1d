"""The slim network: its size, and that the fast arithmetic of training is the exported one."""

import unittest

import torch

from export.architectures import count_parameters
from train.data import LABELS
from train.network import MOST_GIGA_MULTIPLY_ADDS, MOST_PARAMETERS, Architecture, build, cost
from train.network import folded_logits

SMALL = Architecture(frames=8, size=16, stem=4, widths=(6, 8, 12), blocks=(1, 2, 1))


def rows_of(volume):
    """[N, K, T, H, W] as [N * T, K, H, W], channels last."""
    rows = volume.transpose(1, 2).flatten(0, 1)
    return rows.contiguous(memory_format=torch.channels_last)


def trained_a_little(seed=1):
    """A small network whose residual blocks and running statistics are not the initial ones."""
    torch.manual_seed(seed)
    network = build(SMALL, 5).train()
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm3d):
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.uniform_(module.bias, -0.5, 0.5)
    network(torch.rand(4, *SMALL.input_shape))
    return network


class NetworkTest(unittest.TestCase):
    def test_default_keeps_within_a_million_parameters_and_a_giga_multiply_add(self):
        parameters, operations = cost(Architecture(), len(LABELS))
        self.assertEqual(657_550, parameters)
        self.assertLessEqual(parameters, MOST_PARAMETERS)
        self.assertLessEqual(operations, MOST_GIGA_MULTIPLY_ADDS)

    def test_cost_counts_what_the_network_has(self):
        self.assertEqual(count_parameters(build(SMALL, 5)), cost(SMALL, 5)[0])

    def test_folded_arithmetic_gives_the_logits_of_the_exported_network(self):
        network = trained_a_little().eval()
        volume = torch.rand(3, *SMALL.input_shape)
        with torch.no_grad():
            expected = network(volume)
            found = folded_logits(network, rows_of(volume), SMALL.frames)
        torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-5)

    def test_folded_training_learns_and_remembers_as_the_exported_network_would(self):
        volume = torch.rand(3, *SMALL.input_shape)
        plain, folded = trained_a_little(), trained_a_little()
        plain(volume).square().sum().backward()
        folded_logits(folded, rows_of(volume), SMALL.frames).square().sum().backward()
        for (name, expected), found in zip(plain.named_parameters(), folded.parameters()):
            torch.testing.assert_close(
                found.grad, expected.grad, atol=1e-3, rtol=1e-3, msg=lambda m, n=name: f"{n}: {m}"
            )
        for expected, found in zip(plain.buffers(), folded.buffers()):
            if expected.dtype.is_floating_point:
                torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-4)

    def test_features_halve_space_by_stage_and_time_by_merge(self):
        features = build(SMALL, 5).eval().features(torch.zeros(1, *SMALL.input_shape))
        self.assertEqual((1, 12, 2, 2, 2), tuple(features.shape))

    def test_other_sizes_than_the_trained_ones_work(self):
        self.assertEqual(
            (1, 5), tuple(build(SMALL, 5).eval()(torch.zeros(1, 17, 16, 24, 24)).shape)
        )


if __name__ == "__main__":
    unittest.main()
