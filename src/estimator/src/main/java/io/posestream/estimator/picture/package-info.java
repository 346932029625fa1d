/** Pictures, and files that hold one. */
@NullMarked
package io.posestream.estimator.picture;

import org.jspecify.annotations.NullMarked;
