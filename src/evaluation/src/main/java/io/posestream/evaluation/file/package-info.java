/** Files of truth, events and scores. */
@NullMarked
package io.posestream.evaluation.file;

import org.jspecify.annotations.NullMarked;
