/** Pictures of clips and events as files. */
@NullMarked
package io.posestream.view.picture;

import org.jspecify.annotations.NullMarked;
