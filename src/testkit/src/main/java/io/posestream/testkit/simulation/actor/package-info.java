/** Persons and the scripts they follow. */
@NullMarked
package io.posestream.testkit.simulation.actor;

import org.jspecify.annotations.NullMarked;
