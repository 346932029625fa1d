/** How well events tell what really happened. */
@NullMarked
package io.posestream.core.evaluation;

import org.jspecify.annotations.NullMarked;
