/** Order statistics of small samples. */
@NullMarked
package io.posestream.core.order;

import org.jspecify.annotations.NullMarked;
