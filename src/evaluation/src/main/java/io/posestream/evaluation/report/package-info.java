/** Evaluation reports as tables and JSON. */
@NullMarked
package io.posestream.evaluation.report;

import org.jspecify.annotations.NullMarked;
