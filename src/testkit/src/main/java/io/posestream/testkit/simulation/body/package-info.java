/** Joints, postures and where a body stands. */
@NullMarked
package io.posestream.testkit.simulation.body;

import org.jspecify.annotations.NullMarked;
