"""Puts the painting of heatmaps in front of a network, so that keypoints are its input.

Plain operators only, no loops: what a GPU runs without going back to the CPU. People are combined
channel by channel, so that the largest intermediate volume is people / channels of the network's
input, not people times it.
"""

from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Tuple

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, checker, helper, numpy_helper

from export.errors import ExportError
from optimize.painting import Drawing

KEYPOINTS, SCORES = "keypoints", "keypoint_scores"
PREFIX = "heatmaps"
PERSON_AXIS, CHANNEL_AXIS = 1, 3
# A condition on a float32.
Holds = Callable[[np.float32], bool]


def with_keypoints(
    model: ModelProto, drawing: Drawing, joints: Optional[str] = None
) -> ModelProto:
    """Returns the model with inputs keypoints [N, M, T, V, 2] and keypoint_scores [N, M, T, V].

    With `joints`, the name of a table [P, T, V, 3] of x, y and score that the model takes anyway,
    the heatmaps are painted from that, and there are no new inputs. The network behind the
    heatmaps is left as it is.
    """
    heatmaps, *others = model.graph.input
    frames = _checked_frames(heatmaps, drawing)
    painter = _Painter(drawing)
    if joints is not None:
        painter.take_apart(joints)
    painter.paint(heatmaps.name)
    result = ModelProto()
    result.CopyFrom(model)
    graph = result.graph
    del graph.input[:], graph.node[:]
    graph.input.extend(_keypoint_inputs(frames, drawing) if joints is None else others)
    graph.node.extend([*painter.nodes, *model.graph.node])
    graph.initializer.extend(painter.initializers)
    graph.value_info.append(heatmaps)
    result.producer_name = "posestream optimize"
    checker.check_model(result, full_check=True)
    return result


def _keypoint_inputs(frames: int, drawing: Drawing) -> List[ValueInfoProto]:
    people = ["N", "M", frames or "T", drawing.joints]
    return [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in ((KEYPOINTS, [*people, 2]), (SCORES, people))
    ]


def _checked_frames(heatmaps: ValueInfoProto, drawing: Drawing) -> int:
    """Returns the number of frames that the network takes, 0 if any; raises for other maps."""
    _, channels, frames, height, width = (d.dim_value for d in heatmaps.type.tensor_type.shape.dim)
    wanted = drawing.channels, drawing.height, drawing.width
    if any(size and size != own for size, own in zip((channels, height, width), wanted)):
        raise ExportError(
            f"input {heatmaps.name}: expected {wanted[0]} maps of {wanted[1]} x {wanted[2]}, "
            f"found {channels} of {height} x {width}"
        )
    return int(frames)


def with_volume_output(model: ModelProto, name: str) -> ModelProto:
    """Returns a copy of the model that also returns the volume of that name, to check it."""
    result = ModelProto()
    result.CopyFrom(model)
    volume = next(value for value in result.graph.value_info if value.name == name)
    result.graph.output.append(volume)
    return result


def window_bounds(size: int, sigma: float) -> Tuple[np.ndarray, np.ndarray]:
    """Returns float32 bounds [size] such that a point p paints pixel i if from[i] <= p < to[i].

    The reference paints from trunc(p - 3 sigma) to trunc(p + 3 sigma), in double precision. Both
    grow with p, so that for each pixel there is a first float32 p that reaches it, and a first one
    that has left it behind.
    """
    reach = 3 * sigma

    def reaches(pixel: int) -> Holds:
        return lambda point: int(float(point) + reach) >= pixel and float(point) + reach > -1

    def passed(pixel: int) -> Holds:
        return lambda point: int(float(point) - reach) > pixel

    reached, left = (
        np.array([_first(holds(pixel)) for pixel in range(size)], np.float32)
        for holds in (reaches, passed)
    )
    return reached, left


def first_score(least: float) -> np.float32:
    """Returns the smallest float32 that is at least `least` in double precision."""
    return _first(lambda score: float(score) >= least)


def _first(holds: Holds) -> np.float32:
    """Returns the smallest float32 between -2^20 and 2^20 for which a monotone condition holds."""
    low, high = (_ordered(np.float32(bound)) for bound in (-(1 << 20), 1 << 20))
    while high - low > 1:
        middle = (low + high) // 2
        if holds(_float_at(middle)):
            high = middle
        else:
            low = middle
    return _float_at(high)


