/** What the page can show, bounded in memory. */
@NullMarked
package io.posestream.view.store;

import org.jspecify.annotations.NullMarked;
