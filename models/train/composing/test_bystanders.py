"""Recordings composed of recorded persons keep what the actor does."""

import io
import json
import tempfile
import unittest
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, Dict, Sequence

import numpy as np

from train.composing import bystanders


def poses(frames: int, height: float) -> np.ndarray:
    """Somebody upright whose joint 9 swings."""
    out = np.ones((frames, 17, 3))
    out[:, :, 0] = 50.0
    out[:, :, 1] = np.linspace(100.0, 100.0 + height, 17)
    out[:, 9, 0] += 5.0 * np.arange(frames)
    return out


class BystandersTest(unittest.TestCase):
    def test_places_a_person_on_the_ground_in_one_size(self) -> None:
        small, large = (bystanders.placed(poses(4, h), 300.0) for h in (40.0, 400.0))
        for person in (small, large):
            self.assertAlmostEqual(np.ptp(person[0, :, 1]), bystanders.BODY)
            self.assertAlmostEqual(person[0, :, 1].max(), bystanders.GROUND)
            self.assertAlmostEqual(person[0, 0, 0], 300.0)

    def test_leaves_absent_joints_absent(self) -> None:
        person = poses(4, 100.0)
        person[2, 5] = 0
        self.assertTrue((bystanders.placed(person, 300.0)[2, 5] == 0).all())

    def test_counts_the_actor_and_nobody_else(self) -> None:
        truth = [{"camera": "a", "action": "wave"}, {"camera": "b", "action": "wave"}]
        event = {"scope": "person", "action": "wave"}
        events = [
            {"camera": "a", "track_id": "actor", **event},
            {"camera": "b", "track_id": "bystander-0", **event},
        ]
        self.assertEqual(bystanders.recalled(truth, events), {"a"})

    def test_counts_attacks_and_falls_by_the_hour_and_runs_by_the_window(self) -> None:
        frames = [{"stream": "cam", "ts_ms": t} for t in (0, 1800000)]
        events = [
            {"phase": "STARTED", "scope": "person", "action": "fall"},
            {"phase": "STARTED", "scope": "person", "action": "walk"},
            {"phase": "ENDED", "scope": "person", "action": "fall"},
            {"phase": "STARTED", "scope": "scene", "action": "fall"},
        ]
        scores = [
            {"camera": "cam", "window_start_ms": start, "scope": scope}
            for start, scope in ((0, "person"), (0, "person"), (1000, "person"), (0, "pair"))
        ]
        printed = io.StringIO()
        with tempfile.TemporaryDirectory() as folder, redirect_stdout(printed):
            files = [Path(folder) / name for name in ("frames", "events", "scores")]
            written: Sequence[Sequence[Dict[str, Any]]] = (frames, events, scores)
            for file, lines in zip(files, written):
                file.write_text("".join(json.dumps(line) + "\n" for line in lines))
            bystanders.alarms(files[0], files[1], files[2], ["person", "pair"])
        self.assertIn("attack or fall: 1, 2.0 a camera-hour", printed.getvalue())
        self.assertIn("scope person: 3, 1.50 a window", printed.getvalue())
        self.assertIn("scope pair: 1, 0.50 a window", printed.getvalue())


if __name__ == "__main__":
    unittest.main()
