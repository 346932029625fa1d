/** Changes of a running job by message: of its rules and of its models. */
@NullMarked
package io.posestream.core.control;

import org.jspecify.annotations.NullMarked;
