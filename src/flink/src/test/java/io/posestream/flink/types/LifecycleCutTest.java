package io.posestream.flink.types;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.ActionLifecycle;
import io.posestream.core.event.CameraActions;
import io.posestream.core.event.EventPolicy;
import io.posestream.core.event.EventRules;
import io.posestream.core.event.Persistence;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.Probabilities;
import io.posestream.core.score.LabelEvidence;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.ClipTrack;
import io.posestream.core.window.Quality;
import io.posestream.core.window.Subject;
import io.posestream.core.window.Window;
import io.posestream.flink.fixture.FakeModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** Wherever a checkpoint cuts a camera's windows, the events are the same to the byte. */
class LifecycleCutTest {
  private static final int SERIES = 2000;
  private static final int WINDOWS = 25;
  private static final ModelDescription MODEL = FakeModel.named("cut").describe();
  private static final TypeSerializer<CameraActions> STATE =
      PoseStreamTypes.cameraActions(LabelCatalog.EMPTY)
          .createSerializer(new SerializerConfigImpl());
  private static final TypeSerializer<ActionEvent> EVENT =
      PoseStreamTypes.actionEvent().createSerializer(new SerializerConfigImpl());

  @Test
  void givesTheSameEventsHoweverItIsCut() throws IOException {
    int events = 0;
    for (int seed = 0; seed < SERIES; seed++) {
      List<ActionEvent> whole = play(seed, 0);
      assertThat(bytes(play(seed, 0.3))).as("seed %d", seed).isEqualTo(bytes(whole));
      events += whole.size();
    }
    assertThat(events).isGreaterThan(4 * SERIES);
  }

  private static List<ActionEvent> play(int seed, double cuts) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    SplittableRandom cutter = new SplittableRandom(seed);
    ActionLifecycle lifecycle = new ActionLifecycle(rules(random));
    List<ActionEvent> out = new ArrayList<>();
    CameraActions actions = CameraActions.NONE;
    for (int i = 0; i < WINDOWS; i++) {
      for (Subject subject : List.of(Subject.scene("cam"), Subject.person("cam", "7"))) {
        if (random.nextDouble() < 0.8) {
          actions = lifecycle.take(scores(subject, 1000L * i, random), actions, out::add);
        }
        if (cutter.nextDouble() < cuts) {
          actions = restored(actions);
        }
      }
    }
    lifecycle.expire(Long.MAX_VALUE / 2, actions, out::add);
    return out;
  }

  private static EventRules rules(SplittableRandom random) {
    Persistence persistence =
        Persistence.DEFAULTS
            .withConfirmWindows(1 + random.nextInt(3))
            .withMaxDurationMillis(8000)
            .withMinDurationMillis(random.nextInt(2) * 2000L)
            .withGapMillis(random.nextInt(3) * 1000L)
            .withCoolDownMillis(random.nextInt(2) * 5000L);
    return EventRules.of(
        List.of(MODEL),
        EventPolicy.DEFAULTS
            .withPersistence(persistence)
            .withGroups(Map.of("fall", "posture", "wave", "posture"))
            .withSeverities(Map.of("fall", 2))
            .withSmoothing(random.nextInt(2) * 0.4)
            .withUpdateIntervalMillis(random.nextInt(2) * 2000L)
            .withLostAfterMillis(3000));
  }

  private static WindowScores scores(Subject subject, long startMillis, SplittableRandom random) {
    float fall = (float) random.nextDouble();
    float wave = (float) random.nextDouble();
    float share = (float) random.nextDouble();
    LabelEvidence evidence =
        new LabelEvidence(0, new byte[] {10, (byte) 200, 90}, new float[] {share, 1 - share});
    return new WindowScores(
        subject,
        new Window(startMillis, startMillis + 2000),
        MODEL.labelNames(),
        Probabilities.of(fall, wave, 0),
        2,
        List.of(new ClipTrack("7", 20, Optional.empty()), new ClipTrack("8", 20, Optional.empty())),
        new Quality(20, 20, 0, 1),
        MODEL.reference(),
        "",
        random.nextBoolean() ? List.of(evidence) : List.of());
  }

  private static CameraActions restored(CameraActions actions) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256);
    STATE.serialize(actions, out);
    return STATE.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
  }

  private static byte[] bytes(List<ActionEvent> events) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256);
    for (ActionEvent event : events) {
      EVENT.serialize(event, out);
    }
    return out.getCopyOfBuffer();
  }
}
