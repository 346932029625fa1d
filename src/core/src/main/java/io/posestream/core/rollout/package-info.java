/** Models that are exchanged while the job runs. */
@NullMarked
package io.posestream.core.rollout;

import org.jspecify.annotations.NullMarked;
