/** Rules that messages bring to the job while it runs. */
@NullMarked
package io.posestream.core.control.rules;

import org.jspecify.annotations.NullMarked;
