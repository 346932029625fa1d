package io.posestream.core.window;

/**
 * An interval of a camera without anything to score.
 *
 * <p>It travels among the clips, because actions end by it and its place among them must be the
 * same in every replay. No model takes it, and it has no place in a batch.
 */
public sealed interface Absence extends WindowOutcome permits EmptyWindow, CameraSilence {}
