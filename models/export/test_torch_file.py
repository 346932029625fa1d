"""Files of every format are read, and nothing in them is run."""

import argparse
import os
import sys
import tempfile
import types
import unittest
import zipfile
from pathlib import Path
from typing import Any

import torch

from export.architectures import build
from export.checkpoint import read_weights
from export.errors import ExportError
from export.torch_file import read_file
from export.unpickling import StandIn

STATE = dict(build("x3d-shallow", 3, keypoints=5, base_channels=8).state_dict())

# A pickle that sets an attribute of a function that it names.
SPOILING = b"ctorch._utils\n_rebuild_tensor_v2\n(N}Vspoilt\nI01\nstb."


class HistoryBuffer:
    """Stands for a class of a package that is not installed where the file is read."""

    def __init__(self, values: Any) -> None:
        self.values = values


class Slotted:
    __slots__ = ("weights",)

    def __init__(self, weights: Any) -> None:
        self.weights = weights


class Runs:
    """Creates a file when it is unpickled."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return os.mkdir, (self.path,)


def foreign(value: Any, path: Path, **options: Any) -> None:
    """Saves an object whose class cannot be imported when it is read."""
    module = types.ModuleType("mmengine_stand_in")
    setattr(module, "HistoryBuffer", HistoryBuffer)
    home, HistoryBuffer.__module__ = HistoryBuffer.__module__, module.__name__
    sys.modules[module.__name__] = module
    try:
        torch.save(value, path, **options)
    finally:
        HistoryBuffer.__module__ = home
        del sys.modules[module.__name__]


class TorchFileTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name, "checkpoint.pth")

    def assert_state(self, found: Any) -> None:
        self.assertEqual(list(STATE), list(found))
        for key, value in STATE.items():
            self.assertEqual(value.dtype, found[key].dtype)
            self.assertTrue(torch.equal(value, found[key]), key)

    def test_reads_both_formats_and_every_kind_of_number(self) -> None:
        kinds = (torch.float64, torch.float16, torch.bfloat16, torch.int32, torch.bool)
        content = {str(kind): torch.tensor([[0, 1], [1, 1]]).to(kind) for kind in kinds}
        content["turned"] = torch.arange(12.0).reshape(3, 4).t()[1:]
        content["empty"] = torch.zeros(0, 3)
        content["one"] = torch.tensor(5)
        content["parameter"] = torch.nn.Parameter(torch.ones(2))
        for zipped in (True, False):
            torch.save(content, self.path, _use_new_zipfile_serialization=zipped)
            found = read_file(self.path)
            for key, value in content.items():
                self.assertEqual(value.dtype, found[key].dtype, key)
                self.assertTrue(torch.equal(value, found[key]), key)

    def test_reads_views_of_one_array(self) -> None:
        whole = torch.arange(6.0)
        for zipped in (True, False):
            torch.save([whole[:2], whole[3:]], self.path, _use_new_zipfile_serialization=zipped)
            first, second = read_file(self.path)
            self.assertEqual([0, 1, 3, 4, 5], [*first.tolist(), *second.tolist()])

    def test_reads_the_weights_beside_objects_of_packages_that_are_not_here(self) -> None:
        hub = {HistoryBuffer(3): HistoryBuffer([torch.ones(2)]), "x": argparse.Namespace(a=1)}
        for zipped in (True, False):
            content = {"message_hub": hub, "state_dict": STATE}
            foreign(content, self.path, _use_new_zipfile_serialization=zipped)
            found = read_weights(self.path)
            self.assert_state(found.state)
            stand_in = next(iter(read_file(self.path)["message_hub"]))
            self.assertEqual("mmengine_stand_in.HistoryBuffer", stand_in.origin)

    def test_reads_weights_held_by_an_object(self) -> None:
        for holder in (HistoryBuffer(STATE), argparse.Namespace(model=STATE), Slotted(STATE)):
            torch.save({"trainer": holder}, self.path)
            self.assert_state(read_weights(self.path).state)

    def test_reads_the_weights_of_a_whole_pickled_model(self) -> None:
        network = build("x3d-shallow", 3, keypoints=5, base_channels=8)
        network.load_state_dict(STATE)
        torch.save({"model": torch.nn.DataParallel(network)}, self.path)
        self.assert_state(read_weights(self.path).state)
        self.assert_state(read_weights(self.path, trusted=True).state)

    def test_modules_within_themselves_are_refused(self) -> None:
        network = torch.nn.Module()
        network._modules["again"] = network
        torch.save(network, self.path)
        with self.assertRaisesRegex(ExportError, "found modules within themselves"):
            read_weights(self.path)

    def test_runs_nothing(self) -> None:
        target = self.path.with_name("made")
        torch.save({"state_dict": STATE, "meta": Runs(str(target))}, self.path)
        self.assert_state(read_weights(self.path).state)
        self.assertFalse(target.exists())
        read_weights(self.path, trusted=True)
        self.assertTrue(target.exists())

    def test_changes_no_function_of_this_process(self) -> None:
        self.path.write_bytes(SPOILING)
        with self.assertRaises(ExportError):
            read_file(self.path)
        self.assertFalse(hasattr(torch._utils._rebuild_tensor_v2, "spoilt"))

    def test_views_beyond_their_array_are_refused(self) -> None:
        torch.save({"x": torch.ones(4).as_strided((2,), (1,))}, self.path)
        with zipfile.ZipFile(self.path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(self.path, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content[:4] if name.endswith("data/0") else content)
        with self.assertRaisesRegex(ExportError, "expected a PyTorch checkpoint, found: Runtime"):
            read_file(self.path)

    def test_damaged_files_are_refused_in_one_line(self) -> None:
        torch.save({"state_dict": STATE}, self.path)
        whole = self.path.read_bytes()
        torch.save({"state_dict": STATE}, self.path, _use_new_zipfile_serialization=False)
        older = self.path.read_bytes()
        for content in (b"", b"PK or not", whole[:9000], older[:9000], older[:-5], whole[:2]):
            self.path.write_bytes(content)
            with self.assertRaises(ExportError) as caught:
                read_file(self.path)
            self.assertRegex(str(caught.exception), "^expected [^\n]*, found[^\n]*$")

    def test_torch_script_is_refused_with_the_way_out(self) -> None:
        torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), str(self.path))
        with self.assertRaisesRegex(ExportError, r"TorchScript archive; torch.save\("):
            read_file(self.path)

    def test_a_stand_in_takes_whatever_a_pickle_does_to_it(self) -> None:
        stand_in = StandIn(1)
        stand_in["a"] = 2
        stand_in.append(3)
        stand_in.add(4)
        stand_in.__setstate__(({"b": 5}, {"c": 6}))
        self.assertEqual(({"a": 2}, [3, 4]), (stand_in.entries, stand_in.elements))
        self.assertEqual({"b": 5, "c": 6}, stand_in.attributes)


if __name__ == "__main__":
    unittest.main()
