"""Records come back from JSON as they were."""

import json
import tempfile
import unittest
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from train.data.records import plain, read_lines, record_of, write_lines


@dataclass(frozen=True)
class Inner:
    name: str
    share: Optional[float] = None


@dataclass(frozen=True)
class Outer:
    inner: Inner
    rows: List[Inner]
    table: Dict[str, Inner]
    sizes: Tuple[int, ...]
    maybe: Optional[Inner] = None


class RecordTest(unittest.TestCase):
    def test_comes_back_from_json(self) -> None:
        one, two = Inner("one", 0.5), Inner("two")
        for maybe in (None, one):
            record = Outer(one, [two], {"key": one}, (1, 2), maybe)
            self.assertEqual(record, record_of(Outer, json.loads(json.dumps(plain(record)))))

    def test_what_is_none_is_left_out(self) -> None:
        self.assertEqual({"name": "two"}, plain(Inner("two")))

    def test_the_values_of_another_record_are_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "expected name, share, got height"):
            record_of(Inner, {"name": "one", "height": 2})
        with self.assertRaises(TypeError):
            record_of(Inner, {"share": 0.5})

    def test_lines_come_back_compressed_or_not(self) -> None:
        lines: List[Dict[str, Any]] = [{"a": 1}, {"b": [1.5, "ü"]}]
        with tempfile.TemporaryDirectory() as folder:
            for name in ("lines.jsonl", "lines.jsonl.gz"):
                write_lines(lines, Path(folder) / name)
                self.assertEqual(lines, list(read_lines(Path(folder) / name)))


if __name__ == "__main__":
    unittest.main()
