"""Weights are found in checkpoints as training code wraps them, or refused in plain words."""

import unittest
from collections import OrderedDict
from pathlib import Path
from typing import Any, Dict

import torch

from export.architectures import build
from export.checkpoint import network_from, read_weights
from export.errors import ExportError
from export.finding import Found, find_weights

FIELD = Path(__file__).resolve().parents[3] / "shared" / "field" / "13-checkpoints"
# These hold other numbers than plain.pth: rounded ones.
ROUNDED = ("half.pth",)
FEW = 1e-3
LAST = "cls_head.fc_cls.bias"

State = Dict[str, Any]


def trained(seed: int = 1) -> State:
    torch.manual_seed(seed)
    network = build("slowonly", 3, base_channels=4, stage_blocks=(1, 1, 1), keypoints=5)
    return dict(network.state_dict())


def prefixed(state: State, prefix: str) -> State:
    return {f"{prefix}{key}": value for key, value in state.items()}


def as_kind(state: State, kind: torch.dtype) -> State:
    return {key: v.to(kind) if v.is_floating_point() else v for key, v in state.items()}


def optimizer_of(state: State) -> State:
    """An optimizer with its moments by number, and one with its moments by key."""
    by_number = {i: {"step": 1, "exp_avg": value} for i, value in enumerate(state.values())}
    moments = {key: value * 0.5 for key, value in state.items()}
    return {"state": by_number, "exp_avg": moments, "param_groups": [{"lr": 0.1}]}


class Cases(unittest.TestCase):
    def setUp(self) -> None:
        self.state = trained()
        self.averaged = trained(seed=2)

    def assert_found(self, content: Any, *told: str, state: Any = None) -> Found:
        found = find_weights(content)
        expected = self.state if state is None else state
        self.assertEqual(list(expected), list(found.state))
        for key, value in expected.items():
            self.assertTrue(torch.equal(value, found.state[key]), key)
        network_from(found.state)
        self.assertEqual(1, len(found.choice.splitlines()))
        for part in told:
            self.assertIn(part, found.choice)
        return found

    def assert_refused(self, content: Any, names: str) -> None:
        with self.assertRaisesRegex(ExportError, f"found several: {names}; .*--weights"):
            find_weights(content)


class WrapperTest(Cases):
    def test_dictionaries_around_the_weights(self) -> None:
        for name in ("state_dict", "model", "model_state_dict", "net", "weights"):
            with self.subTest(name):
                content = {"epoch": 3, name: self.state, "best": 0.5, "args": {"lr": [1, 2]}}
                self.assert_found(content, f"weights of {name}")

    def test_dictionaries_lists_and_tuples_around_each_other(self) -> None:
        content = {"run": [{"model": {"state_dict": OrderedDict(self.state)}}, ("x", 3)]}
        self.assert_found(content, "weights of run/0/model/state_dict")
        self.assert_found((self.state, 7), "weights of 0")

    def test_weights_alone(self) -> None:
        self.assert_found(self.state, "weights of the top level")

    def test_optimizers_and_schedulers_beside_the_weights(self) -> None:
        optimizer = optimizer_of(self.state)
        content = {"optimizer": optimizer, "scheduler": {"last_epoch": 2}, "model": self.state}
        found = self.assert_found(content, "weights of model")
        self.assertNotIn("not taken", found.choice)

    def test_one_state_under_two_names_is_no_question(self) -> None:
        again = {key: value.clone() for key, value in self.state.items()}
        self.assert_found({"state_dict": self.state, "model": again}, "weights of state_dict")

    def test_different_weights_in_two_places_are_refused_with_their_names(self) -> None:
        self.assert_refused({"a": self.state, "b": as_kind(self.state, torch.float16)}, "a, b")
        content = {"student": self.state, "teacher": self.averaged}
        self.assert_refused(content, "student, teacher")
        found = find_weights(content, "teacher")
        self.assertIn("not taken: student", found.choice)
        with self.assertRaisesRegex(ExportError, "--weights: expected one of .* found tutor"):
            find_weights(content, "tutor")

    def test_two_networks_in_one_dictionary_are_told_apart_by_their_prefix(self) -> None:
        content = {**prefixed(self.state, "a."), **prefixed(self.averaged, "b.")}
        self.assert_refused(content, r"\.:a\., \.:b\.")
        chosen = find_weights(content, ".:b.").state
        self.assertTrue(torch.equal(self.averaged["cls_head.fc_cls.bias"], chosen[LAST]))


class PrefixTest(Cases):
    def test_prefixes_of_distributed_training_lightning_and_compilation(self) -> None:
        for prefix in (
            "module.",
            "module.module.",
            "model.",
            "model.module.",
            "net._orig_mod.",
            "_forward_module.module.recognizer.",
        ):
            with self.subTest(prefix):
                content = {"state_dict": prefixed(self.state, prefix)}
                self.assert_found(content, f"prefix {prefix} removed")

    def test_wrappers_within_the_keys(self) -> None:
        wrapped = {
            key.replace("backbone.", "backbone.module.").replace("bn.", "bn._orig_mod."): value
            for key, value in self.state.items()
        }
        self.assert_found({"state_dict": wrapped})

    def test_losses_and_metrics_beside_a_prefixed_model_are_left_out(self) -> None:
        content = {"state_dict": {**prefixed(self.state, "model."), "loss.w": torch.ones(2)}}
        self.assert_found(content, "1 other keys left out (loss.w)")

    def test_unknown_layers_of_the_model_itself_are_refused(self) -> None:
        for prefix in ("", "module."):
            state = prefixed({**self.state, "rgb_head.weight": torch.ones(2)}, prefix)
            with self.assertRaisesRegex(ExportError, "key rgb_head.weight: expected no such key"):
                network_from(find_weights({"state_dict": state}).state)


