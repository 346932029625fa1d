package io.posestream.testkit.folder;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A temporary folder that belongs to this process.
 *
 * <p>It is removed when it is closed, or else when the process ends, by Ctrl-C or SIGTERM too. What
 * a killed process leaves is removed when the next folder with the same prefix is created; folders
 * of processes that live are not touched, because each process holds a lock beside its folder.
 *
 * <p>Thread-safe.
 */
public final class TemporaryFolder implements AutoCloseable {
  private static final int CHECKS = 40;
  private static final int CHECKS_AT_EXIT = 10;
  private static final long PAUSE_NANOS = 50_000_000;

  private final Path path;
  private final FolderLock lock;
  private final Thread atExit;
  private AutoCloseable user = () -> {};
  private boolean closed;

  private TemporaryFolder(Path path, FolderLock lock) {
    this.path = path;
    this.lock = lock;
    this.atExit = new Thread(this::close, "remove " + path.getFileName());
  }

  /**
   * Creates a folder where this machine keeps temporary files; see {@link #create(Path, String)}.
   */
  public static TemporaryFolder create(String prefix) {
    return create(Path.of(System.getProperty("java.io.tmpdir")), prefix);
  }

  /**
   * Creates a folder, and removes those that dead processes left.
   *
   * @param parent where
   * @param prefix of the folder's name; nothing else may begin like that
   * @throws UncheckedIOException if the folder cannot be created
   */
  public static TemporaryFolder create(Path parent, String prefix) {
    try {
      removeAbandoned(parent, prefix);
      Path path = parent.resolve(prefix + UUID.randomUUID());
      // The lock comes first: a folder without one belongs to nobody.
      TemporaryFolder folder = new TemporaryFolder(path, FolderLock.take(path));
      Files.createDirectory(path);
      Runtime.getRuntime().addShutdownHook(folder.atExit);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot create a folder %s* in %s".formatted(prefix, parent), e);
    }
  }

  private static void removeAbandoned(Path parent, String prefix) throws IOException {
    try (Stream<Path> all = Files.list(parent)) {
      all.filter(each -> each.getFileName().toString().startsWith(prefix))
          .map(FolderLock::folderOf)
          .distinct()
          .toList()
          .forEach(folder -> FolderLock.ifAbandoned(folder, () -> delete(folder)));
    }
  }

  /** Returns where it is. */
  public Path path() {
    return path;
  }

  /**
   * Names who writes into the folder.
   *
   * @param writer is closed before the folder is removed, once
   */
  public synchronized void closeFirst(AutoCloseable writer) {
    user = writer;
  }

  /**
   * Closes what writes into the folder, then removes it with all that is in it; safe to call twice.
   *
   * @throws IllegalStateException if the writer does not close; the folder is removed all the same
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    forgetExit();
    try {
      user.close();
    } catch (Exception e) {
      throw new IllegalStateException("%s: its writer does not close".formatted(path), e);
    } finally {
      remove();
    }
  }

  private void forgetExit() {
    if (!Thread.currentThread().equals(atExit)) {
      try {
        Runtime.getRuntime().removeShutdownHook(atExit);
      } catch (IllegalStateException e) {
        // The process ends already: the hook will find the folder closed.
        return;
      }
    }
  }

  // Threads of a process that ends may still be writing: the folder is removed until it stays away.
  private void remove() {
    int away = 0;
    delete(path);
    for (int i = 0; i < CHECKS && away < checksAway(); i++) {
      LockSupport.parkNanos(PAUSE_NANOS);
      away = Files.exists(path) ? 0 : away + 1;
      delete(path);
    }
    lock.close();
  }

  private int checksAway() {
    if (Thread.currentThread().equals(atExit)) {
      return CHECKS_AT_EXIT;
    }
    return Files.exists(path) ? 1 : 0;
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException | UncheckedIOException e) {
      // Something in it was removed or created meanwhile: whoever calls tries again.
      return;
    }
  }
}
