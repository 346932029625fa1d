"""Moves temporal strides towards the input, so that dropped frames are never computed."""

from dataclasses import replace
from typing import List, Optional

from optimize.network import (
    Convolution,
    EveryNthFrame,
    Join,
    Mean,
    Network,
    Pool,
    Step,
    Upsampling,
    Volume,
    Window,
)


def hoist_temporal_strides(network: Network) -> None:
    """Rewrites the network in place.

    A convolution of one frame that keeps every n-th frame equals one without stride on every n-th
    frame of its input; and what makes a frame from the same frame alone (ReLU, sum, pool,
    convolution of one frame) may drop frames before instead of after. A convolution over several
    frames ends the journey: it takes the stride itself.
    """
    for step in list(network.steps):
        if isinstance(step, Convolution) and step.window.kernel[0] == 1:
            n = step.window.strides[0]
            if n > 1:
                _set_stride(step, 1)
                _drop_before(network, step, n)
    while _hoist_one(network):
        pass
    _resize(network)


def split_strided_pointwise(network: Network) -> None:
    """Lets a 1 x 1 x 1 convolution that skips pixels skip them first, in place.

    What is left of it works in both layouts, so that a shortcut can stay where the sum is.
    """
    for step in list(network.steps):
        if not isinstance(step, Convolution) or step.window.kernel != (1, 1, 1):
            continue
        if step.window.strides[1:] != (1, 1):
            output = f"{step.inputs[0]}/pixels/{step.output}"
            picking = Pool(step.name, list(step.inputs), output, "MaxPool", step.window)
            network.steps.insert(network.steps.index(step), picking)
            step.inputs = [output]
            step.window = Window((1, 1, 1))
    _resize(network)


def _hoist_one(network: Network) -> bool:
    """Moves the first drop that can move before the step it follows; tells if there was one."""
    for dropping in network.steps:
        if isinstance(dropping, EveryNthFrame):
            producer = _only_for(network, dropping)
            if producer is not None:
                _hoist(network, dropping, producer)
                return True
    return False


def _only_for(network: Network, dropping: EveryNthFrame) -> Optional[Step]:
    """Returns the step whose result nobody but `dropping` reads, if it can drop frames itself."""
    producers = {step.output: step for step in network.steps}
    producer = producers.get(dropping.inputs[0])
    if producer is None or isinstance(producer, (EveryNthFrame, Upsampling)):
        return None
    others = [s for s in network.consumers(producer.output) if s is not dropping]
    if others or any(o.name == producer.output for o in network.outputs):
        return None
    return producer


def _hoist(network: Network, dropping: EveryNthFrame, producer: Step) -> None:
    network.steps.remove(dropping)
    for consumer in network.consumers(dropping.output):
        consumer.inputs = [producer.output if i == dropping.output else i for i in consumer.inputs]
    if isinstance(producer, Convolution) and producer.window.kernel[0] > 1:
        _set_stride(producer, producer.window.strides[0] * dropping.n)
    else:
        _drop_before(network, producer, dropping.n)


def _drop_before(network: Network, step: Step, n: int) -> None:
    """Lets the step see every n-th frame of its inputs, sharing what other steps already drop."""
    for position, value in enumerate(step.inputs):
        output = f"{value}/every{n}"
        if all(other.output != output for other in network.steps):
            network.steps.insert(
                network.steps.index(step), EveryNthFrame(step.name, [value], output, n)
            )
        step.inputs[position] = output


def _set_stride(convolution: Convolution, stride: int) -> None:
    convolution.window = replace(
        convolution.window, strides=(stride, *convolution.window.strides[1:])
    )


def _resize(network: Network) -> None:
    """Computes the sizes of all volumes anew."""
    volumes = network.volumes
    for step in network.steps:
        if not isinstance(step, Mean):
            volumes[step.output] = _resized(step, [volumes[value] for value in step.inputs])


def _resized(step: Step, sources: List[Volume]) -> Volume:
    source = sources[0]
    if isinstance(step, Join):
        return source._replace(channels=sum(each.channels for each in sources))
    if isinstance(step, Upsampling):
        frames = source.frames * step.window.strides[0] + step.offset()
        return source._replace(channels=step.weight.shape[1], frames=frames)
    if isinstance(step, EveryNthFrame):
        return source._replace(frames=-(-source.frames // step.n))
    if isinstance(step, (Convolution, Pool)):
        channels = len(step.weight) if isinstance(step, Convolution) else source.channels
        return Volume(channels, *(step.window.positions(i, source[1 + i]) for i in range(3)))
    return source
