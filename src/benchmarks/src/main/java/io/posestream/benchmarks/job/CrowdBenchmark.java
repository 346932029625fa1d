package io.posestream.benchmarks.job;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Window;
import io.posestream.flink.avro.ScoresMessage;
import io.posestream.job.config.GateOptions;
import io.posestream.job.config.InferenceOptions;
import io.posestream.job.config.KafkaOptions;
import io.posestream.job.config.WindowOptions;
import io.posestream.job.kafka.TopicReader;
import io.posestream.job.kafka.TopicReader.From;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Measures what a window costs in the job by the people in it, whose whole input is in Kafka before
 * it starts: processor time of everything but the broker, so that a busy machine falsifies little.
 *
 * <p>Owned and used by one thread.
 */
final class CrowdBenchmark {
  private static final List<Integer> PEOPLE = List.of(1, 2, 5, 10, 25, 50);
  private static final int ROUNDS = 2;
  // The first windows pay for compilation; during the last ones the input may run out.
  private static final double FROM = 0.35;
  private static final double TO = 0.9;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(20);

  /** How persons and pairs are answered. */
  enum Design {
    /** One run for everybody. */
    ONE_RUN("actions-crowd", 1, 0, "person;pair"),
    /** The same, and clips of their own for those in whom something was seen. */
    SECOND_LOOKS("actions-crowd", 1, InferenceOptions.SECOND_LOOKS.defaultValue(), "person;pair"),
    /** The same for crowds, and clips for few. */
    SHIPPED(
        "actions-crowd",
        GateOptions.CROWD_FROM.defaultValue(),
        InferenceOptions.SECOND_LOOKS.defaultValue(),
        "person;pair"),
    /** A clip for each person and each close pair. */
    CLIPS("actions-slim", Integer.MAX_VALUE, 0, "person;pair"),
    /** A clip for each person. */
    CLIPS_OF_PERSONS("actions-slim", Integer.MAX_VALUE, 0, "person");

    private final String bundle;
    private final int crowdFrom;
    private final int secondLooks;
    private final String scopes;

    Design(String bundle, int crowdFrom, int secondLooks, String scopes) {
      this.bundle = bundle;
      this.crowdFrom = crowdFrom;
      this.secondLooks = secondLooks;
      this.scopes = scopes;
    }

    private Map<String, String> settings(Path models) {
      return Map.of(
          InferenceOptions.MODEL.key(),
          models.resolve(bundle).toString(),
          GateOptions.CROWD_FROM.key(),
          Integer.toString(crowdFrom),
          InferenceOptions.SECOND_LOOKS.key(),
          Integer.toString(secondLooks),
          InferenceOptions.SECOND_LOOK_MODEL.key(),
          models.resolve(CLIPS.bundle).toString(),
          InferenceOptions.DEVICE.key(),
          "cpu",
          WindowOptions.SCOPES.key(),
          scopes,
          KafkaOptions.DELIVERY.key(),
          "at-least-once");
    }

    private long runs(List<WindowScores> scores) {
      Map<Window, Long> answers =
          scores.stream().collect(groupingBy(WindowScores::window, counting()));
      long crowds = answers.values().stream().filter(number -> number >= crowdFrom).count();
      return crowds + scores.stream().filter(Design::isOfClip).count();
    }

    private static boolean isOfClip(WindowScores scores) {
      return scores.model().name().equals(CLIPS.bundle);
    }
  }

  /**
   * The cost of a window.
   *
   * @param cpuMillis processor time of the job
   * @param answers persons and pairs who were answered
   * @param runs of the networks
   */
  record Cost(double cpuMillis, double answers, double runs) {}

  /**
   * What a window of so many people costs.
   *
   * @param people in every frame
   * @param costs of each design, mean of the rounds
   */
  record Row(int people, Map<Design, Cost> costs) {
    Row {
      costs = Map.copyOf(costs);
    }

