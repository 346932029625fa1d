/** Poses as other programs write them: their messages and files become frames. */
@NullMarked
package io.posestream.formats.dialect;

import org.jspecify.annotations.NullMarked;
