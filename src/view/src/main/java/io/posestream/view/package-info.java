/** The local page: what it can show, and how it is served. */
@NullMarked
package io.posestream.view;

import org.jspecify.annotations.NullMarked;
