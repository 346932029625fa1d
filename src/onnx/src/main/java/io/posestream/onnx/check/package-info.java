/** A bundle opened, checked and timed. */
@NullMarked
package io.posestream.onnx.check;

import org.jspecify.annotations.NullMarked;
