/** Model folders: what a manifest says, and the ONNX files it pins. */
@NullMarked
package io.posestream.onnx.bundle;

import org.jspecify.annotations.NullMarked;
