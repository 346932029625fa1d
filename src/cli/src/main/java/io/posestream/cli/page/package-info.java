/** Feeds the page from the topics. */
@NullMarked
package io.posestream.cli.page;

import org.jspecify.annotations.NullMarked;
