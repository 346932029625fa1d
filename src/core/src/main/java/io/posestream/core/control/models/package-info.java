/** Models that messages bring to the job while it runs. */
@NullMarked
package io.posestream.core.control.models;

import org.jspecify.annotations.NullMarked;
