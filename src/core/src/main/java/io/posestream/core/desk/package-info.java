/** Where messages that change a running job are accepted. */
@NullMarked
package io.posestream.core.desk;

import org.jspecify.annotations.NullMarked;
