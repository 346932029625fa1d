"""Figures by hand."""

import unittest

import numpy as np

from train.measuring.figures import Accuracy, ClassFigures, accuracy, area_under_curve
from train.measuring.figures import recall_by_class


class FiguresTest(unittest.TestCase):
    def test_area_under_curve_counts_ties_half(self) -> None:
        self.assertEqual(1.0, area_under_curve(np.array([2, 3]), np.array([0, 1])))
        self.assertEqual(0.5, area_under_curve(np.array([1, 1]), np.array([1])))
        self.assertEqual(0.0, area_under_curve(np.array([0]), np.array([1])))

    def test_mean_class_weighs_classes_the_same(self) -> None:
        scores = np.eye(30)[[0, 0, 0, 0]]
        result = accuracy(scores, np.array([0, 0, 0, 1]))
        self.assertEqual((0.75, 0.5), (result.top1, result.mean_class))
        table = recall_by_class(scores, np.array([0, 0, 0, 1]))
        self.assertEqual(ClassFigures(3, 1.0, 0.75), table["walk"])

    def test_of_no_clip_nothing_is_said(self) -> None:
        nothing = np.zeros(0, int)
        self.assertEqual(Accuracy(0), accuracy(np.zeros((0, 30)), nothing))
        self.assertEqual(0.0, area_under_curve(np.array([]), np.array([1])))

    def test_a_class_that_is_never_called_has_no_precision(self) -> None:
        table = recall_by_class(np.eye(30)[[1]], np.array([0]))
        self.assertEqual(ClassFigures(1, 0.0), table["walk"])


if __name__ == "__main__":
    unittest.main()
