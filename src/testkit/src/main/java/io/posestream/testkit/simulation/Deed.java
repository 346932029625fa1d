package io.posestream.testkit.simulation;

import java.util.Optional;

/**
 * Something an actor does.
 *
 * @param label what a model should call it
 * @param partner track of whoever it is done with, if anybody
 * @param from seconds of the scene, inclusive
 * @param to seconds of the scene, exclusive
 */
record Deed(String label, Optional<String> partner, double from, double to) {}
