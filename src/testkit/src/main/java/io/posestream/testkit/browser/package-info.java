/** A real browser for tests of the page; it has to be installed. */
@NullMarked
package io.posestream.testkit.browser;

import org.jspecify.annotations.NullMarked;
