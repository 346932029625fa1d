package io.posestream.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.EndReason;
import io.posestream.core.event.EventPolicy;
import io.posestream.core.event.Phase;
import io.posestream.core.model.Scope;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.score.WindowScores;
import io.posestream.core.track.LinkRules;
import io.posestream.core.window.ClipGates;
import io.posestream.core.window.Subject;
import io.posestream.core.window.Window;
import io.posestream.core.window.WindowGrid;
import io.posestream.flink.fixture.FakeModel;
import io.posestream.flink.fixture.Frames;
import io.posestream.flink.inference.BatchPolicy;
import io.posestream.flink.types.PoseStreamTypes;
import io.posestream.testkit.simulation.DemoScenes;
import io.posestream.testkit.simulation.Truth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole library on a cluster in this JVM. */
@Timeout(60)
class ActionRecognitionITCase {
  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(2)
              .setNumberSlotsPerTaskManager(2)
              .build());

  @SuppressWarnings("NullAway.Init") // Set before each test.
  private StreamExecutionEnvironment env;

  @BeforeEach
  void createEnvironment() {
    environment(new Configuration());
  }

  private void environment(Configuration settings) {
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    env.setParallelism(2);
  }

  /** The example of use: frames from anywhere, a model, events. */
  @Test
  void announcesEachFallOnceAndWhenItIsOver() throws Exception {
    DataStream<PoseFrame> frames =
        env.fromData(DemoScenes.lobby().frames(), PoseStreamTypes.poseFrame())
            .assignTimestampsAndWatermarks(
                WatermarkStrategy.<PoseFrame>forBoundedOutOfOrderness(Duration.ofMillis(500))
                    .withTimestampAssigner((frame, unused) -> frame.timeMillis()));

    ActionStreams actions =
        ActionRecognition.builder(FakeModel.named("example"))
            .scopes(Set.of(Scope.PERSON))
            .build()
            .apply(frames);

    List<ActionEvent> falls = new ArrayList<>();
    try (CloseableIterator<ActionEvent> events = actions.events().executeAndCollect()) {
      events.forEachRemaining(event -> addIf(event.action().equals("fall"), event, falls));
    }
    Truth fall = DemoScenes.lobby().truthsOf("fall").get(0);
    assertThat(falls)
        .extracting(ActionEvent::phase)
        .containsExactly(Phase.STARTED, Phase.UPDATED, Phase.ENDED);
    assertThat(falls.get(0).subject()).isEqualTo(Subject.person("lobby", "3"));
    assertThat(falls.get(0).startMillis())
        .isBetween(fall.startMillis() - 2000, fall.startMillis() + 2000);
  }

  private static <T> void addIf(boolean wanted, T element, List<T> list) {
    if (wanted) {
      list.add(element);
    }
  }

  @Test
  void scoresEveryCompleteWindowOncePerSubject() throws Exception {
    List<PoseFrame> frames = DemoScenes.demo().frames();

    Results results =
        run(
            ActionRecognition.builder(FakeModel.named("complete"))
                .scopes(Set.of(Scope.SCENE, Scope.PERSON))
                .minFrames(8)
                .gates(ClipGates.OPEN)
                .links(LinkRules.OFF),
            frames);

    assertThat(results.scores)
        .extracting(answer -> new Clipped(answer.subject(), answer.window()))
        .containsExactlyInAnyOrderElementsOf(expected(frames));
    assertThat(results.rejected).isEmpty();
  }

  private record Clipped(Subject subject, Window window) {}

  /** By hand: which windows of 2 s every second hold at least eight frames, and of whom. */
  private static Set<Clipped> expected(List<PoseFrame> frames) {
    Map<Clipped, Integer> seen = new HashMap<>();
    Set<Clipped> withPersons = new HashSet<>();
    for (PoseFrame frame : frames) {
      for (long start = frame.timeMillis() / 1000 * 1000 - 1000;
          start <= frame.timeMillis();
          start += 1000) {
        Window window = new Window(start, start + 2000);
        Clipped scene = new Clipped(Subject.scene(frame.camera()), window);
        seen.merge(scene, 1, Integer::sum);
        for (Person person : frame.persons()) {
          withPersons.add(scene);
          seen.merge(
              new Clipped(Subject.person(frame.camera(), person.trackId()), window),
              1,
              Integer::sum);
        }
      }
    }
    seen.keySet().removeIf(clipped -> clipped.window().startMillis() < 0);
    seen.values().removeIf(count -> count < 8);
    seen.keySet()
        .removeIf(
            clipped -> clipped.subject().scope() == Scope.SCENE && !withPersons.contains(clipped));
    return seen.keySet();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void givesTheSameResultsAtAnyParallelism(int parallelism) throws Exception {
    List<PoseFrame> frames = DemoScenes.demo().frames();
    env.setParallelism(1);
    Results single = run(ActionRecognition.builder(FakeModel.named("single")), frames);

    createEnvironment();
    env.setParallelism(parallelism);
    Results parallel = run(ActionRecognition.builder(FakeModel.named("single")), frames);

    assertThat(single.events).isNotEmpty();
    for (String camera : List.of("lobby", "yard")) {
      assertThat(parallel.eventsOf(camera)).isEqualTo(single.eventsOf(camera));
      assertThat(parallel.scoresOf(camera)).isEqualTo(single.scoresOf(camera));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 13, 50})
  void runsTheModelOncePerWindowOfASceneHoweverManyPeopleAreInIt(int persons) throws Exception {
    FakeModel model = FakeModel.named("crowd");

    Results results =
        run(
            ActionRecognition.builder(model)
                .scopes(Set.of(Scope.SCENE))
                .batching(BatchPolicy.DEFAULTS.withSize(1).withLinger(Duration.ZERO)),
            DemoScenes.crowd(persons, 6, 10).frames());

    assertThat(results.scores).hasSize(6).allMatch(answer -> answer.persons() == persons);
    assertThat(model.calls().batchSizes()).containsExactly(1, 1, 1, 1, 1, 1);
  }

  /** The fake model sees the same poses either way, for everybody is in view all the time. */
  @Test
  void answersOfACrowdBecomeTheSameEventsAsThoseOfClips() throws Exception {
    List<PoseFrame> frames = DemoScenes.demo().frames();
    Results clips = run(ofTracks(FakeModel.named("clips")), frames);

    createEnvironment();
    Results crowd = run(ofTracks(FakeModel.named("crowds").answeringEach()), frames);

    assertThat(crowd.events).isNotEmpty();
    for (String camera : List.of("lobby", "yard")) {
      assertThat(crowd.scoresOf(camera))
          .extracting(answer -> new Clipped(answer.subject(), answer.window()))
          .isEqualTo(
              clips.scoresOf(camera).stream()
                  .map(answer -> new Clipped(answer.subject(), answer.window()))
                  .toList());
      assertThat(crowd.eventsOf(camera))
          .extracting(event -> event.subject() + event.action() + event.phase())
          .isEqualTo(
              clips.eventsOf(camera).stream()
                  .map(event -> event.subject() + event.action() + event.phase())
                  .toList());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 13, 50})
  void asksAModelOfCrowdsOnceForAWindowHoweverManyPeopleAreInIt(int persons) throws Exception {
    FakeModel model = FakeModel.named("each").answeringEach();

    Results results =
        run(
            ActionRecognition.builder(model)
                .scopes(Set.of(Scope.PERSON))
                .gates(ClipGates.OPEN)
                .batching(BatchPolicy.DEFAULTS.withSize(1).withLinger(Duration.ZERO)),
            DemoScenes.crowd(persons, 6, 10).frames());

    assertThat(results.scores).hasSize(6 * persons);
    assertThat(model.calls().calls()).isEqualTo(6);
  }

  @Test
  void givesTheSameAnswersOfCrowdsAfterAFailure() throws Exception {
    List<PoseFrame> frames = DemoScenes.demo().frames();
    FakeModel steady = FakeModel.named("steady-crowds").answeringEach();
    Results undisturbed = run(ofTracks(steady), frames);

    environment(restartingWithCheckpoints());
    FakeModel failing = FakeModel.named("steady-crowds").answeringEach().failingOnCall(5);
    Results disturbed = run(ofTracks(failing), frames);

    assertThat(failing.calls().opened()).isEqualTo(4);
    for (String camera : List.of("lobby", "yard")) {
      assertThat(disturbed.eventsOf(camera)).isEqualTo(undisturbed.eventsOf(camera));
      assertThat(disturbed.scoresOf(camera)).isEqualTo(undisturbed.scoresOf(camera));
    }
  }

  private static ActionRecognitionBuilder ofTracks(FakeModel model) {
    return ActionRecognition.builder(model).scopes(Set.of(Scope.PERSON, Scope.PAIR));
  }

  @Test
  void opensOneModelPerSubtaskAndClosesThemAll() throws Exception {
    FakeModel model = FakeModel.named("opened");

    run(ActionRecognition.builder(model), DemoScenes.crowd(1, 3, 10).frames());

    assertThat(model.calls().opened()).isEqualTo(2);
    assertThat(model.calls().closed()).isEqualTo(2);
  }

  @Test
  void rejectsFramesThatComeTwice() throws Exception {
    List<PoseFrame> frames = new ArrayList<>(DemoScenes.crowd(1, 3, 10).frames());
    frames.add(10, frames.get(9));

    Results results = run(ActionRecognition.builder(FakeModel.named("twice")), frames);

    assertThat(results.rejected)
        .extracting(RejectedRecord::reason)
        .containsExactly(RejectReason.DUPLICATE_FRAME);
  }

  @Test
  void failsWithTheModel() {
    ActionRecognitionBuilder failing =
        ActionRecognition.builder(FakeModel.named("failing").failingOnCall(2));

    assertThatThrownBy(() -> run(failing, DemoScenes.demo().frames()))
        .hasStackTraceContaining("call 2 of the fake model failing was to fail");
  }

  @Test
  void givesTheSameResultsAfterAFailure() throws Exception {
    List<PoseFrame> frames = DemoScenes.demo().frames();
    Results undisturbed = run(ActionRecognition.builder(FakeModel.named("steady")), frames);

    environment(restartingWithCheckpoints());
    FakeModel failing = FakeModel.named("steady").failingOnCall(5);
    Results disturbed = run(ActionRecognition.builder(failing), frames);

    assertThat(failing.calls().opened()).isEqualTo(4);
    for (String camera : List.of("lobby", "yard")) {
      assertThat(disturbed.eventsOf(camera)).isEqualTo(undisturbed.eventsOf(camera));
      assertThat(disturbed.scoresOf(camera)).isEqualTo(undisturbed.scoresOf(camera));
    }
  }

  /** Its neighbour in the same partition films on, and tells of every second. */
  @Test
  void endsTheEventsOfACameraThatFallsSilentWithinTheIdleTimeout() throws Exception {
    List<PoseFrame> frames = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      frames.add(Frames.lying("neighbour", i, 100L * i));
      if (i < 60) {
        frames.add(Frames.lying("silent", i, 100L * i));
      }
    }

    Results results = runInStep(frames);

    ActionEvent end = last(results.eventsOf("silent"));
    assertThat(end.endReason()).contains(EndReason.SOURCE_IDLE);
    // Its last frame is of 5.9 s: ten seconds on, the neighbour's next window ends at 17 s.
    assertThat(newestBefore(end, results, "neighbour")).isBetween(14_000L, 16_000L);
    assertThat(results.eventsOf("neighbour")).hasSizeGreaterThan(25);
  }

  @Test
  void endsTheEventsOfTheOnlyPersonWhoLeavesWhileTheCameraGoesOn() throws Exception {
    List<PoseFrame> frames = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      frames.add(Frames.lying("neighbour", i, 100L * i));
      frames.add(i < 60 ? Frames.lying("hall", i, 100L * i) : Frames.frameAt("hall", i, 100L * i));
    }

    Results results = runInStep(frames);

    List<ActionEvent> ends =
        results.eventsOf("hall").stream().filter(event -> event.phase() == Phase.ENDED).toList();
    assertThat(ends)
        .extracting(event -> event.endReason().orElseThrow())
        .containsExactly(EndReason.TRACK_LOST);
    // Seen last in the window that ends at 7 s; a person is lost after 5 s.
    assertThat(newestBefore(ends.get(0), results, "neighbour")).isLessThanOrEqualTo(12_000);
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }

  /** Returns the end of the newest window of a camera that an event was written after. */
  private static long newestBefore(ActionEvent event, Results results, String camera) {
    return results.events.subList(0, results.events.indexOf(event)).stream()
        .filter(other -> other.subject().camera().equals(camera))
        .mapToLong(other -> other.window().endMillis())
        .max()
        .orElse(0);
  }

  // One subtask, a watermark behind every frame and no linger: everything in the order of its time.
  private Results runInStep(List<PoseFrame> frames) throws Exception {
    env.setParallelism(1);
    EventPolicy everySecond = EventPolicy.DEFAULTS.withSmoothing(0).withUpdateIntervalMillis(1000);
    return run(
        ActionRecognition.builder(FakeModel.named("in-step"))
            .gates(ClipGates.OPEN)
            .events(everySecond)
            .batching(BatchPolicy.DEFAULTS.withSize(1).withLinger(Duration.ZERO)),
        frames,
        WatermarkStrategy.forGenerator(context -> new WatermarkBehindEveryFrame()));
  }

  /** Event time of the frames, less half a second. */
  private static final class WatermarkBehindEveryFrame implements WatermarkGenerator<PoseFrame> {
    @Override
    public void onEvent(PoseFrame frame, long timestamp, WatermarkOutput output) {
      output.emitWatermark(new Watermark(frame.timeMillis() - 501));
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {}
  }

  /** Two cameras that together need eight times the time there is. */
  @Test
  void shedsWindowsOfAllCamerasUnderOverloadAndEndsEveryEvent() throws Exception {
    env.setParallelism(1);
    FakeModel slow = FakeModel.named("slow").taking(Duration.ofMillis(200));
    List<PoseFrame> frames = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      frames.add(Frames.lying("east", i, 50L * i));
      frames.add(Frames.lying("west", i, 50L * i));
    }

    Results results =
        run(
            ActionRecognition.builder(slow)
                .scopes(Set.of(Scope.SCENE))
                .windows(new WindowGrid(400, 50, WindowGrid.Phase.ALIGNED))
                .batching(BatchPolicy.DEFAULTS.withSize(1).withLinger(Duration.ZERO))
                .maxLag(Duration.ofMillis(500)),
            timed(
                env.fromData(frames, PoseStreamTypes.poseFrame())
                    .map(new FromTwoSecondsAheadOn())
                    .returns(PoseStreamTypes.poseFrame()),
                WatermarkStrategy.forBoundedOutOfOrderness(Duration.ofMillis(500))));

    for (String camera : List.of("east", "west")) {
      assertThat(results.scoresOf(camera)).hasSizeBetween(1, 50);
      assertThat(results.eventsOf(camera))
          .extracting(ActionEvent::phase)
          .containsExactly(Phase.STARTED, Phase.ENDED);
    }
  }

  /** Moves a recording that begins at the epoch to just ahead of when its first frame is read. */
  private static final class FromTwoSecondsAheadOn implements MapFunction<PoseFrame, PoseFrame> {
    private static final long serialVersionUID = 1L;

    private long start;

    @Override
    public PoseFrame map(PoseFrame frame) {
      start = start == 0 ? System.currentTimeMillis() / 1000 * 1000 + 2000 : start;
      return Frames.lying(frame.camera(), frame.number(), start + frame.timeMillis());
    }
  }

  private static Configuration restartingWithCheckpoints() {
    Configuration settings = new Configuration();
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
    return settings;
  }

  /** What a job gave. */
  private static final class Results {
    private final List<WindowScores> scores = new ArrayList<>();
    private final List<ActionEvent> events = new ArrayList<>();
    private final List<RejectedRecord> rejected = new ArrayList<>();

    List<ActionEvent> eventsOf(String camera) {
      return events.stream().filter(event -> event.subject().camera().equals(camera)).toList();
    }

    List<WindowScores> scoresOf(String camera) {
      return scores.stream().filter(answer -> answer.subject().camera().equals(camera)).toList();
    }
  }

  private Results run(ActionRecognitionBuilder recognition, List<PoseFrame> input)
      throws Exception {
    return run(
        recognition, input, WatermarkStrategy.forBoundedOutOfOrderness(Duration.ofMillis(500)));
  }

  private Results run(
      ActionRecognitionBuilder recognition,
      List<PoseFrame> input,
      WatermarkStrategy<PoseFrame> watermarks)
      throws Exception {
    return run(recognition, timed(env.fromData(input, PoseStreamTypes.poseFrame()), watermarks));
  }

  private static DataStream<PoseFrame> timed(
      DataStream<PoseFrame> frames, WatermarkStrategy<PoseFrame> watermarks) {
    return frames.assignTimestampsAndWatermarks(
        watermarks.withTimestampAssigner((frame, unused) -> frame.timeMillis()));
  }

  private Results run(ActionRecognitionBuilder recognition, DataStream<PoseFrame> frames)
      throws Exception {
    ActionStreams actions = recognition.build().apply(frames);
    Results results = new Results();
    try (CloseableIterator<WindowScores> scores = actions.scores().collectAsync();
        CloseableIterator<ActionEvent> events = actions.events().collectAsync();
        CloseableIterator<RejectedRecord> rejected = actions.rejected().collectAsync()) {
      env.execute();
      scores.forEachRemaining(results.scores::add);
      events.forEachRemaining(results.events::add);
      rejected.forEachRemaining(results.rejected::add);
    }
    return results;
  }
}
