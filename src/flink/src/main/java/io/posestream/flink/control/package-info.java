/** Rules that change while the job runs. */
@NullMarked
package io.posestream.flink.control;

import org.jspecify.annotations.NullMarked;
