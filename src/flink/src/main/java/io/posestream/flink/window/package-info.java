/** Frames of a camera to clips. */
@NullMarked
package io.posestream.flink.window;

import org.jspecify.annotations.NullMarked;
