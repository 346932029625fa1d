/** Ways to move: the posture of a body at every moment. */
@NullMarked
package io.posestream.testkit.simulation.motion;

import org.jspecify.annotations.NullMarked;
