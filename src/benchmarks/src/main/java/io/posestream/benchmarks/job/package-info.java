/** The whole job under load: embedded Kafka, Flink, and what it costs beside the bare model. */
@NullMarked
package io.posestream.benchmarks.job;

import org.jspecify.annotations.NullMarked;
