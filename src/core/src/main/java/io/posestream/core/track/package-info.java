/** Who is who: the tracks of one camera behind the ids of its tracker. */
@NullMarked
package io.posestream.core.track;

import org.jspecify.annotations.NullMarked;
