/** Video by FFmpeg. */
@NullMarked
package io.posestream.estimator.video;

import org.jspecify.annotations.NullMarked;
