/** Messages that change a running job, whatever they change, and what is answered. */
@NullMarked
package io.posestream.core.control;

import org.jspecify.annotations.NullMarked;
