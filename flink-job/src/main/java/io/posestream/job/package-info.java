/** The runnable job: Kafka in, Kafka out. */
@NullMarked
package io.posestream.job;

import org.jspecify.annotations.NullMarked;
