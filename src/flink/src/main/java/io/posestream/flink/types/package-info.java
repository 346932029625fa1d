/** Type information and serializers of the domain types. */
@NullMarked
package io.posestream.flink.types;

import org.jspecify.annotations.NullMarked;