    Cost of(Design design) {
      return costs.getOrDefault(design, new Cost(Double.NaN, Double.NaN, Double.NaN));
    }
  }

  private final Path models;

  /** Prepares the measurement with the bundles in a folder. */
  CrowdBenchmark(Path models) {
    this.models = models;
  }

  List<Row> run() throws IOException {
    List<Row> rows = new ArrayList<>();
    try (Workbench bench = Workbench.open(Map.of())) {
      for (Design design : Design.values()) {
        measure(bench, design, PEOPLE.get(0));
      }
      for (int people : PEOPLE) {
        rows.add(new Row(people, costs(bench, people)));
      }
    }
    return rows;
  }

  private Map<Design, Cost> costs(Workbench bench, int people) {
    Map<Design, Cost> sums = new EnumMap<>(Design.class);
    for (int round = 0; round < ROUNDS; round++) {
      for (Design design : Design.values()) {
        Cost cost = measure(bench, design, people);
        sums.merge(design, shareOf(cost), CrowdBenchmark::sum);
      }
    }
    return sums;
  }

  private static Cost shareOf(Cost cost) {
    return new Cost(cost.cpuMillis / ROUNDS, cost.answers / ROUNDS, cost.runs / ROUNDS);
  }

  private static Cost sum(Cost one, Cost other) {
    return new Cost(
        one.cpuMillis + other.cpuMillis, one.answers + other.answers, one.runs + other.runs);
  }

  // More people cost more: fewer windows show it as well.
  private static int windows(int people) {
    return 30 + 120 / people;
  }

  private Cost measure(Workbench bench, Design design, int people) {
    int windows = windows(people);
    try (Workbench.Run run = bench.newRun()) {
      SaturatedJob.load(run, CameraFrames.crowd(people), 1, windows + 3);
      try (TopicReader scores =
          new TopicReader(run.bootstrapServers(), Map.of(), run.scoresTopic(), From.BEGINNING)) {
        return measure(run.settings(design.settings(models)), scores, design, windows);
      }
    }
  }

  private static Cost measure(
      Configuration settings, TopicReader scores, Design design, int windows) {
    CpuTime cpu = CpuTime.withoutThreadsOfNow();
    try (RunningJob job = RunningJob.start(settings)) {
      Scored scored = new Scored(job, scores);
      scored.await((int) (FROM * windows));
      Reading first = new Reading(cpu.nanos(), scored);
      scored.await((int) (TO * windows));
      return first.until(new Reading(cpu.nanos(), scored), design, scored.all);
    }
  }

  /** Processor time at one instant, and what was scored until then. */
  private record Reading(long nanos, int windows, int answers) {
    Reading(long nanos, Scored scored) {
      this(nanos, scored.windows.size(), scored.all.size());
    }

    Cost until(Reading later, Design design, List<WindowScores> all) {
      double number = later.windows - windows;
      List<WindowScores> between = all.subList(answers, later.answers);
      return new Cost(
          (later.nanos - nanos) / 1e6 / number,
          between.size() / number,
          design.runs(between) / number);
    }
  }

  /** What the job has written so far. */
  private static final class Scored {
    private final RunningJob job;
    private final TopicReader topic;
    private final Set<Window> windows = new HashSet<>();
    private final List<WindowScores> all = new ArrayList<>();

    Scored(RunningJob job, TopicReader topic) {
      this.job = job;
      this.topic = topic;
    }

    void await(int number) {
      long due = System.nanoTime() + PATIENCE.toNanos();
      while (windows.size() < number) {
        job.requireAlive();
        if (System.nanoTime() > due) {
          throw new BenchFailedException(
              "expected %d windows, got %d".formatted(number, windows.size()));
        }
        topic.poll(POLL, this::take);
      }
    }

    private void take(ConsumerRecord<byte[], byte[]> written) {
      try {
        WindowScores scores = ScoresMessage.decode(written.value());
        windows.add(scores.window());
        all.add(scores);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
