/** Rules that change while the job runs. */
@NullMarked
package io.posestream.flink.rule;

import org.jspecify.annotations.NullMarked;
