"""Clips with pictures out of a recording."""

import base64
import io
import json
import tempfile
import unittest
from pathlib import Path
from typing import Any, Dict, List

import numpy as np
from matplotlib import image

from train.data.pictured import PicturedClips, read_clips

SIDE = 8


def jpeg(red: int) -> str:
    """Returns a picture of 64 x 64: a red square in the middle of black."""
    pixels = np.zeros((64, 64, 3), np.uint8)
    pixels[24:40, 24:40, 0] = red
    file = io.BytesIO()
    image.imsave(file, pixels, format="jpeg")
    return base64.b64encode(file.getvalue()).decode("ascii")


def frame(number: int, red: int) -> Dict[str, Any]:
    """Somebody whose joints are the corners of the square; every sixth frame has a picture."""
    corners = [[24, 24, 0.9], [40, 24, 0.9], [24, 40, 0.9], [40, 40, 0.9]]
    joints = corners + [[0, 0, 0]] * 13
    picture = {"picture": {"format": "jpeg", "w": 64, "h": 64, "data": jpeg(red)}}
    return {
        "stream": "cam",
        "frame": number,
        "persons": [{"track_id": "1", "kp": joints}],
        **(picture if number % 6 == 3 else {}),
    }


def write(path: Path, lines: List[Dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


class ReadingTest(unittest.TestCase):
    def clips(self) -> PicturedClips:
        with tempfile.TemporaryDirectory() as folder:
            recording = write(
                Path(folder, "r.jsonl"), [frame(i, 20 + 4 * i) for i in range(48)]
            )
            truth = write(Path(folder, "t.jsonl"), [{"camera": "cam", "action": "wave"}])
            return read_clips(recording, truth, ("stand", "wave"), SIDE)

    def test_box_cuts_poses_and_pictures_alike(self) -> None:
        clips = self.clips()
        self.assertEqual([1], clips.labels.tolist())
        # The square of 16 pixels in a box of 20.
        corner = clips.points[0, 0, 0]
        np.testing.assert_allclose(corner, [SIDE * 0.1, SIDE * 0.1, 0.9], atol=1e-6)
        shown = clips.pictures[0, :, 4 * SIDE // 2, :, 0]
        red = (shown > shown.max(axis=1, keepdims=True) / 2).mean(axis=1)
        np.testing.assert_allclose(red, 0.8, atol=0.07)

    def test_pictures_are_in_their_order(self) -> None:
        middles = self.clips().pictures[0, :, 2 * SIDE, 2 * SIDE, 0].astype(int)
        self.assertEqual(sorted(middles.tolist()), middles.tolist())
        self.assertGreater(middles[-1], middles[0] + 100)

    def test_absent_joints_leave_no_heat(self) -> None:
        heat = self.clips().heatmaps(SIDE)
        self.assertEqual((1, 17, 32, SIDE, SIDE), heat.shape)
        self.assertEqual(0, heat[0, 4:].max())
        self.assertEqual((1, 1), np.unravel_index(heat[0, 0, 0].argmax(), (SIDE, SIDE)))


if __name__ == "__main__":
    unittest.main()
