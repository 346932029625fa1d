/** Pictures in, pose frames out. */
@NullMarked
package io.posestream.estimator;

import org.jspecify.annotations.NullMarked;
