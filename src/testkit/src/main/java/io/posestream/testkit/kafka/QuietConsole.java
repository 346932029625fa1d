package io.posestream.testkit.kafka;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;

/**
 * Keeps some kinds of lines from standard output while something runs; everything else gets
 * through.
 *
 * <p>A stream of bytes that passes on whole lines. Calls that overlap are serialised, because
 * standard output belongs to the whole JVM.
 */
final class QuietConsole extends OutputStream {
  /** Something that may fail. */
  @FunctionalInterface
  interface Action {
    /** Runs. */
    void run() throws Exception;
  }

  private static final Object CONSOLE = new Object();

  private final PrintStream target;
  private final List<String> prefixes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  private QuietConsole(PrintStream target, List<String> prefixes) {
    this.target = target;
    this.prefixes = prefixes;
  }

  /** Runs an action and drops the lines of standard output that begin with one of the prefixes. */
  static void run(List<String> prefixes, Action action) throws Exception {
    synchronized (CONSOLE) {
      PrintStream before = System.out;
      QuietConsole quiet = new QuietConsole(before, prefixes);
      PrintStream filtered = new PrintStream(quiet, true, Charset.defaultCharset());
      System.setOut(filtered);
      try {
        action.run();
      } finally {
        filtered.flush();
        quiet.pass();
        // Whoever replaced it in the meantime keeps it.
        if (System.out.equals(filtered)) {
          System.setOut(before);
        }
      }
    }
  }

  @Override
  public synchronized void write(int octet) {
    line.write(octet);
    if (octet == '\n') {
      pass();
    }
  }

  private synchronized void pass() {
    String text = line.toString(Charset.defaultCharset());
    if (prefixes.stream().noneMatch(text::startsWith)) {
      target.writeBytes(line.toByteArray());
      target.flush();
    }
    line.reset();
  }
}
