/** The options of the job and what they add up to. */
@NullMarked
package io.posestream.job.config;

import org.jspecify.annotations.NullMarked;
