/** Clips to scores, in batches. */
@NullMarked
package io.posestream.flink.inference;

import org.jspecify.annotations.NullMarked;
