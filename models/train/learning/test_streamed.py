"""What windows of recordings show, and that a store of them can be learnt from."""

import tempfile
import unittest
from pathlib import Path
from typing import Sequence

import numpy as np

from train.composing.recordings import Truth
from train.data import fixtures
from train.data.motions import INDEX, OTHER
from train.learning.store import Drawn, Store, write_store
from train.learning.streamed import label_of, part_of, thinned

KICK = INDEX["kick"]


class WindowsTest(unittest.TestCase):
    def label(self, *names: str, second: float = 10.0) -> object:
        truths = [
            Truth("", "kick", 10_500, 12_000, ["1"]),
            Truth("", "2p_hugging", 10_000, 13_000, ["3", "4", "4-9"]),
        ]
        return label_of(truths, names, second)

    def test_shows_what_is_done_in_it(self) -> None:
        self.assertEqual(KICK, self.label("1"))
        self.assertEqual(KICK, self.label("1", "2"))
        self.assertEqual(INDEX["2p_hugging"], self.label("3", "4-9"))
        self.assertEqual(OTHER, self.label("2"))
        self.assertEqual(OTHER, self.label("1", second=20.0))

    def test_says_nothing_of_halves(self) -> None:
        self.assertIsNone(self.label("3"))
        self.assertIsNone(self.label("3", "2"))
        self.assertIsNone(self.label("1", second=9.0))
        self.assertIsNone(self.label("1", "3"))

    def test_as_many_without_an_action_are_kept(self) -> None:
        clip = fixtures.random_clip(1, 1)
        labels: Sequence[int] = [KICK, *([OTHER] * 9), KICK]
        kept = thinned([(clip, label) for label in labels], np.random.default_rng(1))
        self.assertEqual([KICK, KICK, OTHER, OTHER], [label for _, label in kept])

    def test_store_gives_them_back(self) -> None:
        windows = [(fixtures.random_clip(people, people), KICK) for people in (1, 2)]
        drawn = Drawn("actions", 2, 3, 20, 1, (), False)
        with tempfile.TemporaryDirectory() as folder:
            write_store(Path(folder), drawn, [part_of(windows)])
            store = Store(Path(folder), (0, 1, 2, 3, 4))
            self.assertEqual([0, 1], list(store.open))
            for number, (clip, label) in enumerate(windows):
                np.testing.assert_array_equal(clip.poses, store.clip(number).poses)
                self.assertEqual(label, store.labels[number])


if __name__ == "__main__":
    unittest.main()
