/** Keypoints of persons: layouts, single poses, frames and sequences of them. */
@NullMarked
package io.posestream.core.pose;

import org.jspecify.annotations.NullMarked;
