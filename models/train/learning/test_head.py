"""That the last layer learns what is asked of it, and says the same as a network."""

import unittest
from pathlib import Path

import numpy as np
import torch

from train.composing.activities import ACTIVITIES, ACTIVITY_ALARMS, ACTIVITY_INDEX
from train.composing.wild import QUIET
from train.data.fixtures import random_clip
from train.learning.fixtures import scenes_run
from train.learning.head import CALM, COMPOSED, REAL_FIGHTS, SHARES, TAPS, Fitted, features_of
from train.learning.head import fit, tapped, weights_of, with_head
from train.learning.presence import WIDTHS, with_branch
from train.networks.checkpoint import averaged_network
from train.networks.predict import predict
from train.networks.slim import SlimArchitecture

ROOT = Path(".")


class HeadTest(unittest.TestCase):
    def test_learns_labels_and_keeps_quiet_samples_from_alarms(self) -> None:
        rng = np.random.default_rng(1)
        labels = np.repeat([ACTIVITY_INDEX["fight"], ACTIVITY_INDEX["queue"], QUIET], 60)
        features = rng.normal(0, 0.2, (180, 3)) + np.repeat(np.eye(3), 60, 0)
        head = fit(features, labels, np.full(180, 1 / 180))
        logits = (torch.from_numpy(features).float() - head.usual) @ head.weights.T + head.bias
        scores = torch.softmax(logits, 1).numpy()
        self.assertGreater((scores[:120].argmax(1) == labels[:120]).mean(), 0.95)
        self.assertLess(scores[120:, ACTIVITY_ALARMS].sum(1).mean(), 0.15)

    def test_kinds_count_by_their_shares_however_many_there_are(self) -> None:
        kinds = np.array([COMPOSED] * 90 + [REAL_FIGHTS] * 2 + [CALM] * 8)
        weights = weights_of(kinds)
        self.assertAlmostEqual(1.0, weights.sum())
        ratio = weights[kinds == REAL_FIGHTS].sum() / weights[kinds == COMPOSED].sum()
        self.assertAlmostEqual(SHARES[REAL_FIGHTS] / SHARES[COMPOSED], ratio)

    def test_network_says_what_was_fitted(self) -> None:
        clips = [random_clip(people, people, frames=8, size=16) for people in (1, 2, 3)]
        made = tapped(scenes_run(), ROOT)
        features = features_of(made, ROOT, clips)
        self.assertEqual((3, 6 + 6 + 8 + 8), features.shape)
        row = torch.randn(len(ACTIVITIES), features.shape[1])
        head = Fitted(row, torch.rand(features.shape[1]), torch.randn(len(ACTIVITIES)))
        whole = with_head(made, head)
        expected = (torch.from_numpy(features) - head.usual) @ row.T + head.bias
        found = predict(averaged_network(whole), clips, whole.architecture)
        np.testing.assert_allclose(found, expected.numpy(), atol=1e-4)
        assert isinstance(whole.architecture, SlimArchitecture)
        self.assertEqual(TAPS, whole.architecture.taps)

    def test_network_with_a_branch_says_what_was_fitted(self) -> None:
        clips = [random_clip(people, people, frames=8, size=16) for people in (1, 2, 3)]
        made = tapped(with_branch(scenes_run(), ROOT)[0], ROOT)
        features = features_of(made, ROOT, clips)
        branch = sum(WIDTHS)
        layers = features.shape[1] - branch
        self.assertEqual(6 + 6 + 8 + 8, layers)
        labels = np.array([ACTIVITY_INDEX["fight"], QUIET, ACTIVITY_INDEX["queue"]])
        head = fit(features, labels, np.full(3, 1 / 3), branch)
        assert head.least is not None
        seen = torch.from_numpy(features)
        seen = torch.cat([seen, (seen[:, :layers] + head.least).log()], 1)
        expected = (seen - head.usual) @ head.weights.T + head.bias
        found = predict(averaged_network(with_head(made, head)), clips, made.architecture)
        np.testing.assert_allclose(found, expected.numpy(), atol=1e-3)


if __name__ == "__main__":
    unittest.main()
