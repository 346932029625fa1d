/** Frames, scores, events and dead letters as JSON lines. */
@NullMarked
package io.posestream.formats.json;

import org.jspecify.annotations.NullMarked;
