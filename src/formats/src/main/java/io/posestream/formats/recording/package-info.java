/** Files with recorded frames. */
@NullMarked
package io.posestream.formats.recording;

import org.jspecify.annotations.NullMarked;
