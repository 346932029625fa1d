/** Files with recorded clips: mmaction2 annotations. */
@NullMarked
package io.posestream.formats.clipfile;

import org.jspecify.annotations.NullMarked;
