"""Chooses for every step one of two ways to lay a volume out in four dimensions."""

import enum
import itertools
from collections import defaultdict, deque

from optimize.network import Convolution, Pool, Relu

UNCUTTABLE = 1 << 60
SOURCE, SINK = object(), object()


class Layout(enum.Enum):
    """FRAMES is [N*T, C, H, W]: every frame is an image. TUBES is [N, C, T, H*W]: every pixel is
    a column over time. Both are plain views of the channels-last volume [N, T, H, W, C].
    """

    FRAMES = "frames"
    TUBES = "tubes"


def required_layout(step):
    """Returns the layout a step needs, or None if it works in both."""
    if isinstance(step, Pool):
        return Layout.FRAMES
    if not isinstance(step, Convolution):
        return None
    frames, *pixels = step.window.kernel
    if pixels != [1, 1] or step.window.strides[1:] != (1, 1) or folds_frames(step):
        return Layout.FRAMES
    if any(step.window.pads_before[1:] + step.window.pads_after[1:]):
        return Layout.FRAMES
    return Layout.TUBES if frames > 1 else None


def folds_frames(convolution):
    """Tells whether a convolution takes disjoint runs of frames: its stride is its length."""
    window = convolution.window
    unpadded = window.pads_before[0] == 0 == window.pads_after[0]
    return (
        window.kernel[0] == window.strides[0] > 1
        and unpadded
        and window.dilations[0] == 1
        and convolution.groups == 1
    )


def choose_layouts(network):
    """Returns the layout of every step by its output, so that the fewest numbers are moved.

    A value that is made in one layout and read in the other is moved once. With the steps on two
    sides, that is a minimum cut. The input and volume outputs are free in TUBES: there, they are
    reshaped only.
    """
    cut = _Cut()

    def side(value):
        return SINK if value == network.input.name else value

    for step in network.steps:
        layout = required_layout(step)
        if layout is Layout.FRAMES:
            cut.add(SOURCE, step.output, UNCUTTABLE)
        elif layout is Layout.TUBES:
            cut.add(step.output, SINK, UNCUTTABLE)
        elif isinstance(step, Relu):
            # Beside the step that feeds it, a ReLU costs nothing: ONNX Runtime fuses the two.
            cut.add(side(step.inputs[0]), step.output, UNCUTTABLE)
            cut.add(step.output, side(step.inputs[0]), UNCUTTABLE)
    outputs = {output.name for output in network.outputs}
    for value, volume in network.volumes.items():
        readers = [step.output for step in network.consumers(value)]
        readers += [SINK] if value in outputs else []
        cut.add_value(side(value), readers, volume.elements())
    frames = cut.source_side()
    return {
        step.output: Layout.FRAMES if step.output in frames else Layout.TUBES
        for step in network.steps
    }


class _Cut:
    """A minimum cut by augmenting paths (Edmonds and Karp, 1972)."""

    def __init__(self):
        self.capacity = defaultdict(lambda: defaultdict(int))
        self.helpers = itertools.count()

    def add(self, start, end, capacity):
        self.capacity[start][end] += capacity
        self.capacity[end][start] += 0

    def add_value(self, producer, readers, elements):
        """Charges `elements` once if any reader is on the other side than the producer."""
        if not readers:
            return
        ahead, behind = next(self.helpers), next(self.helpers)
        self.add(producer, ahead, elements)
        self.add(behind, producer, elements)
        for reader in readers:
            self.add(ahead, reader, UNCUTTABLE)
            self.add(reader, behind, UNCUTTABLE)

    def source_side(self):
        while True:
            parents = self._reachable()
            if SINK not in parents:
                return set(parents)
            path = [SINK]
            while path[-1] != SOURCE:
                path.append(parents[path[-1]])
            edges = list(zip(path[1:], path))
            flow = min(self.capacity[start][end] for start, end in edges)
            for start, end in edges:
                self.capacity[start][end] -= flow
                self.capacity[end][start] += flow

    def _reachable(self):
        parents, waiting = {SOURCE: None}, deque([SOURCE])
        while waiting:
            start = waiting.popleft()
            for end, left in self.capacity[start].items():
                if left > 0 and end not in parents:
                    parents[end] = start
                    waiting.append(end)
        return parents
