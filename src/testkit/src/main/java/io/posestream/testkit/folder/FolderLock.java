package io.posestream.testkit.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A locked file beside a folder, which says that the process that made the folder is alive.
 *
 * <p>The operating system releases the lock when the process ends, however it ends. The process's
 * id in the file is for people to read; ids are used again, so nothing is decided by it.
 */
final class FolderLock implements AutoCloseable {
  private static final String SUFFIX = ".lock";

  // Linux drops all of a process's locks on a file when the process closes any handle to it: this
  // process must not even look at its own.
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock of a folder that is about to be created.
   *
   * @throws IOException if it cannot be had
   */
  static FolderLock take(Path folder) throws IOException {
    Path file = fileOf(folder);
    OWN.add(file);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    FolderLock lock = new FolderLock(file, channel);
    // Another process may have taken the new file for an abandoned one.
    if (channel.tryLock() == null || !Files.exists(file)) {
      lock.close();
      throw new IOException("%s: another process removes it".formatted(file));
    }
    String pid = Long.toString(ProcessHandle.current().pid());
    channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
    return lock;
  }

  /** Returns the folder that a path stands for: itself, or the one whose lock it is. */
  static Path folderOf(Path path) {
    String name = path.getFileName().toString();
    return name.endsWith(SUFFIX)
        ? path.resolveSibling(name.substring(0, name.length() - SUFFIX.length()))
        : path;
  }

  private static Path fileOf(Path folder) {
    return folder.resolveSibling(folder.getFileName() + SUFFIX).toAbsolutePath();
  }

  /** Removes a folder and its lock unless a process that lives owns it. */
  static void ifAbandoned(Path folder, Runnable removal) {
    Path file = fileOf(folder);
    if (OWN.contains(file)) {
      return;
    }
    if (!Files.exists(file)) {
      removal.run();
      return;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        removal.run();
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // Another user's, or another process was faster: it is not ours to remove.
      return;
    }
  }

  /** Gives the lock back and removes its file. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("%s: cannot be removed".formatted(file), e);
    } finally {
      OWN.remove(file);
    }
  }
}
