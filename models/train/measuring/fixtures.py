"""Runs of small networks, and results of them on made-up motions, for tests."""

from dataclasses import replace
from pathlib import Path
from typing import List

import torch

from export.bundle import Thresholds
from train.composing.scenes import Composer
from train.data import fixtures
from train.data.motions import LABELS, VALIDATION, on_side
from train.learning.fixtures import OPTIONS, SMALL
from train.learning.trainer import Trainer
from train.measuring.calibration import CALIBRATION, Calibration, write_calibration
from train.measuring.company import several_people
from train.measuring.evaluate import requirements
from train.measuring.evaluation import Evaluation
from train.measuring.results import ActionResults, Rejected, Trained
from train.measuring.robustness import robustness
from train.networks.checkpoint import CHECKPOINT, write_checkpoint
from train.networks.slim import SlimArchitecture

CALIBRATED = Calibration(1.3, Thresholds(0.55, 0.33), Thresholds(0.8, 0.48))


def small_results(evaluation: Evaluation) -> ActionResults:
    """Every part of an evaluation on made-up motions."""
    validation = on_side(fixtures.motions(), VALIDATION)
    composer = Composer(validation, *evaluation.sizes)
    results = ActionResults(
        labels=list(LABELS),
        parameters=1,
        giga_multiply_adds=0.1,
        validation=evaluation.validation(validation),
        tennis=evaluation.tennis(validation),
        left_out={"jhmdb": evaluation.left_out(validation)},
        reject=Rejected(0.9, 0.8),
        running_kicks_composed=evaluation.kicks(composer),
        falls_sliding=evaluation.falls([]),
        robustness=robustness(evaluation, validation),
        several_people=several_people(evaluation, validation, composer),
        recordings={},
        trained=Trained(0.1, 1),
        motions_used="made-up ones",
    )
    return replace(results, requirements=requirements(results))


def write_run(
    folder: Path, architecture: SlimArchitecture, temperature: float, seed: int
) -> None:
    """Writes a calibrated run whose answers differ much between clips."""
    folder.mkdir()
    trainer = Trainer(architecture, LABELS, seed, OPTIONS)
    torch.manual_seed(seed)
    last = trainer.average.get_parameter("cls_head.fc_cls.weight")
    torch.nn.init.normal_(last, std=1.0)
    write_checkpoint(trainer.checkpoint(), folder / CHECKPOINT)
    write_calibration(replace(CALIBRATED, temperature=temperature), folder / CALIBRATION)


def write_two_runs(root: Path) -> List[Path]:
    """Writes a run of joints and one of limbs."""
    runs = [root / "joint", root / "limb"]
    write_run(runs[0], SMALL, 0.9, 1)
    write_run(runs[1], replace(SMALL, stream="limb"), 1.4, 2)
    return runs
