/** Between Avro records and the domain. */
@NullMarked
package io.posestream.flink.avro;

import org.jspecify.annotations.NullMarked;
