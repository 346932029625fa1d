"""That the measure counts what it says, and that nobody answers for what it was trained on."""

import unittest
from typing import Any, Dict, Optional

import numpy as np
import torch
from torch import nn

from export.errors import ExportError
from train.composing.activities import ACTIVITIES
from train.composing.tasks import ACTIONS
from train.data.clips import TIME_UNIFORM, Clip
from train.data.motions import FALLS, INDEX, LABELS, OTHER
from train.data.real import FALLS_SEEN, FIGHT, FIGHTS, PAIRS_SEEN
from train.measuring.calibration import Calibration
from train.measuring.strangers.calibrate import fit, fit_scenes, smoothed
from train.measuring.strangers.material import FALLING, FIGHTING, PAIRS, QUIETNESS, SETS, Item
from train.measuring.strangers.measure import Measure
from train.measuring.strangers.subjects import Subject, by_clips, check_folds, grid_of
from train.networks.architecture import Prepared, Preparer

SEEN = Clip(np.zeros((1, 2, 17, 2), np.float32), np.ones((1, 2, 17), np.float32))
NOBODY = Clip(SEEN.poses, np.zeros((1, 2, 17), np.float32))
ENTER = Calibration.unfitted().enter(ACTIONS)


def item(part: str, source: str, label: str, **more: Any) -> Item:
    values: Dict[str, Any] = {"fold": None, "native": "", "clip": SEEN, "group": "g", **more}
    return Item(part, source, values.pop("fold"), INDEX[label], **values)


def sure(*labels: str, of: float = 0.9) -> np.ndarray:
    """Scores of clips that are called so with this probability."""
    scores = np.full((len(labels), len(LABELS)), (1 - of) / (len(LABELS) - 1))
    scores[np.arange(len(labels)), [INDEX[label] for label in labels]] = of
    return scores


class MeasureTest(unittest.TestCase):
    def test_number_is_the_mean_of_its_parts(self) -> None:
        items = [item(SETS, "a", "walk"), item(SETS, "a", "run"), item(SETS, "a", "other"),
                 item(FIGHTING, FIGHTS, "fight"), item(FIGHTING, FIGHTS, "other"),
                 item(PAIRS, PAIRS_SEEN, "2p_kicking")]  # fmt: skip
        scores = sure("walk", "walk", "jump", "fight", "other", "2p_kicking")
        result = Measure(items, scores, ENTER).all()
        parts = [result[part] for part in ("mean_class", "rejected", "fight_auc")]
        self.assertEqual([0.5, 0.0, 1.0], parts)
        self.assertEqual(0.5, result["number"])

    def test_class_of_few_clips_weighs_as_much_as_one_of_many(self) -> None:
        items = [item(SETS, "a", "walk")] * 3 + [item(SETS, "a", "run")]
        row = Measure(items, sure("walk", "walk", "walk", "walk"), ENTER).sets()["a"]
        self.assertEqual((0.75, 0.5), (row["top1"], row["mean_class"]))

    def test_fight_that_nobody_is_seen_in_counts_as_missed(self) -> None:
        items = [item(FIGHTING, FIGHTS, "fight", clip=NOBODY), item(FIGHTING, FIGHTS, "other")]
        fights = Measure(items, sure("fight", "other"), ENTER).fights()
        self.assertEqual((0.0, "0 of 1"), (fights["auc"], fights["found"]))

    def test_fall_is_found_once_and_early_alarms_are_false(self) -> None:
        windows = ("x", "before"), ("x", "in"), ("x", "in"), ("y", "before")
        items = [
            item(FALLING, FALLS_SEEN, "fall", phase=phase, group=group) for group, phase in windows
        ]
        falls = Measure(items, sure("other", "fall", "fall", "fall"), ENTER).falls()
        self.assertEqual("1 of 1, false 1", falls[FALLS_SEEN])
        self.assertEqual("0 of 0, false 0", falls[FALLS])

    def test_windows_in_a_row_are_one_alarm(self) -> None:
        items = [item(QUIETNESS, "street", "other", second=float(n)) for n in range(4)]
        items += [item(QUIETNESS, "street", "other", scope="scene", second=58.0)]
        scores = sure("fall", "fall", "other", "fall", "other")
        row = Measure(items, scores, ENTER).recordings()["street person"]
        self.assertEqual((120.0, 1.0), (row["alarms_an_hour"], row["minutes"]))


