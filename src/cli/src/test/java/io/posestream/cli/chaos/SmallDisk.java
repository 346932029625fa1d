package io.posestream.cli.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A file system of a few megabytes, in memory, at a folder of the cluster. */
final class SmallDisk implements AutoCloseable {
  private static final String SIZE = "256m";

  private final Path folder;
  private final boolean mounted;

  private SmallDisk(Path folder, boolean mounted) {
    this.folder = folder;
    this.mounted = mounted;
  }

  /** Mounts one, if this machine lets a test do so; otherwise the folder stays as it is. */
  static SmallDisk at(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    String path = folder.toString();
    int code = Processes.run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", path);
    return new SmallDisk(folder, code == 0);
  }

  boolean isMounted() {
    return mounted;
  }

  /** Leaves no room for anybody for some seconds. */
  void fill(int seconds) throws IOException, InterruptedException {
    Path filler = folder.resolve("filler");
    try {
      writeUntilFull(filler);
      TimeUnit.SECONDS.sleep(seconds);
    } finally {
      Files.deleteIfExists(filler);
    }
  }

  // Checkpoints that are dropped meanwhile make room again, so it is filled for a while.
  private static void writeUntilFull(Path filler) throws IOException {
    byte[] megabyte = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(filler)) {
      for (int written = 0; written < 1024; written++) {
        out.write(megabyte);
      }
      throw new IllegalStateException("expected a disk of %s, found a larger one".formatted(SIZE));
    } catch (IOException full) {
      System.out.println("The disk is full: " + full.getMessage());
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (mounted) {
      Processes.run("umount", "-l", folder.toString());
    }
  }
}
