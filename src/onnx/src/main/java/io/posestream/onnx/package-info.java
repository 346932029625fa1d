/** Model bundles and inference with ONNX Runtime: the adapter behind the core's model port. */
@NullMarked
package io.posestream.onnx;

import org.jspecify.annotations.NullMarked;