class CalibrateTest(unittest.TestCase):
    def test_thresholds_let_no_more_through_than_they_may(self) -> None:
        rng = np.random.default_rng(2)
        items = [item(SETS, "a", label) for label in ("walk", "other") * 300]
        items += [item(FIGHTING, FIGHTS, "other")] * 200
        scopes = ("person", "pair") * 300
        items += [item(QUIETNESS, "street", "other", scope=scope) for scope in scopes]
        logits = rng.normal(0, 2, (len(items), len(LABELS)))
        found = fit(items, logits)
        scores = found.probabilities(logits)
        enter = found.enter(ACTIONS)
        calm = scores[600:800, FIGHT]
        self.assertLessEqual((calm >= enter[FIGHT]).mean(), 0.02)
        self.assertGreater(found.alarm.enter, 0.49)
        self.assertEqual(np.inf, enter[OTHER])
        passers = np.arange(len(items)) >= 800
        passers[801::2] = False
        for label in ("fall", "kick", "punch"):
            own = smoothed([item.group for item in items], passers, scores[:, INDEX[label]])
            self.assertFalse((own >= enter[INDEX[label]]).any(), label)

    def test_nobody_cheers_or_is_down_where_recordings_are_harmless(self) -> None:
        rng = np.random.default_rng(3)
        items = [item(FIGHTING, FIGHTS, "other")] * 50
        items += [item(QUIETNESS, "court", "other", scope="scene")] * 50
        logits = rng.normal(0, 1, (len(items), len(ACTIVITIES)))
        found = fit_scenes(Calibration.unfitted(), items, logits)
        scores = found.probabilities(logits)
        for label, rows in (("cheering", slice(50, 100)), ("person_down", slice(0, 100))):
            own = scores[rows, ACTIVITIES.index(label)]
            self.assertLess(own.max(), found.own[label].enter)
        calm = scores[:50, ACTIVITIES.index("fight")]
        self.assertLessEqual((calm >= found.own["fight"].enter).sum(), 1)

    def test_one_window_counts_less_than_several_of_the_same_person(self) -> None:
        scores = np.array([0.9, 0.9, 0.9, 0.9])
        found = smoothed(["a", "b", "a", "c"], np.array([True, True, True, False]), scores)
        np.testing.assert_allclose([0.63, 0.63, 0.819], found)


class Constant(nn.Module):
    label: int

    def __init__(self, label: int):
        super().__init__()
        self.label = label


class Sizes:
    frames, size = 2, 8

    def preparer(self) -> Preparer:
        return lambda clips: (np.zeros((len(clips), 1), np.float32),)

    def logits(self, network: Constant, prepared: Prepared, clips: int) -> torch.Tensor:
        return 9.0 * torch.nn.functional.one_hot(torch.full((clips,), network.label), 3)


# Only what subjects ask for.
SIZES: Any = Sizes()
ASKED = grid_of(SIZES, TIME_UNIFORM), by_clips(SIZES)


class SubjectTest(unittest.TestCase):
    def test_fold_is_answered_by_the_network_that_never_saw_it(self) -> None:
        networks: Dict[Optional[int], nn.Module] = {0: Constant(0), 1: Constant(1)}
        subject = Subject("s", networks, *ASKED, ["run", "walk", "other"], ENTER)
        items = [item(SETS, "a", "walk", fold=fold) for fold in (1, 0, 1)]
        called = [LABELS[label] for label in subject.scores(items).argmax(1)]
        self.assertEqual(["walk", "run", "walk"], called)

    def test_label_that_a_network_does_not_know_is_never_called(self) -> None:
        labels = ["run", "walk", "other"]
        subject = Subject("s", {None: Constant(0)}, *ASKED, labels, ENTER)
        scores = subject.scores([item(SETS, "a", "walk")])
        self.assertEqual(0, scores[0, FIGHT])
        self.assertGreater(scores[0, OTHER], 0)

    def test_missing_folds_are_refused(self) -> None:
        with self.assertRaisesRegex(ExportError, r"missing \[1, 2, 3, 4\]"):
            check_folds(Subject("s", {0: Constant(0)}, *ASKED, [], ENTER))


if __name__ == "__main__":
    unittest.main()
