package io.posestream.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.core.model.ActionLabel;
import io.posestream.core.model.ClipScores;
import io.posestream.core.model.ModelFailedException;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.PoseSequence;
import io.posestream.testkit.simulation.Scene;
import io.posestream.testkit.simulation.actor.Actor;
import io.posestream.testkit.simulation.body.Joint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FakeActionModelTest {
  private final FakeModelFactory factory = FakeModelFactory.named("fake-model-test");

  @BeforeEach
  void forgetEarlierTests() {
    factory.calls().reset();
  }

  private static PoseSequence clip(Actor actor, double from) {
    List<PoseFrame> frames =
        Scene.camera("c").fps(8).seconds(from + 2).with(actor).simulate().frames();
    List<PoseFrame> last = frames.subList(frames.size() - 16, frames.size());
    float[] coordinates = new float[16 * Joint.COUNT * 2];
    float[] scores = new float[16 * Joint.COUNT];
    for (int i = 0; i < scores.length; i++) {
      Person person = last.get(i / Joint.COUNT).persons().get(0);
      coordinates[2 * i] = person.x(i % Joint.COUNT);
      coordinates[2 * i + 1] = person.y(i % Joint.COUNT);
      scores[i] = person.jointScore(i % Joint.COUNT);
    }
    return new PoseSequence(1, 16, Joint.COUNT, coordinates, scores, 720, 1280);
  }

  private float[] probabilities(PoseSequence clip) {
    try (FakeActionModel model = factory.open()) {
      return model.score(List.of(clip)).get(0).probabilities();
    }
  }

  @Test
  void callsALyingBodyAFall() {
    float[] scores = probabilities(clip(Actor.faller("1", 0, 7, 1), 3));

    assertThat(scores[FakeActionModel.FALL]).isGreaterThan(0.9f);
  }

  @Test
  void callsARaisedHandAWave() {
    float[] scores = probabilities(clip(Actor.at("1", 0, 7).wave(5), 1));

    assertThat(scores[FakeActionModel.WAVE]).isGreaterThan(0.5f);
  }

  @Test
  void callsStandingOther() {
    float[] scores = probabilities(clip(Actor.at("1", 0, 7), 1));

    assertThat(scores[FakeActionModel.OTHER]).isGreaterThan(0.9f);
    assertThat(scores[0] + scores[1] + scores[2]).isBetween(0.999f, 1.001f);
  }

  @Test
  void emptyClipIsOther() {
    PoseSequence nobody = new PoseSequence(0, 16, Joint.COUNT, new float[0], new float[0], 9, 9);

    assertThat(probabilities(nobody)[FakeActionModel.OTHER]).isEqualTo(1);
  }

  @Test
  void describesItself() {
    try (FakeActionModel model = factory.withClipLength(48).open()) {
      assertThat(model.description().name()).isEqualTo("fake-model-test");
      assertThat(model.description().preprocessing().sampledFrames()).isEqualTo(48);
      assertThat(model.description().labels())
          .extracting(ActionLabel::name)
          .containsExactly("fall", "wave", "other");
    }
  }

  @Test
  void countsCallsClipsAndBatches() {
    PoseSequence clip = clip(Actor.at("1", 0, 7), 1);
    try (FakeActionModel model = factory.open()) {
      model.score(List.of(clip, clip, clip));
      model.score(List.of(clip));
    }

    assertThat(factory.calls().calls()).isEqualTo(2);
    assertThat(factory.calls().clips()).isEqualTo(4);
    assertThat(factory.calls().batchSizes()).containsExactly(3, 1);
  }

  @Test
  void countsFromSeveralThreads() throws InterruptedException {
    PoseSequence clip = clip(Actor.at("1", 0, 7), 1);
    List<Thread> threads = new ArrayList<>();
    try (FakeActionModel model = factory.open()) {
      for (int i = 0; i < 8; i++) {
        Thread thread = new Thread(() -> scoreOften(model, clip));
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(factory.calls().clips()).isEqualTo(800);
  }

  private static void scoreOften(FakeActionModel model, PoseSequence clip) {
    for (int i = 0; i < 100; i++) {
      model.score(List.of(clip));
    }
  }

  @Test
  void countsOpeningAndClosingOnce() {
    FakeActionModel model = factory.open();
    model.close();
    model.close();

    assertThat(factory.calls().opened()).isEqualTo(1);
    assertThat(factory.calls().closed()).isEqualTo(1);
  }

  @Test
  void refusesAClipOfAnotherLength() {
    try (FakeActionModel model = factory.withClipLength(32).open()) {
      PoseSequence clip = clip(Actor.at("1", 0, 7), 1);

      assertThatThrownBy(() -> model.score(List.of(clip)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected clips of 32 frames with 17 joints, got 16 frames");
    }
  }

  @Test
  void failsOnTheCallThatIsToFail() {
    PoseSequence clip = clip(Actor.at("1", 0, 7), 1);
    try (FakeActionModel model = factory.failingOnCall(2).open()) {
      assertThat(model.score(List.of(clip))).hasSize(1);
      assertThatThrownBy(() -> model.score(List.of(clip))).isInstanceOf(ModelFailedException.class);
      assertThat(model.score(List.of(clip))).hasSize(1);
    }
  }

  @Test
  void takesItsTime() {
    PoseSequence clip = clip(Actor.at("1", 0, 7), 1);
    try (FakeActionModel model = factory.withLatency(Duration.ofMillis(60)).open()) {
      long before = System.nanoTime();
      List<ClipScores> scores = model.score(List.of(clip));

      assertThat(scores).hasSize(1);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(50));
    }
  }

  @Test
  void factoryTravelsWithAJob() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(factory.withLatency(Duration.ofMillis(3)));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(factory.withLatency(Duration.ofMillis(3)));
    }
  }
}
