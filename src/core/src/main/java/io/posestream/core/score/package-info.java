/** What a model said of one subject in one window. */
@NullMarked
package io.posestream.core.score;

import org.jspecify.annotations.NullMarked;
