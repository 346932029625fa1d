"""That scores become events as in the job, and that thresholds are chosen by what they earn."""

import json
import tempfile
import unittest
from pathlib import Path
from typing import Any, Dict, List, Sequence

import numpy as np

from train.measuring.decisions import Action, Count, Recorded, Rule, Subject, chosen, count
from train.measuring.decisions import events_of, read_subjects

RULE = Rule(0.5, 0.3)


def subject(
    scores: Sequence[float], people: str = "1", scope: str = "person", first: int = 0
) -> Subject:
    """Windows of 2 s, one a second, with the scores of one label."""
    starts = 1000.0 * (first + np.arange(len(scores)))
    windows = np.stack([starts, starts + 2000], axis=1)
    return Subject("cam", frozenset(people), scope, windows, np.array(scores)[:, None])


def action(start: float, end: float, people: str = "1") -> Action:
    return Action("cam", frozenset(people), start, end)


class EventsTest(unittest.TestCase):
    def test_first_window_counts_as_if_nothing_came_before(self) -> None:
        self.assertEqual([], events_of([subject([0.0, 0.7, 0.0])], 0, RULE))
        self.assertEqual(1, len(events_of([subject([0.0, 0.72, 0.0])], 0, RULE)))

    def test_event_goes_on_over_one_bad_window(self) -> None:
        (event,) = events_of([subject([0.0, 0.9, 0.1, 0.9, 0.0, 0.0, 0.0])], 0, RULE)
        self.assertEqual((1330, 4670), (event.start, event.end))

    def test_two_windows_confirm_if_so_asked(self) -> None:
        twice = Rule(0.5, 0.3, confirm=2)
        self.assertEqual([], events_of([subject([0.0, 0.9, 0.0])], 0, twice))
        self.assertEqual(1, len(events_of([subject([0.0, 0.9, 0.4])], 0, twice)))

    def test_who_is_gone_for_long_ends_his_action(self) -> None:
        early, late = subject([0.9]), subject([0.9], first=20)
        windows = np.concatenate([early.windows, late.windows])
        both = Subject("cam", early.people, "person", windows, np.full((2, 1), 0.9))
        self.assertEqual(2, len(events_of([both], 0, RULE)))

    def test_pairs_that_share_a_person_raise_one_event(self) -> None:
        pairs = [subject([0.8, 0.8], "12", "pair"), subject([0.9, 0.9], "23", "pair")]
        (event,) = events_of(pairs, 0, RULE)
        self.assertEqual(frozenset("23"), event.people)

    def test_label_of_pairs_is_not_a_persons(self) -> None:
        self.assertEqual([], events_of([subject([0.9])], 0, Rule(0.5, 0.3, ("pair",))))


class CountTest(unittest.TestCase):
    def test_each_action_is_found_once_by_the_right_person_first(self) -> None:
        truths = [action(0, 2000), action(9000, 9900)]
        events = [action(0, 2000, "2"), action(900, 2900), action(5000, 6000)]
        self.assertEqual(Count(2, 3, 1), count(truths, events))

    def test_touching_is_not_fitting(self) -> None:
        self.assertEqual(0, count([action(0, 1000)], [action(900, 3000)]).found)

    def test_f1_weighs_misses_and_false_alarms_alike(self) -> None:
        self.assertAlmostEqual(0.5, Count(10, 10, 5).f1())


class ChosenTest(unittest.TestCase):
    def recorded(self) -> Recorded:
        clear = [subject([0.9, 0.0, 0.0, 0.0], str(n)) for n in range(3)]
        faint = [subject([0.75, 0.0, 0.0, 0.0], str(n)) for n in range(3, 9)]
        truths = [action(300, 1700, str(n)) for n in range(3)]
        return Recorded(clear + faint, {"wave": truths})

    def test_threshold_rises_over_false_alarms(self) -> None:
        better = chosen([self.recorded()], {"wave": RULE}, fixed=[])["wave"]
        self.assertEqual(Count(3, 3, 3), self.recorded().count("wave", 0, better))
        self.assertAlmostEqual(0.6 * better.enter, better.exit, 2)

    def test_kept_label_and_small_gain_change_nothing(self) -> None:
        self.assertEqual(RULE, chosen([self.recorded()], {"wave": RULE}, fixed=["wave"])["wave"])
        one = Recorded([subject([0.6, 0.0])], {"wave": [action(300, 1700)]})
        self.assertEqual(RULE, chosen([one], {"wave": RULE}, fixed=[])["wave"])

    def test_label_that_nobody_is_known_to_have_done_keeps_its_threshold(self) -> None:
        unknown = Recorded(self.recorded().subjects, {})
        self.assertEqual(RULE, chosen([unknown], {"wave": RULE}, fixed=[])["wave"])


class ReadTest(unittest.TestCase):
    def row(self, scope: str, start: int, **people: Any) -> Dict[str, Any]:
        scores = [{"label": "wave", "p": 0.25}]
        times = {"window_start_ms": start, "window_end_ms": start + 2000}
        return {"camera": "cam", "scope": scope, **times, **people, "scores": scores}

    def test_windows_of_one_subject_come_together_in_order(self) -> None:
        rows = [
            self.row("person", 1000, track_id="1", track_ids=["1"]),
            self.row("pair", 0, track_id=None, track_ids=["2", "1"]),
            self.row("scene", 0, track_id=None, track_ids=[]),
            self.row("person", 0, track_id="1", track_ids=["1"]),
        ]
        found = self.read(rows)
        self.assertEqual([{"1"}, {"1", "2"}], [set(one.people) for one in found])
        np.testing.assert_array_equal([0, 1000], found[0].windows[:, 0])
        np.testing.assert_allclose([[0.25, 0.0]] * 2, found[0].scores)

    def read(self, rows: List[Dict[str, Any]]) -> List[Subject]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "scores.jsonl"
            path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
            return read_subjects(path, ["wave", "clap"])


if __name__ == "__main__":
    unittest.main()