class ExtraKeysTest(Cases):
    def test_counters_of_thop_on_every_layer(self) -> None:
        counters = {
            f"{place}{name}": torch.zeros(1, dtype=torch.float64)
            for place in ("", "backbone.", "backbone.conv1.conv.", "cls_head.fc_cls.")
            for name in ("total_ops", "total_params")
        }
        for prefix in ("", "module."):
            content = {"state_dict": prefixed({**counters, **self.state}, prefix)}
            self.assert_found(content, "8 other keys left out")

    def test_losses_and_metrics_of_the_model_itself(self) -> None:
        names = ("cls_head.loss_cls.pos_weight", "criterion.weight", "val_top1_acc.total")
        extra = {name: torch.ones(3) for name in names}
        for prefix in ("", "model."):
            content = {"state_dict": prefixed({**extra, **self.state}, prefix)}
            self.assert_found(content, "3 other keys left out")

    def test_preprocessor_of_mmengine(self) -> None:
        extra = {"data_preprocessor.mean": torch.ones(3), **self.state}
        for prefix in ("", "module."):
            self.assert_found({"state_dict": prefixed(extra, prefix)}, "1 other keys left out")

    def test_batch_norm_counts_may_be_missing(self) -> None:
        state = {key: v for key, v in self.state.items() if not key.endswith("batches_tracked")}
        self.assert_found({"state_dict": state}, state=state)


class AveragedTest(Cases):
    def test_trained_weights_are_preferred_and_the_copy_is_named(self) -> None:
        # mmengine and mmcv exchange the two before they save: state_dict is the average there.
        for name in ("state_dict_ema", "ema_state_dict", "model_ema", "modelEMA", "swa"):
            copy = {"steps": torch.tensor(3), **prefixed(self.averaged, "module.")}
            content = {name: copy, "state_dict": self.state}
            self.assert_found(content, f"not taken: {name}:module. (--weights")
            wanted = find_weights(content, f"{name}:module.").state
            self.assertTrue(torch.equal(self.averaged[LAST], wanted[LAST]))

    def test_an_averaged_copy_alone_is_taken_and_named(self) -> None:
        for content in (
            {"state_dict_ema": prefixed(self.state, "module.")},
            {"state_dict": {"n_averaged": torch.tensor(4), **prefixed(self.state, "ema.module.")}},
            {"callbacks": {"EMA": {"weights": self.state}}},
        ):
            self.assert_found(content, "an averaged copy (EMA)")

    def test_flat_keys_of_mmcv_with_and_without_distributed_training(self) -> None:
        flat = {f"ema_{key.replace('.', '_')}": v for key, v in self.averaged.items()}
        both = {**self.state, **flat}
        dotted = {f"ema_{key}": value for key, value in self.averaged.items()}
        self.assert_found({"state_dict": {**self.state, **dotted}}, "other keys left out")
        self.assert_found({"state_dict": both}, f"{len(flat)} other keys left out")
        self.assert_found({"state_dict": prefixed(both, "module.")}, "prefix module. removed")
        inner = {f"ema_module_{key[4:]}": value for key, value in flat.items()}
        self.assert_found({"state_dict": {**prefixed(self.state, "module."), **inner}})

    def test_copies_beside_the_model_in_one_dictionary(self) -> None:
        copy = prefixed(
            {"n_averaged": torch.tensor(2), **prefixed(self.averaged, "module.")}, "ema_model."
        )
        for prefix in ("", "module.", "model."):
            content = {"state_dict": {**copy, **prefixed(self.state, prefix)}}
            self.assert_found(content, "not taken: state_dict:ema_model.module.")


class PrecisionTest(Cases):
    def test_other_precisions_become_single(self) -> None:
        for kind in (torch.float16, torch.bfloat16, torch.float64):
            with self.subTest(kind):
                state = as_kind(self.state, kind)
                expected = as_kind(state, torch.float32)
                name = str(kind).rpartition(".")[2]
                told = f"{name} turned to float32"
                self.assert_found({"model": prefixed(state, "module.")}, told, state=expected)

    def test_numbers_beyond_the_range_of_a_precision_are_refused(self) -> None:
        state = {"backbone.conv1.conv.weight": torch.ones(4, 5, 1, 7, 7).double() * 1e300}
        with self.assertRaisesRegex(ExportError, "expected finite values"):
            network_from({**self.state, **find_weights(state).state})


class NoWeightsTest(unittest.TestCase):
    def test_what_is_no_network_is_named(self) -> None:
        for content, found in (({"epoch": 3}, "dict"), ([], "list"), (3, "int")):
            with self.assertRaisesRegex(ExportError, f"found {found} without tensors"):
                find_weights(content)

    def test_first_key_of_an_unknown_network_is_named(self) -> None:
        weights = find_weights({"state_dict": {"fc.weight": torch.ones(2)}})
        with self.assertRaisesRegex(ExportError, "found first key fc.weight"):
            network_from(weights.state)


@unittest.skipUnless(FIELD.is_dir(), f"no checkpoints in {FIELD}")
class FieldTest(unittest.TestCase):
    def test_every_checkpoint_gives_the_weights_of_the_plain_one(self) -> None:
        expected = read_weights(FIELD / "plain.pth").state
        for path in sorted(FIELD.glob("*.pth")):
            with self.subTest(path.name):
                found = network_from(read_weights(path).state).network.state_dict()
                for key, value in expected.items():
                    most = FEW if path.name in ROUNDED else 0
                    self.assertLessEqual(float((found[key] - value).abs().max()), most, key)


if __name__ == "__main__":
    unittest.main()