def _ordered(value: np.float32) -> int:
    """Numbers the floats in their order."""
    bits = int(np.float32(value).view(np.int32))
    return bits if bits >= 0 else -(bits & 0x7FFFFFFF)


def _float_at(number: int) -> np.float32:
    bits = number if number >= 0 else (-number) | 0x80000000
    return np.uint32(bits).view(np.float32)


class _Segments(NamedTuple):
    """Limbs from a to b: their ends, steps from a to b, squared length, and peak."""

    ax: str
    ay: str
    bx: str
    by: str
    step_x: str
    step_y: str
    squared: str
    peak: str


class _Painter:
    """Writes the nodes that paint; every method returns the name of a value.

    Values of points are [N, M, T, K, 1], rows of a map [N, M, T, K, W], columns [N, M, T, K, H].
    """

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.nodes: List[NodeProto] = []
        self.initializers: List[TensorProto] = []
        self.constants: Dict[Tuple[Any, ...], str] = {}

    def take_apart(self, joints: str) -> None:
        """Makes keypoints and scores of one clip out of a table [P, T, V, 3]."""
        clip = self.op("Unsqueeze", joints, self._integers(0))
        self.op("Gather", clip, self._integers(0, 1), output=KEYPOINTS, axis=4)
        self.op("Gather", clip, self._constant(np.int64(2)), output=SCORES, axis=4)

    def paint(self, output: str) -> None:
        x, y = (self._coordinate(axis) for axis in (0, 1))
        score = self.op("Unsqueeze", SCORES, self._integers(4))
        maps = self._limbs(x, y, score) if self.drawing.limbs else self._dots(x, y, score)
        self.op("Concat", *maps, output=output, axis=1)

    # Joints: exp(-dx^2 / 2 sigma^2) of each column times the same of each row times the score

    def _dots(self, x: str, y: str, score: str) -> Iterator[str]:
        along_x = self._profile(x, self.drawing.width)
        along_y = self.op("Mul", self._profile(y, self.drawing.height), self._peak(score, score))
        for channel in range(self.drawing.channels):
            row = self._of_channel(along_x, channel, 3)
            column = self._of_channel(along_y, channel, 4)
            yield self._over_people(self.op("Mul", column, row))

    def _profile(self, point: str, size: int) -> str:
        distance = self._square(self.op("Sub", self._pixels(size), point))
        value = self.op("Exp", self.op("Mul", distance, self._exponent()))
        return self.op("Where", self._inside(point, point, size), value, self._float(0))

    # Limbs: exp(-d^2 / 2 sigma^2) of each pixel's distance to the segment, times the lower score.
    # Up to d in float32 steps and in the reference's order, see LimbPainter.

    def _limbs(self, x: str, y: str, score: str) -> Iterator[str]:
        ends = [[self._ends(value, end) for value in (x, y, score)] for end in (0, 1)]
        (ax, ay, score_a), (bx, by, score_b) = ends
        squared = self.op("Add", self._wide_square(ax, bx), self._wide_square(ay, by))
        short = self.op("Less", squared, self._constant(np.float64(1)))
        # A short limb is its first joint: a segment from a to a, whose length divides nothing.
        squared = self.op("Cast", squared, to=TensorProto.FLOAT)
        squared = self.op("Where", short, self._float(1), squared)
        bx, by = (self.op("Where", short, a, b) for a, b in ((ax, bx), (ay, by)))
        lower = self.op("Min", score_a, score_b)
        peak = self._peak(lower, self.op("Where", short, score_a, lower))
        inside_x, inside_y = (
            self._inside(self.op("Min", a, b), self.op("Max", a, b), size)
            for a, b, size in ((ax, bx, self.drawing.width), (ay, by, self.drawing.height))
        )
        step_x, step_y = (self.op("Sub", b, a) for a, b in ((ax, bx), (ay, by)))
        segments = _Segments(ax, ay, bx, by, step_x, step_y, squared, peak)
        return self._ridges(segments, inside_x, inside_y)

    def _ridges(self, segments: _Segments, inside_x: str, inside_y: str) -> Iterator[str]:
        for channel in range(self.drawing.channels):
            own = _Segments(*(self._of_channel(value, channel, 3) for value in segments))
            seen_x = self._of_channel(inside_x, channel, 3)
            seen_y = self._of_channel(inside_y, channel, 4)
            value = self._ridge(own)
            seen = self.op("And", seen_y, seen_x)
            yield self._over_people(self.op("Where", seen, value, self._float(0)))

    def _ridge(self, s: _Segments) -> str:
        x = self._pixels(self.drawing.width)
        y = self.op("Unsqueeze", self._pixels(self.drawing.height), self._integers(1))
        to_a, to_b = (self._distance(x, y, *end) for end in ((s.ax, s.ay), (s.bx, s.by)))
        along = self.op("Add", self.op("Sub", to_a, to_b), s.squared)
        along = self.op("Div", self.op("Div", along, self._float(2)), s.squared)
        foot_x = self.op("Add", s.ax, self.op("Mul", along, s.step_x))
        foot_y = self.op("Add", s.ay, self.op("Mul", along, s.step_y))
        beside = self._distance(x, y, foot_x, foot_y)
        after = self.op("GreaterOrEqual", along, self._float(1))
        before = self.op("GreaterOrEqual", self._float(0), along)
        distance = self.op("Where", after, to_b, beside)
        distance = self.op("Where", before, to_a, distance)
        value = self.op("Exp", self.op("Mul", distance, self._exponent()))
        return self.op("Mul", value, s.peak)

    def _distance(self, x: str, y: str, point_x: str, point_y: str) -> str:
        squares = (self._square(self.op("Sub", a, b)) for a, b in ((x, point_x), (y, point_y)))
        return self.op("Add", *squares)

    def _wide_square(self, a: str, b: str) -> str:
        """Squares a float32 difference in double precision."""
        return self._square(self.op("Cast", self.op("Sub", a, b), to=TensorProto.DOUBLE))

    def _ends(self, value: str, end: int) -> str:
        joints = self._integers(*[limb[end] for limb in self.drawing.limbs])
        return self.op("Gather", value, joints, axis=CHANNEL_AXIS)

    # Both

    def _coordinate(self, axis: int) -> str:
        return self.op("Gather", KEYPOINTS, self._integers(axis), axis=4)

    def _peak(self, score: str, peak: str) -> str:
        """Returns the peak where the score is high enough to be painted, else 0."""
        least = self._constant(first_score(self.drawing.least_score))
        return self.op("Where", self.op("GreaterOrEqual", score, least), peak, self._float(0))

    def _inside(self, low: str, high: str, size: int) -> str:
        """Tells which pixels the window around the points `low` and `high` holds."""
        reached, passed = (self._constant(b) for b in window_bounds(size, self.drawing.sigma))
        return self.op(
            "And", self.op("GreaterOrEqual", high, reached), self.op("Less", low, passed)
        )

    def _of_channel(self, value: str, channel: int, axis: int) -> str:
        """Takes one channel of [N, M, T, K, s]: [N, M, T, 1, s], or [N, M, T, s, 1] for axis 4."""
        own = self.op("Gather", value, self._constant(np.int64(channel)), axis=CHANNEL_AXIS)
        return self.op("Unsqueeze", own, self._integers(axis))

    def _over_people(self, maps: str) -> str:
        return self.op("ReduceMax", maps, axes=[PERSON_AXIS], keepdims=1)

    def _square(self, value: str) -> str:
        return self.op("Mul", value, value)

    def _exponent(self) -> str:
        return self._constant(np.float32(-0.5) / np.float32(self.drawing.sigma**2))

    def _pixels(self, size: int) -> str:
        return self._constant(np.arange(size, dtype=np.float32))

    def _integers(self, *values: int) -> str:
        return self._constant(np.array(values, np.int64))

    def _float(self, value: float) -> str:
        return self._constant(np.float32(value))

    def _constant(self, values: Any) -> str:
        array = np.asarray(values)
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self.constants:
            name = f"{PREFIX}/constant{len(self.constants)}"
            self.initializers.append(numpy_helper.from_array(array, name))
            self.constants[key] = name
        return self.constants[key]

    def op(
        self, operator: str, *inputs: str, output: Optional[str] = None, **attributes: Any
    ) -> str:
        name = f"{PREFIX}/{operator}{len(self.nodes)}"
        node = helper.make_node(operator, inputs, [output or name], name=name, **attributes)
        self.nodes.append(node)
        return output or name
