/** The server of the page: HTTP and WebSocket on one port. */
@NullMarked
package io.posestream.view.server;

import org.jspecify.annotations.NullMarked;
