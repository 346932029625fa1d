"""What a network of one run for everybody answers to items, each as a window of its own."""

from typing import Sequence

import numpy as np

from train.composing.gatherings import frame_around, in_frame, near_pairs
from train.data.clips import Clip
from train.data.motions import OTHER
from train.measuring.strangers.material import Item
from train.networks.crowd import CrowdArchitecture, CrowdNetwork, answers_to
from train.networks.predict import softmax
from train.networks.tubelets import TubeletPainter


def by_heads(network: CrowdNetwork, items: Sequence[Item]) -> np.ndarray:
    """Returns logits [items, labels] of the heads that a job would ask.

    A person's and a pair's item is answered by the head of its kind. A scene's is by the head for
    pairs, of the pair that is least likely to do nothing, or by the scene's if none is near.
    """
    painter = TubeletPainter(network.architecture.trunk.grid)
    return np.stack([_answer(network, painter, item) for item in items])


def _answer(network: CrowdNetwork, painter: TubeletPainter, item: Item) -> np.ndarray:
    clip = laid_out(item.clip, network.architecture)
    near = near_pairs(clip.poses, clip.scores) if item.scope == "scene" else np.zeros((0, 2), int)
    if item.scope == "pair":
        near = np.array([[0, 1]])
    answers, _ = answers_to(network, painter, clip, near)
    if item.scope == "person":
        return np.array(answers.persons[0])
    pairs = np.array(answers.pairs)
    if not len(pairs):
        return np.array(answers.scenes[0])
    busiest: np.ndarray = pairs[softmax(pairs)[:, OTHER].argmin()]
    return busiest


def laid_out(clip: Clip, sizes: CrowdArchitecture) -> Clip:
    """Returns a clip of square pixels on the grid of a crowd, which is `wide` times as wide."""
    seen = clip.scores > 0
    if not seen.any():
        return clip
    center, tall = frame_around(clip.poses[seen], sizes.wide)
    return Clip(in_frame(clip.poses, center, tall, (sizes.size, sizes.wide)), clip.scores)
