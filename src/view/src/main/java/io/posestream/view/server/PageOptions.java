package io.posestream.view.server;

import java.util.Set;

/**
 * Where the page is served.
 *
 * @param host name or address to listen on
 * @param port to listen on; 0 for any that is free
 * @param otherHosts further names under which browsers may ask for the page
 */
public record PageOptions(String host, int port, Set<String> otherHosts) {
  /** The port without a choice. */
  public static final int DEFAULT_PORT = 8900;

  /** The address without a choice: this computer alone. */
  public static final String LOOPBACK = "127.0.0.1";

  /**
   * Copies the names in.
   *
   * @throws IllegalArgumentException if the port is none
   */
  public PageOptions {
    otherHosts = Set.copyOf(otherHosts);
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("expected a port in 0..65535, got " + port);
    }
  }
}
