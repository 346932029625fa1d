/** Where pictures come from: files, folders and cameras. */
@NullMarked
package io.posestream.estimator.source;

import org.jspecify.annotations.NullMarked;
