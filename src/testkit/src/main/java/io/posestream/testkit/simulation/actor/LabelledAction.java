package io.posestream.testkit.simulation.actor;

import java.util.Optional;

/**
 * A stretch of time in which an actor does what a label names.
 *
 * @param label what a model should call it
 * @param partner track of whoever it is done with, if anybody
 * @param from seconds of the scene, inclusive
 * @param to seconds of the scene, exclusive
 */
public record LabelledAction(String label, Optional<String> partner, double from, double to) {}
