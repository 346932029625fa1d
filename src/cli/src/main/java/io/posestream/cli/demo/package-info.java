/** The whole pipeline in one JVM: embedded Kafka, the job and its output. */
@NullMarked
package io.posestream.cli.demo;

import org.jspecify.annotations.NullMarked;
