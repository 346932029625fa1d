package io.posestream.benchmarks.job;

import io.posestream.core.window.WindowGrid;
import io.posestream.flink.avro.EventMessage;
import io.posestream.flink.avro.ScoresMessage;
import io.posestream.job.config.EventOptions;
import io.posestream.job.config.FrameOptions;
import io.posestream.job.config.WindowOptions;
import io.posestream.job.kafka.TopicReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Measures latency when frames arrive in real time. */
final class PacedJob {
  private static final Duration POLL = Duration.ofMillis(1);
  private static final long SHORTEST_MILLIS = 2_000;

  private static final String ALWAYS_ON = "walk";

  private final Workbench bench;
  private final CameraFrames frames;

  PacedJob(Workbench bench, CameraFrames frames) {
    this.bench = bench;
    this.frames = frames;
  }

  /**
   * The latencies of one run.
   *
   * @param frames milliseconds from a frame until another consumer has read it: Kafka's part
   * @param scores milliseconds from the end of a window until its scores are readable
   * @param events milliseconds from the end of a window until its event is readable
   * @param seconds length of the measurement
   */
  record Latency(Quantiles frames, Quantiles scores, Quantiles events, double seconds) {
    /** Returns the windows scored per second. */
    double windowsPerSecond() {
      return scores.count() / seconds;
    }
  }

  /**
   * Runs a job.
   *
   * @param bundle folder of the model
   * @param cost whether its network runs
   * @param cameras number of cameras, each with its own phase
   * @param strideMillis time from one window to the next, a multiple of the frame interval
   * @param warmUp time before the measurement
   * @param measured time of the measurement
   * @param overrides settings that replace the defaults
   */
  Latency measure(
      String bundle,
      MeteredModels.Cost cost,
      int cameras,
      long strideMillis,
      Duration warmUp,
      Duration measured,
      Map<String, String> overrides) {
    long lengthMillis = Math.max(SHORTEST_MILLIS, strideMillis);
    WindowGrid grid = new WindowGrid(lengthMillis, strideMillis, WindowGrid.Phase.SPREAD);
    try (Workbench.Run run = bench.newRun()) {
      MeteredModels models = new MeteredModels(bundle, cost, run.name());
      Configuration settings = run.settings(settings(grid, overrides));
      try (RunningJob job = RunningJob.start(settings, models);
          Cameras load = new Cameras(run, frames, cameras, grid);
          Answers read = Answers.frames(run);
          Answers scores = Answers.scores(run);
          Answers events = Answers.events(run)) {
        load.start();
        job.awaitClips(1);
        long from = System.currentTimeMillis() + warmUp.toMillis();
        long to = from + measured.toMillis();
        while (System.currentTimeMillis() < to) {
          read.poll();
          scores.poll();
          events.poll();
          job.requireAlive();
          load.requireAlive();
        }
        return new Latency(
            read.between(from, to),
            scores.between(from, to),
            events.between(from, to),
            measured.toMillis() / 1000.0);
      }
    }
  }

  private static Map<String, String> settings(WindowGrid grid, Map<String, String> overrides) {
    Map<String, String> settings = new HashMap<>(overrides);
    settings.put(WindowOptions.LENGTH.key(), grid.lengthMillis() + " ms");
    settings.put(WindowOptions.STRIDE.key(), grid.strideMillis() + " ms");
    settings.put(WindowOptions.PHASE.key(), "spread");
    // The wait for out-of-order frames is a setting, not work of the job.
    settings.put(FrameOptions.MAX_OUT_OF_ORDERNESS.key(), "0 ms");
    // This action is always open and is reported in every window.
    settings.put(EventOptions.ENTER.key() + "." + ALWAYS_ON, "0");
    settings.put(EventOptions.EXIT.key() + "." + ALWAYS_ON, "0");
    settings.put(EventOptions.CONFIRM_WINDOWS.key(), "1");
    settings.put(EventOptions.UPDATE_INTERVAL.key(), "1 ms");
    return settings;
  }

  /** Reads the end of a record's window, or the time of a frame. */
  private interface WindowEnd {
    long of(ConsumerRecord<byte[], byte[]> record) throws IOException;
  }

