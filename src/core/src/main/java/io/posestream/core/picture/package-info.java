/** Pictures of frames on their way to a model that looks at them beside the poses. */
@NullMarked
package io.posestream.core.picture;

import org.jspecify.annotations.NullMarked;
