"""That each item is answered by the head that a job would ask."""

import unittest

import numpy as np
import torch
from torch import nn

from train.data.clips import Clip
from train.data.motions import LABELS, OTHER
from train.measuring.strangers.crowd import by_heads, laid_out
from train.measuring.strangers.material import SETS, Item
from train.networks.crowd import CrowdArchitecture, CrowdNetwork

SIZES = CrowdArchitecture(frames=8, size=16, wide=2, width=4, widths=(6, 8), blocks=(1, 1))
# Bodies as high as the picture.
HIGH = 14.0


def network(persons: str, pairs: str, scenes: str) -> CrowdNetwork:
    """A network each of whose heads has one answer."""
    made = SIZES.build(len(LABELS))
    heads = (made.person_head, persons), (made.pair_head, pairs), (made.scene_head, scenes)
    for head, label in heads:
        nn.init.zeros_(head.weight)
        head.bias.data = 9.0 * (torch.arange(len(LABELS)) == LABELS.index(label))
    return made


def item(scope: str, *places: float) -> Item:
    """People who stand at these x."""
    pose = np.stack([np.linspace(-2, 2, 17), np.linspace(1, 1 + HIGH, 17)], axis=1)
    poses = np.stack([np.repeat(pose[None], 8, axis=0) + [x, 0] for x in places])
    clip = Clip(poses.astype(np.float32), np.ones(poses.shape[:3], np.float32))
    return Item(SETS, "a", None, OTHER, "", clip, "g", scope)


class HeadsTest(unittest.TestCase):
    def test_each_scope_has_a_head_and_scenes_that_of_pairs_if_two_are_near(self) -> None:
        items = [
            item("person", 8),
            item("pair", 4, 40),
            item("scene", 4, 9),
            item("scene", 4, 40),
            item("scene", 8),
        ]
        logits = by_heads(network("wave", "2p_hugging", "jump"), items)
        called = [LABELS[label] for label in logits.argmax(1)]
        self.assertEqual(["wave", "2p_hugging", "2p_hugging", "jump", "jump"], called)

    def test_people_are_laid_out_as_large_as_the_wide_grid_allows(self) -> None:
        for places in ((8.0,), (4.0, 60.0)):
            clip = laid_out(item("scene", *places).clip, SIZES)
            low, top = clip.poses.min((0, 1, 2)), clip.poses.max((0, 1, 2))
            self.assertAlmostEqual(SIZES.size * SIZES.wide, float(low[0] + top[0]), places=3)
            filled = (top - low) / SIZES.size / np.array([SIZES.wide, 1])
            self.assertAlmostEqual(0.8, float(filled.max()), places=3)


if __name__ == "__main__":
    unittest.main()
