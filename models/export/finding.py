"""Finds the weights of a network in what a checkpoint holds.

Training code wraps them in many ways: under `state_dict`, `model` or deeper, with prefixes such as
`module.` before their keys, beside averaged copies, optimizers and counters. The keys themselves
tell where they are. Where several networks remain, none is guessed.
"""

import re
from collections import deque
from dataclasses import dataclass
from typing import Any, Deque, Dict, Iterator, List, Optional, Set, Tuple

import torch
from torch import nn

from export.architectures import FIRST_WEIGHTS
from export.errors import ExportError
from export.unpickling import StandIn

ROOTS = ("backbone", "cls_head")
# What wrappers put into the middle of a key: DDP around a part, torch.compile, FSDP.
WRAPPERS = (
    "module",
    "_orig_mod",
    "_forward_module",
    "_fsdp_wrapped_module",
    "_checkpoint_wrapped_module",
)
AVERAGED = {"ema", "swa", "averaged", "average", "avg", "shadow"}
OPTIMIZING = {"optimizer", "optimizers", "optim", "exp", "momentum", "grad", "grads", "gradients"}
# Keys beside the weights that no network computes with: thop's counters, mmengine's preprocessor,
# the counters of averaged models, mmcv's averaged copies, and what training alone needs.
COUNTERS = ("total_ops", "total_params", "n_averaged", "steps")
PREPROCESSOR = "data_preprocessor"
FLAT_AVERAGED = "ema_"
TRAINING = {"loss", "losses", "criterion", "metric", "metrics", "acc", "accuracy"}


@dataclass(frozen=True)
class Place:
    """Weights of one network: the keys of the dictionaries around them, and their own prefix."""

    path: Tuple[str, ...]
    prefix: str
    state: Dict[str, Any]
    left_out: Tuple[str, ...]

    @property
    def name(self) -> str:
        """What `--weights` calls it."""
        where = "/".join(self.path) or "."
        return f"{where}:{self.prefix}" if self.prefix else where

    @property
    def words(self) -> Set[str]:
        names = re.sub(r"([a-z])([A-Z])", r"\1_\2", self.name).lower()
        return set(re.findall(r"[a-z]+", names))

    @property
    def is_averaged(self) -> bool:
        return bool(self.words & AVERAGED)


@dataclass(frozen=True)
class Found:
    """The chosen weights by the network's own keys, and one line that says what was chosen."""

    state: Dict[str, Any]
    choice: str


def find_weights(content: Any, wanted: Optional[str] = None) -> Found:
    """Returns the weights in an unpickled checkpoint, in single precision.

    `wanted` is the name of a place, for a checkpoint that holds several networks. Without it the
    weights that were trained are preferred to their averaged copies, and different weights in two
    places are refused. A dictionary of tensors that is no known network is returned as it is.
    """
    dictionaries = list(_dictionaries(content))
    places = [place for path, values in dictionaries for place in _places(path, values)]
    if not places:
        return _unknown(content, dictionaries)
    chosen = _wanted(places, wanted) if wanted is not None else _unambiguous(places)
    others = [place.name for place in places if place is not chosen and not _is_moment(place)]
    return Found(_in_single_precision(chosen.state), _told(chosen, others))


def _dictionaries(content: Any) -> Iterator[Tuple[Tuple[str, ...], Dict[Any, Any]]]:
    """Yields every dictionary in an object with the keys that lead to it, the outer ones first."""
    waiting: Deque[Tuple[Tuple[str, ...], Any]] = deque([((), content)])
    seen: Set[int] = set()
    while waiting:
        path, value = waiting.popleft()
        if id(value) in seen:
            continue
        seen.add(id(value))
        for entries in _entries(value):
            yield path, entries
            waiting.extend(((*path, str(key)), inner) for key, inner in entries.items())


def _entries(value: Any) -> Iterator[Dict[Any, Any]]:
    """Yields what an object holds, by key."""
    if isinstance(value, dict):
        yield value
    elif isinstance(value, (list, tuple)):
        yield dict(enumerate(value))
    elif isinstance(value, nn.Module):
        yield value.state_dict()
    elif isinstance(value, StandIn):
        yield from _entries_of_stand_in(value)


def _entries_of_stand_in(value: StandIn) -> Iterator[Dict[Any, Any]]:
    if "_modules" in value.attributes:
        yield dict(_module_state(value, ""))
        return
    yield value.entries
    yield value.attributes
    yield dict(enumerate([*value.arguments, *value.elements]))


def _module_state(module: Any, prefix: str) -> Iterator[Tuple[str, Any]]:
    """Yields key and tensor of a pickled module, as its `state_dict()` would."""
    for kind in ("_parameters", "_buffers"):
        for name, value in _attribute(module, kind).items():
            if value is not None:
                yield f"{prefix}{name}", value
    for name, inner in _attribute(module, "_modules").items():
        yield from _module_state(inner, f"{prefix}{name}.")


def _attribute(module: Any, name: str) -> Dict[Any, Any]:
    value = module.attributes.get(name) if isinstance(module, StandIn) else None
    return value if isinstance(value, dict) else {}


