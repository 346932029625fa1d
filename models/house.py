"""Tells how long functions are and how many are typed: `python3 house.py PACKAGE ..`

A function's length is the lines of its body that hold code: no blank line, comment or docstring.
Tests and their fixtures are left out. Fails over the limits, and where packages or their folders
import each other in a circle; circles are looked for in all packages beside this file.
"""

import argparse
import ast
import sys
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Optional, Sequence, Set, Union

ROOT = Path(__file__).resolve().parent
P90, LONGEST = 15, 40
# In which 90 of 100 functions are.
MOST = 0.9

Definition = Union[ast.FunctionDef, ast.AsyncFunctionDef]


class Function(NamedTuple):
    """A function or method: where it is, its lines of code, whether all its types are given."""

    place: str
    length: int
    typed: bool


class Figures(NamedTuple):
    """What is said of the functions of a package: the share that is typed, and their lengths."""

    functions: int
    typed: float
    median: int
    p90: int
    longest: Function

    @staticmethod
    def of(functions: Sequence[Function]) -> "Figures":
        ordered = sorted(functions, key=lambda function: function.length)
        lengths = [function.length for function in ordered]
        return Figures(
            len(ordered),
            sum(function.typed for function in ordered) / len(ordered),
            lengths[len(lengths) // 2],
            lengths[min(int(MOST * len(lengths)), len(lengths) - 1)],
            ordered[-1],
        )

    def line(self, package: str) -> str:
        typed, longest = f"{100 * self.typed:.1f} %", self.longest.length
        figures = f"{self.functions:9} {typed:>7} {self.median:5} {self.p90:5} {longest:8}"
        return f"{package:10} {figures}  {self.longest.place}"

    def faults(self, package: str) -> List[str]:
        """Returns what breaks a limit."""
        found = []
        if self.typed < 1:
            found.append(f"{package}: {100 * self.typed:.1f} % of the functions have all types")
        if self.p90 > P90:
            found.append(f"{package}: p90 of the lengths is {self.p90}, over {P90}")
        if self.longest.length > LONGEST:
            found.append(f"{self.longest.place}: {self.longest.length} lines, over {LONGEST}")
        return found


def functions_of(package: str, root: Path = ROOT) -> List[Function]:
    """Returns the functions of a package and its folders, without the tests."""
    return [function for file in modules_of(package, root) for function in _functions(file, root)]


def modules_of(package: str, root: Path = ROOT) -> List[Path]:
    files = sorted((root / package).rglob("*.py"))
    return [f for f in files if not f.name.startswith("test_") and f.name != "fixtures.py"]


def _functions(file: Path, root: Path) -> Iterator[Function]:
    text = file.read_text(encoding="utf-8")
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            place = f"{file.relative_to(root)}:{node.lineno} {node.name}"
            yield Function(place, _length(node, lines), _is_typed(node))


def _length(node: Definition, lines: Sequence[str]) -> int:
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    if not body:
        return 0
    code = (line.strip() for line in lines[body[0].lineno - 1 : node.end_lineno])
    return sum(1 for line in code if line and not line.startswith("#"))


def _is_typed(node: Definition) -> bool:
    """Whether it says what it returns (a constructor need not) and what every parameter is."""
    given = node.args
    parameters = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    parameters += [star for star in (given.vararg, given.kwarg) if star is not None]
    if parameters and parameters[0].arg in ("self", "cls"):
        parameters = parameters[1:]
    told = node.returns is not None or (node.name == "__init__" and bool(parameters))
    return told and all(parameter.annotation is not None for parameter in parameters)


def packages_in(root: Path) -> List[str]:
    return sorted(file.parent.name for file in root.glob("*/__init__.py"))


def imports_of(packages: Sequence[str], root: Path = ROOT) -> Dict[str, Set[str]]:
    """Returns which other folders each folder of the packages imports from."""
    folders: Dict[str, Set[str]] = {}
    for package in packages:
        for file in modules_of(package, root):
            own = ".".join(file.parent.relative_to(root).parts)
            folders.setdefault(own, set())
            for name in _imported(file):
                found = _folder(name, root)
                if found is not None and found.split(".")[0] in packages and found != own:
                    folders[own].add(found)
    return folders


def _imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def _folder(name: str, root: Path) -> Optional[str]:
    """Returns the folder of modules in which what is imported lies, or nothing if not in these."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        if root.joinpath(*parts[:length]).is_dir():
            return ".".join(parts[:length])
    return None


def circle_in(imports: Dict[str, Set[str]]) -> List[str]:
    """Returns folders of which each imports the next and the last the first, if there are any."""
    left = dict(imports)
    while True:
        ends = [folder for folder, found in left.items() if not found & left.keys()]
        if not ends:
            break
        left = {folder: found for folder, found in left.items() if folder not in ends}
    path: List[str] = []
    while left:
        path.append(sorted(left[path[-1]] & left.keys())[0] if path else sorted(left)[0])
        if path[-1] in path[:-1]:
            return path[path.index(path[-1]) + 1 :]
    return []


def parse_arguments(arguments: Optional[Sequence[str]]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 house.py", description=__doc__)
    parser.add_argument("packages", nargs="+", metavar="PACKAGE")
    parser.add_argument("--longest", type=int, default=0, metavar="N", help="tell the N longest")
    return parser.parse_args(arguments)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    options = parse_arguments(arguments)
    faults: List[str] = []
    print(f"{'package':10} {'functions':>9} {'typed':>7} {'p50':>5} {'p90':>5} {'longest':>8}")
    for package in options.packages:
        functions = functions_of(package)
        figures = Figures.of(functions)
        print(figures.line(package))
        faults += figures.faults(package)
        for function in sorted(functions, key=lambda f: -f.length)[: options.longest]:
            print(f"{function.length:6} {function.place}")
    circle = circle_in(imports_of(packages_in(ROOT)))
    if circle:
        faults.append(f"circle of imports: {' -> '.join([*circle, circle[0]])}")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
