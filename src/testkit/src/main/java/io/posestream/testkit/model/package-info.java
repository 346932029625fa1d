/** An action model without native code, and what it was asked. */
@NullMarked
package io.posestream.testkit.model;

import org.jspecify.annotations.NullMarked;