def _places(path: Tuple[str, ...], values: Dict[Any, Any]) -> Iterator[Place]:
    """Yields the networks whose weights lie side by side in one dictionary."""
    groups: Dict[str, Dict[str, Any]] = {}
    others: Dict[str, Any] = {}
    for key, value in values.items():
        split = _split(key) if isinstance(key, str) else None
        if split is not None:
            groups.setdefault(split[0], {})[split[1]] = value
        else:
            others[str(key)] = value
    networks = {prefix for prefix, state in groups.items() if _is_network(state)}
    for prefix in set(groups) - networks:
        others.update({f"{prefix}{key}": value for key, value in groups[prefix].items()})
    owners = {key: _owner(key, networks) for key in others}
    for prefix in groups:
        if prefix in networks:
            beside = {key: value for key, value in others.items() if owners[key] in (prefix, None)}
            yield _place(path, prefix, groups[prefix], beside)


def _owner(key: str, networks: Set[str]) -> Optional[str]:
    """Returns the longest prefix of a network that a key has, or None if it has none."""
    prefixes = sorted((prefix for prefix in networks if key.startswith(prefix)), key=len)
    return prefixes[-1] if prefixes else None


def _split(key: str) -> Optional[Tuple[str, str]]:
    """Returns the prefix of a network's key and the key without it, or None if it is no such key.

    Wrappers' names within the key are dropped.
    """
    parts = key.split(".")
    roots = [i for i, part in enumerate(parts[:-1]) if part in ROOTS]
    if not roots:
        return None
    start = roots[-1]
    own = [part for part in parts[start:] if part not in WRAPPERS]
    return "".join(f"{part}." for part in parts[:start]), ".".join(own)


def _is_network(state: Dict[str, Any]) -> bool:
    return any(isinstance(state.get(key), torch.Tensor) for key in FIRST_WEIGHTS.values())


def _place(
    path: Tuple[str, ...], prefix: str, group: Dict[str, Any], others: Dict[str, Any]
) -> Place:
    """Adds to a network's keys those others that may be part of it: they will be refused."""
    state = {key: value for key, value in group.items() if not _is_beside(key)}
    left_out = [key for key in group if _is_beside(key)]
    for key, value in others.items():
        own = key[len(prefix) :]
        if key.startswith(prefix) and not _is_beside(own):
            state[own] = value
        else:
            left_out.append(key)
    return Place(path, prefix, state, tuple(left_out))


def _is_beside(key: str) -> bool:
    """Tells whether a key without its prefix is none of the network's."""
    parts = key.split(".")
    return (
        key.startswith(FLAT_AVERAGED)
        or PREPROCESSOR in parts
        or parts[-1] in COUNTERS
        or bool(TRAINING & set(re.split(r"[._]", key)))
    )


def _is_moment(place: Place) -> bool:
    """Tells whether the values are an optimizer's, one for each weight."""
    return bool(place.words & OPTIMIZING)


def _wanted(places: List[Place], wanted: str) -> Place:
    for place in places:
        if place.name == wanted:
            return place
    names = ", ".join(place.name for place in places)
    raise ExportError(f"--weights: expected one of {names}, found {wanted}")


def _unambiguous(places: List[Place]) -> Place:
    trained = [place for place in places if not _is_moment(place)]
    plain = [place for place in trained if not place.is_averaged]
    candidates = plain or trained or places
    first, *rest = candidates
    for other in rest:
        if not _same(first.state, other.state):
            names = ", ".join(place.name for place in candidates)
            raise ExportError(
                f"expected the weights of one network, found several: {names}; "
                "choose one with --weights NAME"
            )
    return first


def _same(first: Dict[str, Any], second: Dict[str, Any]) -> bool:
    return first.keys() == second.keys() and all(
        _equal(value, second[key]) for key, value in first.items()
    )


def _equal(first: Any, second: Any) -> bool:
    if not isinstance(first, torch.Tensor) or not isinstance(second, torch.Tensor):
        return False
    return first.dtype == second.dtype and torch.equal(first, second)


def _in_single_precision(state: Dict[str, Any]) -> Dict[str, Any]:
    return {key: value.float() if _is_real(value) else value for key, value in state.items()}


def _is_real(value: Any) -> bool:
    return isinstance(value, torch.Tensor) and value.is_floating_point()


def _told(place: Place, others: List[str]) -> str:
    """Says in one line which weights were taken and what of the file was not."""
    averaged = ", an averaged copy (EMA)" if place.is_averaged else ""
    parts = [f"weights of {'/'.join(place.path) or 'the top level'}{averaged}"]
    if place.prefix:
        parts.append(f"prefix {place.prefix} removed")
    kinds = {_type_name(v) for v in place.state.values() if _is_real(v)} - {"float32"}
    parts += [f"{kind} turned to float32" for kind in sorted(kinds)]
    if place.left_out:
        more = ", ..." if len(place.left_out) > 1 else ""
        parts.append(f"{len(place.left_out)} other keys left out ({place.left_out[0]}{more})")
    if others:
        parts.append(f"not taken: {', '.join(others)} (--weights NAME takes it)")
    return "; ".join(parts)


def _type_name(value: torch.Tensor) -> str:
    return str(value.dtype).rpartition(".")[2]


def _unknown(content: Any, dictionaries: List[Tuple[Tuple[str, ...], Dict[Any, Any]]]) -> Found:
    """Returns the dictionary with the most tensors, for the check to name what is wrong in it."""
    path, state = max(dictionaries, key=lambda found: _tensors(found[1]), default=((), {}))
    if not _tensors(state):
        kind = content.origin if isinstance(content, StandIn) else type(content).__name__
        raise ExportError(f"expected a state_dict, found {kind} without tensors")
    return Found({str(key): value for key, value in state.items()}, "/".join(path))


def _tensors(values: Dict[Any, Any]) -> int:
    return sum(isinstance(value, torch.Tensor) for value in values.values())
