/** Between Kafka records and the streams of the job. */
@NullMarked
package io.posestream.job.kafka;

import org.jspecify.annotations.NullMarked;
