/** Measures the estimator and its tracker. */
@NullMarked
package io.posestream.benchmarks.estimator;

import org.jspecify.annotations.NullMarked;
