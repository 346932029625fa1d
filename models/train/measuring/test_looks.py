import unittest

import numpy as np

from train.measuring.decisions import Rule, Subject
from train.measuring.looks import Looks, Scored, looked_at

RULES = {
    "wave": Rule(0.5, 0.3, ("person",)),
    "hug": Rule(0.5, 0.3, ("pair",)),
    "other": Rule(np.inf, 0.3, ("person", "pair")),
}


def person(name: str, wave: float, hug: float = 0.0) -> Subject:
    scores = np.array([[wave, hug, 1 - wave - hug]])
    return Subject("cam", frozenset([name]), "person", np.array([[0.0, 2000.0]]), scores)


class LooksTest(unittest.TestCase):
    def looked_at(self, looks: Looks, *crowd: Subject) -> "list[float]":
        clips = [person(name, 0.1) for name in "ab"]
        subjects, windows, taken = looked_at(Scored(crowd, clips, {}), RULES, looks)
        self.assertEqual(1, windows)
        waves = [float(subject.scores[0, 0]) for subject in subjects]
        self.assertEqual(taken, sum(wave == 0.1 for wave in waves))
        return waves

    def test_replaces_those_in_whom_most_was_seen(self) -> None:
        looks = Looks("seen", 0.4, 0.4, 1)
        self.assertEqual([0.6, 0.1], self.looked_at(looks, person("a", 0.6), person("b", 0.9)))

    def test_leaves_the_calm_alone(self) -> None:
        looks = Looks("seen", 0.4, 0.4, 9)
        self.assertEqual([0.3, 0.1], self.looked_at(looks, person("a", 0.3), person("b", 0.9)))

    def test_what_may_not_happen_to_a_person_is_not_seen(self) -> None:
        looks = Looks("seen", 0.4, 0.4, 9)
        self.assertEqual([0.2], self.looked_at(looks, person("a", 0.2, hug=0.7)))

    def test_doubt_chooses_the_unsure(self) -> None:
        looks = Looks("doubt", 0.1, 0.1, 1)
        self.assertEqual([0.1, 0.9], self.looked_at(looks, person("a", 0.5), person("b", 0.9)))


if __name__ == "__main__":
    unittest.main()
