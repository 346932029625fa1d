/** Where a model runs, and how: the options that a user sets. */
@NullMarked
package io.posestream.onnx.device;

import org.jspecify.annotations.NullMarked;
