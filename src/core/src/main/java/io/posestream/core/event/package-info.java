/** From scores per window to the life-cycle of action events. */
@NullMarked
package io.posestream.core.event;

import org.jspecify.annotations.NullMarked;
