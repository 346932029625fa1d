/** Temporary folders that do not outlive the process that made them. */
@NullMarked
package io.posestream.testkit.folder;

import org.jspecify.annotations.NullMarked;
