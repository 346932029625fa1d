/** Fills the page's store from files. */
@NullMarked
package io.posestream.view.feed;

import org.jspecify.annotations.NullMarked;
