"""What is counted of a function, and which circles are found."""

import tempfile
import unittest
from pathlib import Path
from typing import Dict, List, Set

import house
from house import Figures, Function

MODULE = '''
def plain(a, b: int) -> int:
    """Says something."""

    # why
    total = a + b

    return total


class Thing:
    def __init__(self, size: int):
        self.size = size

    def grow(self, *more: int, **named: int) -> None:
        def inner() -> int:
            return 1

        self.size += sum(more) + inner()

    def reset(self):
        self.size = 0
'''


class HouseTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def write(self, file: str, text: str) -> None:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        for parent in path.relative_to(self.root).parents:
            if parent.name:
                (self.root / parent / "__init__.py").touch()
        path.write_text(text, encoding="utf-8")

    def functions(self) -> Dict[str, Function]:
        self.write("tools/things.py", MODULE)
        found: List[Function] = house.functions_of("tools", self.root)
        return {function.place.split()[-1]: function for function in found}

    def test_counts_the_lines_that_hold_code(self) -> None:
        lengths = {name: function.length for name, function in self.functions().items()}
        expected = {"plain": 2, "__init__": 1, "grow": 3, "inner": 1, "reset": 1}
        self.assertEqual(expected, lengths)

    def test_a_function_is_typed_if_all_its_parameters_and_its_result_are(self) -> None:
        typed = {name for name, function in self.functions().items() if function.typed}
        self.assertEqual({"__init__", "grow", "inner"}, typed)

    def test_leaves_tests_out(self) -> None:
        self.write("tools/test_things.py", MODULE)
        self.assertEqual([], house.functions_of("tools", self.root))

    def test_names_what_is_over_the_limits(self) -> None:
        short = [Function(f"a.py:{n} f", 3, True) for n in range(8)]
        long = [Function("a.py:9 g", 16, False), Function("a.py:10 h", 41, True)]
        figures = Figures.of(short + long)
        self.assertEqual((10, 0.9, 3, 41), figures[:4])
        self.assertEqual(3, len(figures.faults("a")))
        self.assertEqual([], Figures.of(short).faults("a"))

    def test_finds_what_a_folder_imports(self) -> None:
        self.write("tools/deep/low.py", "import json\nfrom other.thing import make\n")
        self.write("other/thing.py", "from tools import deep\n")
        found = house.imports_of(["tools", "other"], self.root)
        expected: Dict[str, Set[str]] = {"tools": set(), "tools.deep": {"other"}}
        self.assertEqual({**expected, "other": {"tools.deep"}}, found)
        self.assertEqual({"other", "tools.deep"}, set(house.circle_in(found)))

    def test_finds_no_circle_where_there_is_none(self) -> None:
        self.assertEqual([], house.circle_in({"a": {"b", "c"}, "b": {"c"}, "c": set()}))
        found = house.circle_in({"a": {"b"}, "b": {"c"}, "c": {"b"}})
        self.assertEqual({"b", "c"}, set(found))


if __name__ == "__main__":
    unittest.main()
