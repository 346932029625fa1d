/** Recordings of frames as files. */
@NullMarked
package io.posestream.formats.recording;

import org.jspecify.annotations.NullMarked;
