/** A cluster of real processes on this machine: Kafka, Flink and the job, from Maven artifacts. */
@NullMarked
package io.posestream.cli.cluster;

import org.jspecify.annotations.NullMarked;
