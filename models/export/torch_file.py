"""Reads the files that `torch.save` writes, with the safe `Unpickler`.

`torch.load` is not used: what it may unpickle, and whether it asks a given unpickler at all,
depends on its version.
"""

import io
import os
import zipfile
from pathlib import Path
from typing import Any, BinaryIO, Dict, Tuple

import torch

from export.errors import ExportError
from export.unpickling import Unpickler

# The first object in a file of the format before PyTorch 1.6.
LEGACY_MAGIC = 0x1950A86A20F9469CFC6C
BYTES_OF_A_COUNT = 8
ZIP_START = b"PK\x03\x04"


def read_file(path: Path) -> Any:
    """Returns what was saved: tensors in containers, and stand-ins for everything else.

    Raises ExportError for a file that is none of PyTorch's, or is damaged.
    """
    with open(path, "rb") as file:
        try:
            return _read_zip(file) if zipfile.is_zipfile(file) else _read_stream(file)
        except (ExportError, OSError):
            raise
        except Exception as error:  # a damaged pickle fails in every possible way
            raise ExportError(f"expected a PyTorch checkpoint, found: {_cause(error)}") from error


def _read_zip(file: BinaryIO) -> Any:
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        if any(name.endswith("constants.pkl") for name in names):
            raise ExportError(
                "expected a checkpoint, found a TorchScript archive; "
                "torch.save(torch.jit.load(FILE).state_dict(), NEW_FILE) writes its weights alone"
            )
        objects = next((name for name in names if name.endswith("data.pkl")), None)
        if objects is None:
            raise ExportError("expected a PyTorch checkpoint, found a zip file of something else")
        arrays = _ZippedArrays(archive, objects[: -len("data.pkl")])
        return Unpickler(io.BytesIO(archive.read(objects)), arrays).load()


class _ZippedArrays:
    """The arrays of a zip file, each in a member of its own; read once."""

    def __init__(self, archive: zipfile.ZipFile, folder: str) -> None:
        self._archive = archive
        self._folder = folder
        self._read: Dict[str, torch.Tensor] = {}

    def __call__(self, reference: Tuple[Any, ...]) -> torch.Tensor:
        dtype, key = reference[:2]
        if key not in self._read:
            content = self._archive.read(f"{self._folder}data/{key}")
            self._read[key] = _values(content, dtype)
        return self._read[key]


def _read_stream(file: BinaryIO) -> Any:
    """Reads the format before PyTorch 1.6, or a plain pickle."""
    file.seek(0)
    if file.read(len(ZIP_START)) == ZIP_START:
        raise ExportError("expected a whole file, found a zip file whose end is missing")
    file.seek(0)
    arrays = _StreamedArrays(os.fstat(file.fileno()).st_size)
    first = Unpickler(file, arrays).load()
    if first != LEGACY_MAGIC:
        return first
    _version, _system = (Unpickler(file, arrays).load() for _ in range(2))
    content = Unpickler(file, arrays).load()
    for key in Unpickler(file, arrays).load():
        arrays.fill(key, file)
    return content


class _StreamedArrays:
    """The arrays of an older file, which follow the objects that refer to them."""

    def __init__(self, file_size: int) -> None:
        self._file_size = file_size
        self._arrays: Dict[str, torch.Tensor] = {}

    def __call__(self, reference: Tuple[Any, ...]) -> torch.Tensor:
        dtype, key, _device, count, *view = reference
        if key not in self._arrays:
            self._arrays[key] = torch.zeros(0, dtype=dtype)
            if count * self._arrays[key].element_size() > self._file_size:
                raise ExportError(f"expected an array within the file, found {count} values")
            self._arrays[key].resize_(count)
        if view and view[0] is not None:
            _view_key, start, size = view[0]
            return self._arrays[key][start : start + size]
        return self._arrays[key]

    def fill(self, key: str, file: BinaryIO) -> None:
        array = self._arrays[key]
        count = int.from_bytes(file.read(BYTES_OF_A_COUNT), "little")
        content = file.read(count * array.element_size())
        if count != array.numel() or len(content) != count * array.element_size():
            raise ExportError(f"expected {array.numel()} values of an array, found fewer or more")
        array.copy_(_values(content, array.dtype))


def _values(content: bytes, dtype: torch.dtype) -> torch.Tensor:
    if not content:
        return torch.zeros(0, dtype=dtype)
    return torch.frombuffer(bytearray(content), dtype=dtype)


def _cause(error: Exception) -> str:
    """The kind of an error and the first line of what it says."""
    return ": ".join([type(error).__name__, *str(error).splitlines()[:1]])
