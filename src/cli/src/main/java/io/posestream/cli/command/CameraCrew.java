package io.posestream.cli.command;

import static java.util.Objects.requireNonNullElse;

import io.posestream.cli.command.CameraWork.Taker;
import io.posestream.cli.command.Progress.Steps;
import io.posestream.estimator.source.LiveListener;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The cameras that one process works for, each on a thread of its own.
 *
 * <p>Owned and used by one thread; only {@link #stop} may be called from another. When the process
 * is told to end, the cameras stop and the owner has a few seconds to complete what it writes.
 */
final class CameraCrew implements AutoCloseable {
  private static final long LAST_SECONDS = 5;

  private final CommandSpec spec;
  private final Map<String, CameraWork> cameras = new LinkedHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread atExit = new Thread(this::stopAndWait, "posestream-stop");

  CameraCrew(CommandSpec spec) {
    this.spec = spec;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  void add(String camera, CameraWork work) {
    cameras.put(camera, work);
  }

  /** Returns who tells the user of a camera's troubles. */
  LiveListener listener(String camera) {
    return new LiveListener() {
      @Override
      public void lost(String why, Duration pause) {
        warn("%s: %s; again in %d s".formatted(camera, why, pause.toSeconds()));
      }

      @Override
      public void back() {
        warn(camera + ": pictures again");
      }
    };
  }

  private void warn(String message) {
    spec.commandLine().getErr().println(spec.qualifiedName() + ": " + message);
  }

  /**
   * Works until all cameras have ended. One that fails does not stop the others.
   *
   * @param takers give who takes a camera's frames
   * @throws IOException if the only camera fails
   * @throws CommandFailedException if one of several fails
   */
  void run(Function<String, Taker> takers) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(cameras.size());
    try (Steps bar = Progress.steps("poses", seconds(), "s")) {
      Map<String, Future<?>> running = new LinkedHashMap<>();
      cameras.forEach(
          (camera, work) ->
              running.put(camera, threads.submit(task(work, takers.apply(camera), bar))));
      await(running);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Callable<CameraWork> task(CameraWork work, Taker taker, Steps bar) {
    return () -> {
      work.run(taker, bar::by);
      return work;
    };
  }

  private long seconds() {
    boolean known = cameras.values().stream().allMatch(camera -> camera.seconds() >= 0);
    return known ? cameras.values().stream().mapToLong(CameraWork::seconds).sum() : -1;
  }

  private void await(Map<String, Future<?>> running) throws IOException {
    int failed = 0;
    for (Map.Entry<String, Future<?>> camera : running.entrySet()) {
      try {
        camera.getValue().get();
      } catch (ExecutionException e) {
        failed++;
        fail(camera.getKey(), requireNonNullElse(e.getCause(), e));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandFailedException("interrupted", e);
      }
    }
    if (failed > 0) {
      throw new CommandFailedException("%d of %d cameras failed".formatted(failed, cameras.size()));
    }
  }

  private void fail(String camera, Throwable cause) throws IOException {
    if (cause instanceof Error error) {
      throw error;
    }
    if (cameras.size() == 1) {
      if (cause instanceof IOException failure) {
        throw failure;
      }
      throw new CommandFailedException(String.valueOf(cause.getMessage()), cause);
    }
    warn("%s: %s".formatted(camera, cause.getMessage()));
  }

  /** Returns a line of each camera that says what came of it. */
  List<String> summaries() {
    return cameras.entrySet().stream()
        .map(camera -> "%s: %s".formatted(camera.getKey(), camera.getValue()))
        .toList();
  }

  /** Stops all cameras after a time. */
  void stopAfter(Duration time) {
    CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS).execute(this::stop);
  }

  /** Stops all cameras soon; for any thread. */
  void stop() {
    cameras.values().forEach(CameraWork::stop);
  }

  private void stopAndWait() {
    stop();
    try {
      if (!closed.await(LAST_SECONDS, TimeUnit.SECONDS)) {
        warn("what was not written by now is lost");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says that everything is complete. */
  @Override
  public void close() {
    stop();
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process is ending already, and waited for this.
    }
  }
}
