/** Flink programs that use PoseStream as a library, written as its users would. */
@NullMarked
package com.example.posestream;

import org.jspecify.annotations.NullMarked;
