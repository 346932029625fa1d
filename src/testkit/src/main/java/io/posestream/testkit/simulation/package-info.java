/**
 * Simulated scenes with known truth: moving bodies, a camera, an imperfect estimator and tracker.
 */
@NullMarked
package io.posestream.testkit.simulation;

import org.jspecify.annotations.NullMarked;
