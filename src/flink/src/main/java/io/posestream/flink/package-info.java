/** From a stream of keypoint frames to window scores and action events. */
@NullMarked
package io.posestream.flink;

import org.jspecify.annotations.NullMarked;
