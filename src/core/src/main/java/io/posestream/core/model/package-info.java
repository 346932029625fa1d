/** The port to an action model, and what it answers. */
@NullMarked
package io.posestream.core.model;

import org.jspecify.annotations.NullMarked;
