/**
 * Rules and models that change while the job runs: the operator that accepts and those that follow.
 */
@NullMarked
package io.posestream.flink.control;

import org.jspecify.annotations.NullMarked;
