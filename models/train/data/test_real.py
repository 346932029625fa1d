"""What a fold of the strangers' measure keeps."""

import unittest
from dataclasses import replace

from train.data import fixtures
from train.data.real import WHOLE, fold_of, without


class FoldsTest(unittest.TestCase):
    def test_leaves_out_what_folds_keep_and_nothing_else(self) -> None:
        one = fixtures.motion("wave", fixtures.waving(30, 15, 0.3, turns=3)[None])
        own = [replace(one, source=source) for source in ("utd_mhad", "jhmdb", "penn_action")]
        self.assertEqual([2, 1, None], [fold_of(motion) for motion in own])

        self.assertEqual(own, without(own, ()))
        self.assertEqual([own[0], own[2]], without(own, [WHOLE["jhmdb"]]))
        self.assertEqual([own[2]], without(own, [1, 2]))


if __name__ == "__main__":
    unittest.main()
