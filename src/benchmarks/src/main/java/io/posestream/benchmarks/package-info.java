/** JMH benchmarks of the kernels. */
@NullMarked
package io.posestream.benchmarks;

import org.jspecify.annotations.NullMarked;
