/** Recordings of frames as files. */
@NullMarked
package io.posestream.job.recording;

import org.jspecify.annotations.NullMarked;
