"""Unpickles checkpoints without running what is in them.

Tensors and plain containers are read as they are. An object of any other class becomes a
`StandIn`, whether or not its package is installed, so nothing of the file's choice is ever
imported or called.
"""

import pickle
from collections import OrderedDict
from functools import partial
from typing import Any, BinaryIO, Callable, Dict, List, Tuple

import torch

# Returns the values of a stored array, flat; takes what a pickle says of it.
Storages = Callable[[Tuple[Any, ...]], torch.Tensor]


class StandIn:
    """An object of another class: it keeps the data that it was made of and does nothing."""

    origin = ""
    arguments: Tuple[Any, ...]
    attributes: Dict[Any, Any]
    entries: Dict[Any, Any]
    elements: List[Any]

    def __new__(cls, *arguments: Any, **attributes: Any) -> "StandIn":
        made = super().__new__(cls)
        made.arguments = arguments
        made.attributes = dict(attributes)
        made.entries = {}
        made.elements = []
        return made

    def __init__(self, *arguments: Any, **attributes: Any) -> None:
        """`__new__` has kept the arguments: unpickling calls it alone for most objects."""

    def __call__(self, *arguments: Any, **attributes: Any) -> "StandIn":
        return StandIn(*arguments, **attributes)

    def __setstate__(self, state: Any) -> None:
        # A pair is the state of a class with __slots__.
        for part in state if isinstance(state, tuple) else (state,):
            if isinstance(part, dict):
                self.attributes.update(part)

    def __setitem__(self, key: Any, value: Any) -> None:
        self.entries[key] = value

    def append(self, element: Any) -> None:
        self.elements.append(element)

    def add(self, element: Any) -> None:
        self.elements.append(element)


def _tensor(values: torch.Tensor, offset: int, size: Any, stride: Any, *_: Any) -> torch.Tensor:
    """A view of stored values; torch refuses one that reaches beyond them."""
    return values.as_strided(tuple(size), tuple(stride), offset)


def _parameter(data: torch.Tensor, *_: Any) -> torch.Tensor:
    return data


def _typed_tensor(make: Callable[..., Any], _class: Any, arguments: Any, _state: Any) -> Any:
    """A tensor of a subclass, or with attributes of its own, as a plain tensor."""
    return make(*arguments)


REBUILDERS: Dict[Tuple[str, str], Callable[..., Any]] = {
    ("torch._utils", "_rebuild_tensor"): _tensor,
    ("torch._utils", "_rebuild_tensor_v2"): _tensor,
    ("torch._utils", "_rebuild_parameter"): _parameter,
    ("torch._utils", "_rebuild_parameter_with_state"): _parameter,
    ("torch._tensor", "_rebuild_from_type_v2"): _typed_tensor,
}
CONTAINERS = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch", "Size"): torch.Size,
    **{("builtins", kind.__name__): kind for kind in (dict, list, tuple, set, frozenset)},
}
STORAGES = {
    "DoubleStorage": torch.float64,
    "FloatStorage": torch.float32,
    "HalfStorage": torch.float16,
    "BFloat16Storage": torch.bfloat16,
    "LongStorage": torch.int64,
    "IntStorage": torch.int32,
    "ShortStorage": torch.int16,
    "CharStorage": torch.int8,
    "ByteStorage": torch.uint8,
    "BoolStorage": torch.bool,
    "ComplexFloatStorage": torch.complex64,
    "ComplexDoubleStorage": torch.complex128,
}
STORAGE_MODULES = ("torch", "torch.cuda", "torch.storage")


class Unpickler(pickle.Unpickler):
    """Knows tensors and containers; every other name in the file stands for a `StandIn`."""

    def __init__(self, file: BinaryIO, storages: Storages) -> None:
        super().__init__(file, encoding="utf-8", errors="replace")
        self._storages = storages

    def find_class(self, module: str, name: str) -> Any:
        key = (module, name)
        if key in REBUILDERS:
            # A copy for each use: a pickle can set attributes of what it names.
            return partial(REBUILDERS[key])
        if key in CONTAINERS:
            return CONTAINERS[key]
        if module in STORAGE_MODULES and name in STORAGES:
            return STORAGES[name]
        value = getattr(torch, name, None) if module == "torch" else None
        if isinstance(value, torch.dtype):
            return value
        return type(name, (StandIn,), {"origin": f"{module}.{name}"})

    def persistent_load(self, reference: Any) -> Any:
        kind, *rest = reference
        # A module is referred to by its class, with the source code of it.
        return self._storages(tuple(rest)) if kind == "storage" else rest[0]
