package io.posestream.onnx.bundle;

/**
 * One of the inputs of a network, as its manifest describes it.
 *
 * @param name in the graph
 * @param shape batch first; [batch, channels, frames, height, width]
 */
public record MemberInput(String name, TensorShape shape) {}
