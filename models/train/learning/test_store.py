"""That drawn clips come back, in parts as in one, and that a run learns the same from them."""

import json
import tempfile
import unittest
from pathlib import Path
from typing import List, Tuple

import numpy as np

from export.errors import ExportError
from train.composing.scenes import Composer
from train.data import fixtures
from train.data.clips import Clip
from train.data.motions import TRAIN, on_side
from train.learning import draw
from train.learning.draw import Parts, drawn_parts
from train.learning.loader import DeviceBatches, Extent
from train.learning.store import DESCRIPTION, Drawn, Store, write_store
from train.networks.keypoints import KeypointArchitecture
from train.networks.slim import SlimArchitecture

DRAWN = Drawn("actions", 23, 8, 16, 7, (), False)
SLIM = SlimArchitecture(frames=8, size=16, widths=(6, 8), blocks=(1, 1))
TEACHER = KeypointArchitecture(frames=8, size=16, people=3, width=8)


class StoreTest(unittest.TestCase):
    kept: int
    composer: Composer
    parts: Parts

    @classmethod
    def setUpClass(cls) -> None:
        cls.kept, draw.PART = draw.PART, 10
        cls.composer = Composer(on_side(fixtures.motions(), TRAIN), DRAWN.frames, DRAWN.size)
        cls.parts = Parts(cls.composer.sample, DRAWN)

    @classmethod
    def tearDownClass(cls) -> None:
        draw.PART = cls.kept

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "store"
        write_store(self.folder, DRAWN, drawn_parts(self.parts, 2))
        self.store = Store(self.folder)

    def expected(self) -> List[Tuple[Clip, int]]:
        """The clips as the parts draw them, one generator for each part."""
        clips = []
        for part in range(3):
            rng = np.random.default_rng([DRAWN.seed, part])
            for number in range(part * 10, min(23, part * 10 + 10)):
                clips.append(self.composer.sample(rng, number / 23))
        return clips

    def test_holds_what_was_drawn_whatever_the_number_of_processes(self) -> None:
        self.assertEqual(DRAWN, self.store.drawn)
        for number, (clip, label) in enumerate(self.expected()):
            first, people = self.store.first[number], self.store.numbers[number]
            found = self.store.people[first : first + people]
            np.testing.assert_array_equal(found[..., :2], clip.poses.astype(np.float32))
            np.testing.assert_array_equal(found[..., 2], clip.scores.astype(np.float32))
            self.assertEqual(label, self.store.labels[number])

    def test_a_run_goes_through_it_from_the_first_to_the_last(self) -> None:
        rng = np.random.default_rng(1)
        self.assertEqual({0, 1}, set(self.store.pick(rng, 0, 200)))
        self.assertEqual({21, 22}, set(self.store.pick(rng, 1, 200)))

    def test_a_clip_is_as_it_was_drawn(self) -> None:
        clip, label = self.store.sample(np.random.default_rng(2), 0.5)
        number = self.store.pick(np.random.default_rng(2), 0.5, 1)[0]
        expected, wanted = self.expected()[number]
        np.testing.assert_array_equal(clip.poses, expected.poses.astype(np.float32))
        self.assertEqual(wanted, label)

    def test_batches_of_a_device_hold_the_clips_that_were_picked(self) -> None:
        preparers = [SLIM.preparer(), TEACHER.preparer()]
        batches = DeviceBatches(
            self.store,
            [SLIM.device_preparer(), TEACHER.device_preparer()],
            Extent(seed=3, steps=4, size=6),
            device="cpu",
        )
        (tubelets, keypoints), labels = batches[2]
        picked = self.store.pick(np.random.default_rng([3, 2]), 0.5, 6)
        clips = [self.expected()[number][0] for number in picked]
        people = keypoints[0].shape[1]
        expected = preparers[1](clips)[0][:, :people]
        np.testing.assert_array_equal(keypoints[0].numpy(), expected)
        self.assertEqual(preparers[0](clips)[2].tolist(), tubelets[2].tolist())
        self.assertEqual(self.store.labels[picked].tolist(), labels.tolist())
        self.assertEqual(2, len(list(batches.load(2))))

    def test_a_store_that_lacks_clips_is_refused(self) -> None:
        text = json.loads((self.folder / DESCRIPTION).read_text())
        (self.folder / DESCRIPTION).write_text(json.dumps({**text, "clips": 24}))
        with self.assertRaisesRegex(ExportError, "expected 24 clips .* found 23"):
            Store(self.folder)

    def test_a_folder_without_a_store_is_named(self) -> None:
        with self.assertRaisesRegex(ExportError, "nowhere.*expected a store"):
            Store(Path("nowhere"))


if __name__ == "__main__":
    unittest.main()
