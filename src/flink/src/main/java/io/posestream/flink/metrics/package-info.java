/** Metrics that several operators share the shape of. */
@NullMarked
package io.posestream.flink.metrics;

import org.jspecify.annotations.NullMarked;
