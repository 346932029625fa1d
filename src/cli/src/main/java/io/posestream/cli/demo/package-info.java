/** The whole pipeline in one JVM: embedded Kafka, the job, and what came of it. */
@NullMarked
package io.posestream.cli.demo;

import org.jspecify.annotations.NullMarked;
