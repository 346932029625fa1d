"""Chooses for every step one of two ways to lay a volume out in four dimensions."""

import enum
import itertools
from collections import defaultdict, deque
from typing import DefaultDict, Deque, Dict, Hashable, Iterable, List, Optional, Set

from optimize.network import Convolution, Network, Pool, Relu, Step, Upsampling

UNCUTTABLE = 1 << 60
SOURCE, SINK = object(), object()
# A value of the network, a number that stands between values, or one of the two ends.
Place = Hashable


class Layout(enum.Enum):
    """FRAMES is [N*T, C, H, W]: every frame is an image. TUBES is [N, C, T, H*W]: every pixel is
    a column over time. Both are plain views of the channels-last volume [N, T, H, W, C].
    """

    FRAMES = "frames"
    TUBES = "tubes"


def required_layout(step: Step) -> Optional[Layout]:
    """Returns the layout a step needs, or None if it works in both."""
    if isinstance(step, Pool):
        return Layout.FRAMES
    if isinstance(step, Upsampling):
        return Layout.TUBES
    if not isinstance(step, Convolution):
        return None
    frames, *pixels = step.window.kernel
    if pixels != [1, 1] or step.window.strides[1:] != (1, 1) or folds_frames(step):
        return Layout.FRAMES
    if any(step.window.pads_before[1:] + step.window.pads_after[1:]):
        return Layout.FRAMES
    return Layout.TUBES if frames > 1 else None


def folds_frames(convolution: Convolution) -> bool:
    """Tells whether a convolution takes disjoint runs of frames: its stride is its length."""
    window = convolution.window
    unpadded = window.pads_before[0] == 0 == window.pads_after[0]
    return (
        window.kernel[0] == window.strides[0] > 1
        and unpadded
        and window.dilations[0] == 1
        and convolution.groups == 1
    )


def choose_layouts(network: Network) -> Dict[str, Layout]:
    """Returns the layout of every step by its output, so that the fewest numbers are moved.

    A value that is made in one layout and read in the other is moved once. With the steps on two
    sides, that is a minimum cut. Inputs and volume outputs are free in TUBES: there, they are
    reshaped only.
    """
    cut = _Cut()
    for step in network.steps:
        _add_step(cut, network, step)
    outputs = {output.name for output in network.outputs}
    for value, volume in network.volumes.items():
        readers: List[Place] = [step.output for step in network.consumers(value)]
        readers += [SINK] if value in outputs else []
        cut.add_value(_side(network, value), readers, volume.elements())
    frames = cut.source_side()
    return {
        step.output: Layout.FRAMES if step.output in frames else Layout.TUBES
        for step in network.steps
    }


def _add_step(cut: "_Cut", network: Network, step: Step) -> None:
    """Ties a step to the side it needs, if it needs one."""
    layout = required_layout(step)
    if layout is Layout.FRAMES:
        cut.add(SOURCE, step.output, UNCUTTABLE)
    elif layout is Layout.TUBES:
        cut.add(step.output, SINK, UNCUTTABLE)
    elif isinstance(step, Relu):
        # Beside the step that feeds it, a ReLU costs nothing: ONNX Runtime fuses the two.
        cut.add(_side(network, step.inputs[0]), step.output, UNCUTTABLE)
        cut.add(step.output, _side(network, step.inputs[0]), UNCUTTABLE)


def _side(network: Network, value: str) -> Place:
    return SINK if network.is_input(value) else value


class _Cut:
    """A minimum cut by augmenting paths (Edmonds and Karp, 1972)."""

    def __init__(self) -> None:
        self.capacity: DefaultDict[Place, DefaultDict[Place, int]]
        self.capacity = defaultdict(lambda: defaultdict(int))
        self.helpers = itertools.count()

    def add(self, start: Place, end: Place, capacity: int) -> None:
        self.capacity[start][end] += capacity
        self.capacity[end][start] += 0

    def add_value(self, producer: Place, readers: Iterable[Place], elements: int) -> None:
        """Charges `elements` once if any reader is on the other side than the producer."""
        if not readers:
            return
        ahead, behind = next(self.helpers), next(self.helpers)
        self.add(producer, ahead, elements)
        self.add(behind, producer, elements)
        for reader in readers:
            self.add(ahead, reader, UNCUTTABLE)
            self.add(reader, behind, UNCUTTABLE)

    def source_side(self) -> Set[Place]:
        while True:
            parents = self._reachable()
            if SINK not in parents:
                return set(parents)
            path: List[Place] = [SINK]
            while path[-1] != SOURCE:
                path.append(parents[path[-1]])
            edges = list(zip(path[1:], path))
            flow = min(self.capacity[start][end] for start, end in edges)
            for start, end in edges:
                self.capacity[start][end] -= flow
                self.capacity[end][start] += flow

    def _reachable(self) -> Dict[Place, Place]:
        parents: Dict[Place, Place] = {SOURCE: None}
        waiting: Deque[Place] = deque([SOURCE])
        while waiting:
            start = waiting.popleft()
            for end, left in self.capacity[start].items():
                if left > 0 and end not in parents:
                    parents[end] = start
                    waiting.append(end)
        return parents
