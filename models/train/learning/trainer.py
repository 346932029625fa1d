"""A network that learns step by step, from labels and from the answers of others."""

import copy
import math
from typing import Any, Dict, List, NamedTuple, Optional, Sequence

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from train.composing.tasks import TASKS
from train.composing.wild import QUIET
from train.learning.history import History
from train.networks.architecture import Prepared, Trainable
from train.networks.checkpoint import Checkpoint, Options, Progress, Weights
from train.networks.checkpoint import averaged_network

CPU = "cpu"
WARM_UP = 0.03
LAST_RATE = 0.005
LONGEST_GRADIENT = 5.0


class Teacher:
    """Other runs' networks, whose mean answers are part of what a network learns.

    They are of one architecture, and so see a clip alike.
    """

    def __init__(self, runs: Sequence[Checkpoint], share: float, device: str = CPU):
        self.architecture = runs[0].architecture
        self.networks = [averaged_network(run).to(device) for run in runs]
        self.share = share

    def loss(self, logits: torch.Tensor, prepared: Prepared) -> torch.Tensor:
        """How far the answers are apart: the cross entropy with the teachers' probabilities."""
        with torch.no_grad():
            answers = [
                self.architecture.logits(network, prepared, len(logits)).softmax(1)
                for network in self.networks
            ]
            mean = torch.stack(answers).mean(0)
        return functional.cross_entropy(logits, mean)


class StepFigures(NamedTuple):
    """Loss and accuracy of one batch: tensors, so that a device need not be waited for."""

    loss: torch.Tensor
    accuracy: torch.Tensor


class Trainer:
    """A network, its running average and its optimiser. Mutable, one thread."""

    def __init__(
        self,
        architecture: Trainable[Any],
        labels: Sequence[str],
        seed: int,
        options: Options,
        teacher: Optional[Teacher] = None,
        device: str = CPU,
    ):
        torch.manual_seed(seed)
        self.architecture = architecture
        self.labels = list(labels)
        self.seed = seed
        self.options = options
        self.harmless = np.setdiff1d(np.arange(len(self.labels)), TASKS[options.task].alarms)
        self.teacher = teacher
        self.device = device
        self.network: nn.Module = architecture.build(len(labels)).to(device)
        self.average: nn.Module = copy.deepcopy(self.network).eval()
        self.followed = list(zip(_floats(self.average), _floats(self.network)))
        self.optimiser = _optimiser(self.network, options)
        self.steps = 0
        self.seconds = 0.0
        self.history = History()

    def step(
        self, prepared: Sequence[Prepared], labels: torch.Tensor, progress: float
    ) -> StepFigures:
        """Learns from one batch; `progress` in 0..1 sets the rate.

        `prepared` is what the network takes and, if there is a teacher, what that one takes.
        """
        # Dropout too depends on the step alone.
        torch.manual_seed(self.seed * 1_000_003 + self.steps)
        for group in self.optimiser.param_groups:
            group["lr"] = rate_at(progress, self.options.rate)
        self.network.train()
        with torch.autocast(CPU, torch.bfloat16, enabled=self.options.halved):
            logits = self.architecture.logits(self.network, prepared[0], len(labels)).float()
        loss = self._loss(logits, labels, prepared)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), LONGEST_GRADIENT)
        self.optimiser.step()
        self.steps += 1
        self._follow()
        return StepFigures(loss.detach(), (logits.detach().argmax(1) == labels).float().mean())

    def _loss(
        self, logits: torch.Tensor, labels: torch.Tensor, prepared: Sequence[Prepared]
    ) -> torch.Tensor:
        loss = supervised(logits, labels, self.options.smoothing, self.harmless)
        if self.teacher is None:
            return loss
        return loss + self.teacher.share * (self.teacher.loss(logits, prepared[1]) - loss)

    def _follow(self) -> None:
        # A short memory at first: the average must not remember the initial weights.
        keep = min(self.options.average, self.steps / (self.steps + 20))
        with torch.no_grad():
            for mean, value in self.followed:
                mean.lerp_(value, 1 - keep)

    def checkpoint(self) -> Checkpoint:
        network, optimiser = self.network.state_dict(), self.optimiser.state_dict()
        return Checkpoint(
            self.architecture,
            self.labels,
            self.options,
            self.seed,
            self.steps,
            self.seconds,
            self.average.state_dict(),
            Progress(self.history.entries(), network, optimiser),
        )

    def resume(self, run: Checkpoint, progress: Progress) -> None:
        """Takes over everything of a run of the same sizes and options."""
        self.network.load_state_dict(progress.network)
        self.average.load_state_dict(run.average)
        self.optimiser.load_state_dict(progress.optimiser)
        self.steps, self.seconds = run.steps, run.seconds
        self.history = History.of(progress.history)

    def start_from(self, run: Checkpoint) -> None:
        """Takes over the averaged weights of another run, and nothing else: a warm restart.

        A label that the other run did not know keeps its initial weights.
        """
        weights = with_labels(run, self.network.state_dict(), self.labels)
        self.network.load_state_dict(weights)
        self.average.load_state_dict(weights)


def with_labels(run: Checkpoint, initial: Weights, labels: Sequence[str]) -> Weights:
    """Returns averaged weights with the rows of the last layer in the order of `labels`."""
    weights = dict(run.average)
    rows = [run.labels.index(name) if name in run.labels else -1 for name in labels]
    for name in list(weights)[-2:]:
        weights[name] = torch.stack(
            [weights[name][row] if row >= 0 else initial[name][at] for at, row in enumerate(rows)]
        )
    return weights


def supervised(
    logits: torch.Tensor, labels: torch.Tensor, smoothing: float, harmless: np.ndarray
) -> torch.Tensor:
    """The mean loss of labels; of `QUIET` clips it is how improbable the harmless labels are."""
    quiet = labels == QUIET
    if not quiet.any():
        return functional.cross_entropy(logits, labels, label_smoothing=smoothing)
    known = functional.cross_entropy(
        logits[~quiet], labels[~quiet], label_smoothing=smoothing, reduction="sum"
    )
    calm = logits[quiet].log_softmax(1)[:, harmless].logsumexp(1)
    return (known - calm.sum()) / len(labels)


def _floats(network: nn.Module) -> List[torch.Tensor]:
    """Parameters and running statistics, without the counters of batch norm."""
    return [value for value in network.state_dict().values() if value.dtype.is_floating_point]


def _optimiser(network: nn.Module, options: Options) -> torch.optim.Optimizer:
    decayed = [p for p in network.parameters() if p.dim() > 1]
    others = [p for p in network.parameters() if p.dim() <= 1]
    groups: List[Dict[str, Any]] = [{"params": decayed}, {"params": others, "weight_decay": 0.0}]
    # PyTorch's own types do not know `foreach` yet.
    return torch.optim.AdamW(  # type: ignore[call-arg]
        groups, lr=options.rate, weight_decay=options.decay, foreach=True
    )


def rate_at(progress: float, highest: float) -> float:
    """Rises over the first 3 % of the run, then falls as a cosine."""
    rising = min(1.0, (progress + 1e-3) / WARM_UP)
    falling = 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))
    return highest * rising * (LAST_RATE + (1 - LAST_RATE) * falling)
