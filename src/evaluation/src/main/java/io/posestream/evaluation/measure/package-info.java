/** Compares events with what really happened. */
@NullMarked
package io.posestream.evaluation.measure;

import org.jspecify.annotations.NullMarked;
