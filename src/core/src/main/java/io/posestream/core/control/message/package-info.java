/** Messages that ask for a change of a running job, and the answers to them. */
@NullMarked
package io.posestream.core.control.message;

import org.jspecify.annotations.NullMarked;
