/** Clips collected as the inputs of a run, in native memory. */
@NullMarked
package io.posestream.onnx.batch;

import org.jspecify.annotations.NullMarked;