  /** The records of one topic, with the time at which each became readable. */
  private static final class Answers implements AutoCloseable {
    private final TopicReader reader;
    private final WindowEnd windowEnd;
    private final List<long[]> seen = new ArrayList<>();

    static Answers frames(Workbench.Run run) {
      return new Answers(
          // The producer stamps a record with its frame's time.
          run, run.framesTopic(), ConsumerRecord::timestamp);
    }

    static Answers scores(Workbench.Run run) {
      return new Answers(
          run,
          run.scoresTopic(),
          record -> ScoresMessage.decode(record.value()).window().endMillis());
    }

    static Answers events(Workbench.Run run) {
      return new Answers(
          run,
          run.eventsTopic(),
          record -> EventMessage.decode(record.value()).window().endMillis());
    }

    private Answers(Workbench.Run run, String topic, WindowEnd windowEnd) {
      this.windowEnd = windowEnd;
      reader = new TopicReader(run.bootstrapServers(), Map.of(), topic, TopicReader.From.BEGINNING);
    }

    void poll() {
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      reader.poll(POLL, records::add);
      long now = System.currentTimeMillis();
      for (ConsumerRecord<byte[], byte[]> record : records) {
        try {
          seen.add(new long[] {now, windowEnd.of(record)});
        } catch (IOException e) {
          throw new UncheckedIOException("topic %s".formatted(record.topic()), e);
        }
      }
    }

    // Selected by arrival, not by window: otherwise the slowest would be missing.
    Quantiles between(long fromMillis, long toMillis) {
      return Quantiles.of(
          seen.stream()
              .filter(answer -> fromMillis <= answer[0] && answer[0] < toMillis)
              .mapToDouble(answer -> answer[0] - answer[1])
              .toArray());
    }

    @Override
    public void close() {
      reader.close();
    }
  }

  /** Writes the frames of all cameras in real time, in a thread of its own. */
  private static final class Cameras implements AutoCloseable {
    private final FrameProducer producer;
    private final CameraFrames frames;
    private final WindowGrid grid;
    private final byte[][] keys;
    // Time and number of each camera's next frame.
    private final long[] nextMillis;
    private final long[] numbers;
    private final AtomicBoolean filming = new AtomicBoolean(true);
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final Thread thread;

    Cameras(Workbench.Run run, CameraFrames frames, int cameras, WindowGrid grid) {
      this.producer = new FrameProducer(run.bootstrapServers(), run.framesTopic(), 0);
      this.frames = frames;
      this.grid = grid;
      keys = new byte[cameras][];
      nextMillis = new long[cameras];
      numbers = new long[cameras];
      thread = new Thread(this::film, "cameras");
      thread.setDaemon(true);
    }

    void start() {
      thread.start();
    }

    private void film() {
      try {
        aim(System::currentTimeMillis);
        while (filming.get()) {
          Thread.sleep(Math.max(0, shootDue() - System.currentTimeMillis()));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        failure.set(e);
      }
    }

    /** Returns when the next frame is due. */
    private long shootDue() {
      long now = System.currentTimeMillis();
      for (int camera = 0; camera < keys.length; camera++) {
        if (nextMillis[camera] <= now) {
          shoot(camera);
        }
      }
      return Arrays.stream(nextMillis).min().orElseThrow();
    }

    // Frames coincide with window ends, so that no window waits for its next frame.
    private void aim(LongSupplier clock) {
      long now = clock.getAsLong();
      for (int camera = 0; camera < keys.length; camera++) {
        keys[camera] = CameraFrames.key(camera);
        nextMillis[camera] = grid.firstEndAfter(now, CameraFrames.camera(camera));
      }
    }

    private void shoot(int camera) {
      String name = CameraFrames.camera(camera);
      long time = nextMillis[camera];
      long take = grid.firstEndAfter(time, name) / grid.strideMillis();
      producer.send(keys[camera], time, frames.record(name, numbers[camera]++, 1000 * time, take));
      nextMillis[camera] += CameraFrames.INTERVAL_MICROS / 1000;
    }

    void requireAlive() {
      RuntimeException error = failure.get();
      if (error != null) {
        throw error;
      }
    }

    @Override
    public void close() {
      filming.set(false);
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      producer.close();
    }
  }
}
