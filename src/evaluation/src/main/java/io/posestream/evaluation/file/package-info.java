/** Files with truths, events and scores. */
@NullMarked
package io.posestream.evaluation.file;

import org.jspecify.annotations.NullMarked;
