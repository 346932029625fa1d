"""Prints how long and how fully typed functions are, and fails over the limits: `house.py train ..`

A function's length is the lines of its body that hold code: no blank line, comment or docstring.
Tests are left out of both figures. Neither the packages that are named nor their folders may
import each other in a circle.
"""

import argparse
import ast
import sys
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Sequence, Set, Union

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


def functions_of(package: str, root: Path = ROOT) -> List[Function]:
    """Returns the functions of a package and its folders, without the tests."""
    return [function for file in modules_of(package, root) for function in _functions(file, root)]


def modules_of(package: str, root: Path = ROOT) -> List[Path]:
    return [f for f in sorted((root / package).rglob("*.py")) if not f.name.startswith("test_")]


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


def imports_of(packages: Sequence[str], root: Path = ROOT) -> Dict[str, Set[str]]:
    """Returns which folders each folder imports from, packages themselves among them."""
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


def _folder(name: str, root: Path) -> Union[str, None]:
    """Returns the folder of modules in which what is imported lies, or nothing if not in these."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        if root.joinpath(*parts[:length]).is_dir():
            return ".".join(parts[:length])
    return None


def circle_in(imports: Dict[str, Set[str]]) -> List[str]:
    """Returns folders of which each imports the next and the last the first; none if free of it."""
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
