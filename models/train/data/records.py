"""Records in JSON files: dataclasses of numbers, texts, records, and lists and maps of these.

A field that is None is left out of a file; one that a file lacks has its default.
"""

import gzip
import json
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator, Optional, Type, TypeVar, Union
from typing import get_args, get_origin, get_type_hints

R = TypeVar("R")


def plain(value: Any) -> Any:
    """Returns a record as the maps, lists, numbers and texts that `json.dumps` takes.

    A record of another layout has `as_plain`, and the way back as a static method `of_plain`.
    """
    if hasattr(value, "as_plain"):
        return value.as_plain()
    if is_dataclass(value):
        parts = {field.name: getattr(value, field.name) for field in fields(value)}
        return {name: plain(part) for name, part in parts.items() if part is not None}
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    return value


def record_of(kind: Type[R], values: Dict[str, Any]) -> R:
    """Returns the record that `plain` gave these values of.

    Raises `TypeError` or `ValueError` if they are another record's.
    """
    of_plain: Optional[Callable[[Dict[str, Any]], R]] = getattr(kind, "of_plain", None)
    if of_plain is not None:
        return of_plain(values)
    hints = get_type_hints(kind)
    unknown = sorted(set(values) - set(hints))
    if unknown:
        raise ValueError(f"expected {', '.join(hints)}, got {unknown[0]}")
    return kind(**{name: _value(hints[name], value) for name, value in values.items()})


def _value(hint: Any, value: Any) -> Any:
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Union:
        return _value(parts[0], value)
    if origin is dict:
        return {key: _value(parts[1], part) for key, part in value.items()}
    if origin in (list, tuple):
        return origin(_value(parts[0], part) for part in value)
    return record_of(hint, value) if is_dataclass(hint) else value


def read_lines(file: Path) -> Iterator[Dict[str, Any]]:
    """Yields what the lines of a JSONL file hold, whether it is compressed or not."""
    if file.suffix == ".gz":
        with gzip.open(file, "rt", encoding="utf-8") as unpacked:
            yield from map(json.loads, unpacked)
    else:
        with open(file, encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def write_lines(lines: Iterable[Dict[str, Any]], file: Path) -> None:
    """Writes a JSONL file, compressed if it is named so."""
    text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
    data = text.encode("utf-8")
    file.write_bytes(gzip.compress(data) if file.suffix == ".gz" else data)
