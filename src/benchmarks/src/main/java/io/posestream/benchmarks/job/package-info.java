/** Benchmarks of the whole job on embedded Kafka and Flink, compared with the bare model. */
@NullMarked
package io.posestream.benchmarks.job;

import org.jspecify.annotations.NullMarked;
