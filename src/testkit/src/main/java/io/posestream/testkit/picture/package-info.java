/** Pictures of simulated people. */
@NullMarked
package io.posestream.testkit.picture;

import org.jspecify.annotations.NullMarked;
