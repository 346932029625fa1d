package io.posestream.cli.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Packets to and from some ports of the loopback address are dropped until this is closed. */
final class Firewall implements AutoCloseable {
  private final List<List<String>> rules = new ArrayList<>();

  private Firewall() {}

  /** Returns whether this machine lets a test change its firewall. */
  static boolean isAtHand() {
    try {
      return Processes.run("iptables", "-w", "-n", "-L", "INPUT") == 0;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  /** Cuts the ports off. */
  static Firewall cut(List<Integer> ports) throws IOException, InterruptedException {
    Firewall firewall = new Firewall();
    for (int port : ports) {
      for (String side : List.of("--dport", "--sport")) {
        firewall.drop(side, port);
      }
    }
    return firewall;
  }

  private void drop(String side, int port) throws IOException, InterruptedException {
    List<String> rule =
        List.of("INPUT", "-i", "lo", "-p", "tcp", side, Integer.toString(port), "-j", "DROP");
    iptables("-I", rule);
    rules.add(rule);
  }

  private static void iptables(String action, List<String> rule)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("iptables", "-w", action));
    command.addAll(rule);
    int code = Processes.run(command.toArray(String[]::new));
    if (code != 0) {
      throw new IOException("%s ended with %d".formatted(command, code));
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    for (List<String> rule : rules) {
      iptables("-D", rule);
    }
  }
}
