/** Event-time windows of one camera, and the clips cut from them. */
@NullMarked
package io.posestream.core.window;

import org.jspecify.annotations.NullMarked;
