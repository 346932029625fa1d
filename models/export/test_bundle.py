"""The text of manifests, and that the generated bundles are the same on every run."""

import codecs
import tempfile
import unittest
from pathlib import Path
from typing import Dict

from export.bundle import Bundle, Label, Member, Preprocessing, Thresholds, check_labels
from export.bundle import manifest_of, read_labels, scalar
from export.errors import ExportError
from export.make_tiny_models import make_bundle, make_pictured_bundle


def contents(folder: Path) -> Dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


class BundleTest(unittest.TestCase):
    def test_quotes_what_yaml_would_not_read_as_text(self) -> None:
        for text in ("no", "On", "12", "1_000", "1e5", "0x1f", ".inf", "a: b", "- x", "#x", ""):
            self.assertEqual(f'"{text}"', scalar(text))
        self.assertEqual('"say \\"hi\\""', scalar('say "hi"'))

    def test_leaves_plain_names_alone(self) -> None:
        for text in ("walk", "2p_kicking", "put on a hat/cap", "0.1.0", "model.onnx"):
            self.assertEqual(text, scalar(text))

    def test_leaves_out_what_a_bundle_does_not_have(self) -> None:
        member = Member("joint", "joint", "joint.onnx", "00", (-1, 17, 48, 64, 64))
        preprocessing = Preprocessing(48, "short:64", center_crop=64)
        threshold = Thresholds(0.5, 0.3)
        text = manifest_of(
            Bundle("b", "1.0", "pyskl", preprocessing, [member], [Label("x")], threshold)
        )
        self.assertNotIn("reject-label", text)
        self.assertNotIn("cam", text)
        self.assertIn("  labels: {}\n", text)
        self.assertIn("  center-crop: 64\n", text)
        self.assertIn('version: "1.0"\n', text)

    def test_refuses_a_repeated_label(self) -> None:
        with self.assertRaisesRegex(ExportError, "label 3: .* found walk again"):
            check_labels(["walk", "run", "walk"])

    def test_labels_are_read_whatever_editor_wrote_them(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "labels.txt")
            for encoding in ("utf-8", "utf-8-sig", "utf-16"):
                for text in ("a\nwalk é", "a\r\nwalk é\r\n", " a\t\nwalk é\n\n \n"):
                    path.write_bytes(text.encode(encoding))
                    self.assertEqual(["a", "walk é"], read_labels(path))
            path.write_bytes(codecs.BOM_UTF16_BE + "a".encode("utf-16-be"))
            self.assertEqual(["a"], read_labels(path))

    def test_empty_lines_between_labels_are_kept_to_be_refused(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "labels.txt")
            path.write_bytes(b"a\n\nb\n")
            with self.assertRaisesRegex(ExportError, "label 2: expected a name"):
                check_labels(read_labels(path))

    def test_labels_in_another_encoding_are_refused(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "labels.txt")
            path.write_bytes(b"caf\xe9\n")
            with self.assertRaisesRegex(ExportError, "labels.txt: expected utf-8"):
                read_labels(path)

    def test_tiny_bundle_is_the_same_on_every_run(self) -> None:
        with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
            for make in (make_bundle, make_pictured_bundle):
                make(Path(first))
                make(Path(second))
                self.assertEqual(contents(Path(first)), contents(Path(second)))


if __name__ == "__main__":
    unittest.main()
