/** From a class activation map to when in a window, and by whom, an action is done. */
@NullMarked
package io.posestream.core.attribution;

import org.jspecify.annotations.NullMarked;
