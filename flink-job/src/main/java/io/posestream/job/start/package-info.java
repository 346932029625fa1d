/** Where a job starts: from state it kept, or on purpose from none. */
@NullMarked
package io.posestream.job.start;

import org.jspecify.annotations.NullMarked;
