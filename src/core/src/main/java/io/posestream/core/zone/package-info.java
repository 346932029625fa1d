/** Areas of the image that events name, and rules that depend on them. */
@NullMarked
package io.posestream.core.zone;

import org.jspecify.annotations.NullMarked;
