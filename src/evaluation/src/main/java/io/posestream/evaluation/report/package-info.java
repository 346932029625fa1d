/** Reports of an evaluation, as a table and as JSON. */
@NullMarked
package io.posestream.evaluation.report;

import org.jspecify.annotations.NullMarked;
