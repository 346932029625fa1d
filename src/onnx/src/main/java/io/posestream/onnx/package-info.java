/** The adapter behind the core's model port: opens bundles with ONNX Runtime. */
@NullMarked
package io.posestream.onnx;

import org.jspecify.annotations.NullMarked;
