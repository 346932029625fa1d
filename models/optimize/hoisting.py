"""Moves temporal strides towards the input, so that dropped frames are never computed."""

from dataclasses import replace

from optimize.network import Convolution, EveryNthFrame, Mean, Pool, Window


def hoist_temporal_strides(network):
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


def split_strided_pointwise(network):
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


def _hoist_one(network):
    producers = {step.output: step for step in network.steps}
    for dropping in network.steps:
        if not isinstance(dropping, EveryNthFrame):
            continue
        producer = producers.get(dropping.inputs[0])
        if producer is None or isinstance(producer, EveryNthFrame):
            continue
        others = [s for s in network.consumers(producer.output) if s is not dropping]
        if others or any(o.name == producer.output for o in network.outputs):
            continue
        network.steps.remove(dropping)
        for consumer in network.consumers(dropping.output):
            consumer.inputs = [
                producer.output if i == dropping.output else i for i in consumer.inputs
            ]
        if isinstance(producer, Convolution) and producer.window.kernel[0] > 1:
            _set_stride(producer, producer.window.strides[0] * dropping.n)
        else:
            _drop_before(network, producer, dropping.n)
        return True
    return False


def _drop_before(network, step, n):
    """Lets the step see every n-th frame of its inputs, sharing what other steps already drop."""
    for position, value in enumerate(step.inputs):
        output = f"{value}/every{n}"
        if all(other.output != output for other in network.steps):
            network.steps.insert(
                network.steps.index(step), EveryNthFrame(step.name, [value], output, n)
            )
        step.inputs[position] = output


def _set_stride(convolution, stride):
    convolution.window = replace(
        convolution.window, strides=(stride, *convolution.window.strides[1:])
    )


def _resize(network):
    """Computes the sizes of all volumes anew."""
    volumes = network.volumes
    for step in network.steps:
        source = volumes[step.inputs[0]]
        if isinstance(step, EveryNthFrame):
            volumes[step.output] = source._replace(frames=-(-source.frames // step.n))
        elif hasattr(step, "window"):
            channels = len(step.weight) if isinstance(step, Convolution) else source.channels
            sizes = (step.window.positions(axis, source[1 + axis]) for axis in range(3))
            volumes[step.output] = type(source)(channels, *sizes)
        elif not isinstance(step, Mean):
            volumes[step.output] = source
