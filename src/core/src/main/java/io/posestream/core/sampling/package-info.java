/** Which frames of a window or recording enter a clip. */
@NullMarked
package io.posestream.core.sampling;

import org.jspecify.annotations.NullMarked;
