"""What 8 bits cost a network with heads, measured on made-up people."""

import unittest
from dataclasses import replace
from typing import List
from unittest import mock

import numpy as np
import onnx
import yaml
from onnx import ModelProto, numpy_helper

from export.contract import INPUT
from export.errors import ExportError
from optimize import crowd_gate
from optimize.__main__ import default_kinds, make_variants
from optimize.crowd_gate import GatheringLesson, Material, read_lesson
from optimize.manifest import BundleManifest
from optimize.onnx_runtime import Arrays, OnnxRuntime
from optimize.painting import paint
from optimize.test_crowds import CrowdBundleTest
from train.composing.gatherings import GatheringComposer
from train.composing.wild import WildComposer
from train.data.fixtures import motions
from train.data.motions import TRAIN, VALIDATION, on_side
from train.measuring.gatherings import Seen
from train.shipping.crowd_bundle import TINY


class FewPeopleTest(CrowdBundleTest):
    """Measures few people, so that it takes seconds."""

    def setUp(self) -> None:
        super().setUp()
        for name, number in (("MEASURED", 15), ("CALIBRATION_GATHERINGS", 4), ("BATCH", 2)):
            patch = mock.patch.object(crowd_gate, name, number)
            patch.start()
            self.addCleanup(patch.stop)
        manifest = BundleManifest(self.bundle)
        heads = manifest.members[0].heads
        assert heads is not None
        self.model = onnx.load(str(manifest.members[0].path))
        self.drawing = manifest.drawing(manifest.members[0])
        wild = WildComposer(on_side(motions(), TRAIN), [], TINY.frames, TINY.size)
        composer = GatheringComposer(wild, TINY.size, TINY.wide)
        material = Material(composer, 2 * on_side(motions(), VALIDATION))
        self.lesson = Labelled(self.model, material, heads)


class Labelled(GatheringLesson):
    """People whose labels are what a network answers."""

    def __init__(self, model: ModelProto, material: Material, heads: crowd_gate.Heads) -> None:
        super().__init__(material, heads, TINY.frames)
        self.model = model

    def scenes(self, kind: str, people: int) -> List[Seen]:
        return [
            replace(scene, labels=self.labels(scene)) for scene in super().scenes(kind, people)
        ]

    def labels(self, scene: Seen) -> np.ndarray:
        inputs = self.inputs(scene, crowd_gate.NOBODY)
        labels: np.ndarray = crowd_gate.answers(self.model, inputs, "person_logits").argmax(1)
        return labels


class GateTest(FewPeopleTest):
    def test_both_figures_are_told_of_persons_and_pairs(self) -> None:
        lines = self.lesson.check_accuracy(self.model, self.model, None).splitlines()
        self.assertEqual(5, len(lines))
        for line, shown in zip(lines, ("3 side by side", "5 side by side", "3 crowd", "5 crowd")):
            self.assertRegex(line, f"15 persons, {shown}.*: top-1 1.0000 in fp32, 1.0000 in int8")
        self.assertRegex(lines[-1], "2 real pairs: top-1 .* in fp32, .* in int8")

    def test_a_network_that_lost_its_persons_is_refused(self) -> None:
        silent = ModelProto()
        silent.CopyFrom(self.model)
        for stored in silent.graph.initializer:
            if "person_head" in stored.name:
                values = np.zeros(list(stored.dims), np.float32)
                stored.CopyFrom(numpy_helper.from_array(values, stored.name))
        message = "int8: expected top-1 of persons side by side to fall by at most 0.005, found 1"
        with self.assertRaisesRegex(ExportError, message):
            self.lesson.check_accuracy(self.model, silent, None)

    def test_a_runtime_that_calls_other_labels_is_refused(self) -> None:
        runtime = self.runtime()
        line = self.lesson.check_accuracy(self.model, self.model, runtime).splitlines()[-1]
        self.assertRegex(line, "ONNX Runtime on 15 persons of them: same label in 100.0%")
        runtime.run.side_effect = lambda *arguments: {
            "person_logits": -self.answers(*arguments)["person_logits"]
        }
        with self.assertRaisesRegex(ExportError, "expected ONNX Runtime to call the same label"):
            self.lesson.check_accuracy(self.model, self.model, runtime)

    def test_a_runtime_that_convolves_volumes_in_single_precision_is_refused(self) -> None:
        runtime, convolutions = self.runtime(), operators(self.model, "Conv")
        runtime.float_convolutions.return_value = [*convolutions, "another"]
        message = f"expected 0 convolutions in bytes and {len(convolutions)} in fp32, found "
        with self.assertRaisesRegex(ExportError, message):
            self.lesson.check_accuracy(self.model, self.model, runtime)

    def runtime(self) -> mock.Mock:
        """Returns what answers as the evaluator does."""
        runtime = mock.Mock(spec=OnnxRuntime)
        runtime.float_convolutions.return_value = operators(self.model, "Conv")
        runtime.run.side_effect = self.answers
        return runtime

    def answers(self, model: ModelProto, rows: Arrays, runs: int) -> Arrays:
        shares = {name: np.split(values, runs) for name, values in rows.items()}
        scenes = [{name: parts[run] for name, parts in shares.items()} for run in range(runs)]
        found = [crowd_gate.answers(model, scene, "person_logits") for scene in scenes]
        return {"person_logits": np.concatenate(found)}

    def test_a_scene_is_painted_where_its_joints_are(self) -> None:
        scene = self.lesson.scenes(crowd_gate.CROWDED, 3)[0]
        inputs = self.lesson.inputs(scene, crowd_gate.BOTH)
        joints = inputs["joints"]
        self.assertEqual((3, TINY.frames, 17, 3), joints.shape)
        expected = paint(self.drawing, joints[None, ..., :2], joints[None, ..., 2])
        np.testing.assert_allclose(inputs[INPUT], expected, atol=1e-6)

    def test_calibration_shows_the_same_gatherings_each_time(self) -> None:
        first, again = (list(self.lesson.calibration_volumes()) for _ in range(2))
        self.assertEqual([(2, *TINY.trunk.input_shape)] * 2, [tuple(v.shape) for v in first])
        for one, other in zip(first, again):
            self.assertTrue(bool((one == other).all()))

    def test_other_labels_are_refused(self) -> None:
        member = BundleManifest(self.bundle).members[0]
        with self.assertRaisesRegex(ExportError, "int8: member joint: expected heads for the lab"):
            read_lesson(self.bundle, member, ["walk"])


class CommandTest(FewPeopleTest):
    def test_a_bundle_gets_int8_for_cpus(self) -> None:
        with mock.patch.object(crowd_gate, "read_lesson", return_value=self.lesson):
            with mock.patch.object(crowd_gate, "check_figure"):
                make_variants(self.bundle, ["int8"], self.bundle, say=self.lines.append)
        values = yaml.safe_load((self.bundle / "manifest.yaml").read_text(encoding="utf-8"))
        (entry,) = values["members"][0]["variants"]
        self.assertEqual(
            ("int8", "cpu", "heatmaps"), (entry["precision"], entry["device"], entry["input"])
        )
        self.assertRegex("\n".join(self.lines), "in double precision.*\n.*15 persons, 3 side by")

    def test_without_data_it_is_left_out(self) -> None:
        kinds = default_kinds(self.bundle, None, self.lines.append)
        self.assertEqual(["cpu", "fp16", "keypoints-in"], kinds)


def operators(model: ModelProto, kind: str) -> List[str]:
    """Returns the names of the nodes of a kind."""
    return [node.name for node in model.graph.node if node.op_type == kind]


if __name__ == "__main__":
    unittest.main()
