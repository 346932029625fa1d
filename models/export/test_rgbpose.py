"""RGBPose-Conv3D against the figures, keys and logits that were recorded of the reference."""

import io
import json
import tempfile
import unittest
from contextlib import redirect_stdout
from pathlib import Path
from typing import Tuple

import onnx
import torch

from export.architectures import build, count_multiply_adds, count_parameters
from export.checkpoint import network_from
from export.export_checkpoint import main
from export.export_golden_rgbpose import (
    HEADS,
    TOLERANCE,
    differences,
    golden_network,
    tensor_cases,
)
from export.onnx_file import write_rgbpose_onnx
from export.rgbpose import Lateral, RgbNetwork, RgbPoseNetwork, TransposedLateral, build_rgbpose

SPEC = Path(__file__).resolve().parents[3] / "shared" / "spec" / "rgbpose"
SMALL = 8


def zeros(side: int) -> Tuple[torch.Tensor, torch.Tensor]:
    return torch.zeros(1, 17, 32, side, side), torch.zeros(1, 3, 8, 4 * side, 4 * side)


def noise(seed: int = 1) -> Tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    maps, pictures = zeros(16)
    return maps.uniform_(0, 1, generator=generator), pictures.normal_(0, 1, generator=generator)


def lively(seed: int = 3) -> RgbPoseNetwork:
    """A reduced network whose batch norms differ, so that a forgotten one shows."""
    torch.manual_seed(seed)
    network = build_rgbpose(12, base_channels=SMALL)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm3d):
            assert module.running_mean is not None and module.running_var is not None
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
    return network


class SizeTest(unittest.TestCase):
    def test_full_network_has_the_reference_parameters(self) -> None:
        network = build_rgbpose(60)
        self.assertEqual(35_994_208, count_parameters(network.backbone))
        self.assertEqual(33_354_816, count_parameters(network.backbone.rgb_path))
        self.assertEqual(2_639_392, count_parameters(network.backbone.pose_path))
        self.assertEqual(36_147_928, count_parameters(network))

    def test_reduced_network_has_the_reference_parameters(self) -> None:
        self.assertEqual(577_428, count_parameters(build_rgbpose(12, base_channels=SMALL)))

    def test_has_the_reference_multiply_adds(self) -> None:
        with torch.no_grad():
            full = count_multiply_adds(build_rgbpose(60), *zeros(56))
            reduced = build_rgbpose(12, base_channels=SMALL)
            sizes = [count_multiply_adds(reduced, *zeros(side)) for side in (56, 64)]
        self.assertEqual(58_005, round(full / 1e6))
        self.assertEqual([1_302, 1_701], [round(size / 1e6) for size in sizes])


@unittest.skipUnless((SPEC / "manifest.json").is_file(), "no ../shared/spec/rgbpose: not compared")
class GoldenTest(unittest.TestCase):
    def test_full_network_has_the_official_keys_in_order(self) -> None:
        index = json.loads((SPEC / "model" / "rgbpose_full_ntu60.index.json").read_bytes())
        expected = [(entry["name"], tuple(entry["shape"])) for entry in index]
        state = build_rgbpose(60).state_dict()
        self.assertEqual(expected, [(key, tuple(value.shape)) for key, value in state.items()])

    def test_gives_the_recorded_logits_of_both_heads(self) -> None:
        network, cases = golden_network(SPEC), tensor_cases(SPEC)
        self.assertEqual(5, len(cases))
        for case in cases:
            for head, difference in zip(HEADS, differences(network, SPEC, case)):
                with self.subTest(case["name"], head=head):
                    self.assertLessEqual(difference, TOLERANCE)


class LateralTest(unittest.TestCase):
    def test_early_fusion_changes_what_both_heads_say(self) -> None:
        network = lively()
        maps, pictures = noise()
        with torch.no_grad():
            together = network(maps, pictures)
            for module in network.modules():
                if isinstance(module, (Lateral, TransposedLateral)):
                    module.conv.weight.zero_()
            apart = network(maps, pictures)
        for fused, alone in zip(together, apart):
            self.assertGreater((fused - alone).abs().max().item(), 1e-3)

    def test_upsampling_keeps_all_but_the_first_three_frames(self) -> None:
        lateral = TransposedLateral(2, 3).eval()
        x = torch.rand(1, 2, 5, 1, 1)
        with torch.no_grad():
            whole = torch.nn.functional.conv_transpose3d(x, lateral.conv.weight, stride=(4, 1, 1))
            self.assertEqual(23, whole.shape[2])
            self.assertTrue(torch.allclose(whole[:, :, 3:], lateral.conv(x)))


class ExportTest(unittest.TestCase):
    def test_tells_pictures_from_heatmaps_by_the_keys(self) -> None:
        networks = {
            "rgbpose": build_rgbpose(5, 13, SMALL),
            "rgb-slowonly": RgbNetwork(5, SMALL),
            "slowonly": build("slowonly", 5),
        }
        for architecture, network in networks.items():
            trained = network_from(network.state_dict())
            self.assertEqual((architecture, 5), (trained.architecture, trained.classes))

    def test_upsampling_in_the_file_is_static(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "rgbpose.onnx")
            write_rgbpose_onnx(lively(), path, (17, 32, 16, 16), (3, 8, 64, 64), True)
            nodes = onnx.load(str(path)).graph.node
        upsampling = [node for node in nodes if node.op_type == "ConvTranspose"]
        self.assertEqual(2, len(upsampling))
        for node in upsampling:
            attributes = {attribute.name: list(attribute.ints) for attribute in node.attribute}
            self.assertEqual([3, 0, 0], attributes["output_padding"])
            self.assertEqual([3, 0, 0, 3, 0, 0], attributes["pads"])
        self.assertNotIn("Shape", {node.op_type for node in nodes})

    def test_makes_a_bundle_that_scores_clips_with_and_without_pictures(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            files = [str(Path(folder, name)) for name in ("rgbpose.pth", "pose_only.pth", "made")]
            torch.save({"state_dict": lively().state_dict()}, files[0])
            pose_only = build("slowonly", 12, base_channels=4, stage_blocks=(1, 1, 1))
            torch.save({"state_dict": pose_only.state_dict()}, files[1])
            arguments = ["--checkpoint", files[0], "--pose-only", files[1], "--out", files[2]]
            with redirect_stdout(io.StringIO()):
                self.assertEqual(0, main([*arguments, "--size", "16x16"]))
            manifest = Path(files[2], "manifest.yaml").read_text(encoding="utf-8")
        self.assertIn("  clip-length: 32\n", manifest)
        self.assertIn("    resize: 64x64\n", manifest)
        self.assertIn("    pictures: {name: pictures, shape: [-1, 3, 8, 64, 64]}\n", manifest)
        self.assertIn("scores: [logits_rgb, logits_pose]}\n    fusion: mean\n", manifest)
        self.assertIn("    clips: without-pictures\n    sigma: 0.6\n", manifest)

    def test_makes_a_bundle_of_pictures_alone(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            files = [str(Path(folder, name)) for name in ("rgb_only.pth", "made")]
            torch.save(RgbNetwork(4, SMALL).state_dict(), files[0])
            with redirect_stdout(io.StringIO()):
                main(["--checkpoint", files[0], "--out", files[1], "--size", "16x16"])
            manifest = Path(files[1], "manifest.yaml").read_text(encoding="utf-8")
        self.assertNotIn("    input:", manifest)
        self.assertIn("    pictures: {name: pictures, shape: [-1, 3, 8, 64, 64]}\n", manifest)


if __name__ == "__main__":
    unittest.main()
