/** Networks that are open in ONNX Runtime, and who shares them. Not for users. */
@NullMarked
package io.posestream.onnx.session;

import org.jspecify.annotations.NullMarked;
