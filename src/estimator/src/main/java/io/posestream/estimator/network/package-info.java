/** What the network sees, and what it says of a picture. */
@NullMarked
package io.posestream.estimator.network;

import org.jspecify.annotations.NullMarked;
