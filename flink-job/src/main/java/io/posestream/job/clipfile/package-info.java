/** Recorded clips as files: mmaction2 annotations. */
@NullMarked
package io.posestream.job.clipfile;

import org.jspecify.annotations.NullMarked;
