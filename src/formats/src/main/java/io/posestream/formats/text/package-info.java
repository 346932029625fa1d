/** Files of text as other systems write them. */
@NullMarked
package io.posestream.formats.text;

import org.jspecify.annotations.NullMarked;
