/** Scores to action events. */
@NullMarked
package io.posestream.flink.decision;

import org.jspecify.annotations.NullMarked;
