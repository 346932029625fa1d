/** Recorded clips as files: mmaction2 annotations. */
@NullMarked
package io.posestream.formats.clipfile;

import org.jspecify.annotations.NullMarked;
