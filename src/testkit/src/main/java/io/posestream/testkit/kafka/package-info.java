/** A real Kafka inside the JVM. */
@NullMarked
package io.posestream.testkit.kafka;

import org.jspecify.annotations.NullMarked;
