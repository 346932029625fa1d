/** Truth and event files, and reports of how well the one tells the other. */
@NullMarked
package io.posestream.job.evaluation;

import org.jspecify.annotations.NullMarked;
