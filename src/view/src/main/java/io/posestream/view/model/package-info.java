/** What a model sees of a clip, and where it finds an action. */
@NullMarked
package io.posestream.view.model;

import org.jspecify.annotations.NullMarked;
