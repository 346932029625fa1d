package io.posestream.flink.window;

import static io.posestream.flink.fixture.Frames.calm;
import static io.posestream.flink.fixture.Frames.delayed;
import static io.posestream.flink.fixture.Frames.frame;
import static io.posestream.flink.fixture.Frames.frameAt;
import static io.posestream.flink.fixture.Frames.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.model.Scope;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.PoseSequence;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.window.AssemblyPolicy;
import io.posestream.core.window.Clip;
import io.posestream.core.window.ClipTrack;
import io.posestream.core.window.Subject;
import io.posestream.core.window.Window;
import io.posestream.core.window.WindowGrid;
import io.posestream.flink.window.AssemblerHarness.Backend;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of windows are tested in core; here they run on Flink's state, time and timers. */
class ClipAssemblerTest {
  private static final AssemblyPolicy SCENE = AssemblerHarness.policy(Scope.SCENE);
  private static final AssemblyPolicy BOTH = AssemblerHarness.policy(Scope.SCENE, Scope.PERSON);

  @SuppressWarnings("NullAway.Init") // Every test opens one.
  private AssemblerHarness assembler;

  private AssemblerHarness open(AssemblyPolicy policy) throws Exception {
    assembler = AssemblerHarness.open(policy);
    return assembler;
  }

  @AfterEach
  void leavesNoStateAndNoTimerAtTheEndOfInput() throws Exception {
    assembler.endOfInput();

    assertThat(assembler.stateEntries()).isZero();
    assertThat(assembler.timers()).isZero();
    assembler.close();
  }

  @Test
  void emitsOneSceneClipPerCompletedWindow() throws Exception {
    open(SCENE).take(range("cam", 0, 46, "a", "b"));

    assertThat(assembler.ends()).containsExactly(2000L, 3000L, 4000L);
    assertThat(assembler.clips())
        .allMatch(clip -> clip.subject().equals(Subject.scene("cam")))
        .allMatch(clip -> clip.poses().persons() == 2 && clip.poses().frames() == 8);
  }

  @Test
  void emitsOneClipPerTrackAndCompletedWindow() throws Exception {
    open(BOTH).take(range("cam", 0, 26, "a", "b"));

    assertThat(assembler.clips())
        .extracting(Clip::subject)
        .containsExactly(
            Subject.scene("cam"), Subject.person("cam", "a"), Subject.person("cam", "b"));
  }

  @Test
  void countsAFrameAtABoundaryForTheWindowThatBeginsThere() throws Exception {
    open(SCENE).take(frame("cam", 0)).take(range("cam", 1, 46, "a"));

    Clip second = assembler.clips().get(1);

    assertThat(second.window()).isEqualTo(new Window(1000, 3000));
    assertThat(second.quality().framesUsed()).isEqualTo(20);
    assertThat(second.poses().x(0, 0, 0)).isEqualTo(frame("cam", 11, "a").persons().get(0).x(0));
  }

  @Test
  void firesAWindowWithTheFirstFrameThatIsPastItsEndAndTheDisorder() throws Exception {
    open(SCENE).take(range("cam", 0, 25, "a"));
    assertThat(assembler.clips()).isEmpty();

    assembler.take(frame("cam", 25, "a"));
    assertThat(assembler.ends()).containsExactly(2000L);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void givesTheSameClipsWhateverTheOrderWithinTheDisorder(long seed) throws Exception {
    List<PoseFrame> frames = range("cam", 0, 100, "a", "b");
    List<Content> inOrder;
    try (AssemblerHarness other = AssemblerHarness.open(BOTH)) {
      inOrder = contents(other.take(frames).endOfInput().clips());
    }

    open(BOTH).take(delayed(frames, 500, seed)).endOfInput();

    assertThat(contents(assembler.clips())).isEqualTo(inOrder);
    assertThat(assembler.lateNumbers()).isEmpty();
    assertThat(assembler.rejected()).isEmpty();
  }

  /** What a clip shows, without how it arrived. */
  private record Content(
      Subject subject, Window window, PoseSequence poses, List<ClipTrack> tracks, int frames) {}

  private static List<Content> contents(List<Clip> clips) {
    return clips.stream()
        .map(
            clip ->
                new Content(
                    clip.subject(),
                    clip.window(),
                    clip.poses(),
                    clip.tracks(),
                    clip.quality().framesUsed()))
        .toList();
  }

  @Test
  void countsTheFramesThatCameOutOfOrder() throws Exception {
    open(SCENE).take(range("cam", 0, 10, "a")).take(frame("cam", 12, "a"));
    assembler.take(frame("cam", 11, "a")).take(range("cam", 13, 26, "a"));

    assertThat(assembler.clips().get(0).quality().lateFrames()).isEqualTo(1);
  }

  @Test
  void rejectsAFrameThatComesTwice() throws Exception {
    open(SCENE).take(range("cam", 0, 5, "a")).take(frame("cam", 4, "a")).take(frame("cam", 2, "a"));

    assertThat(assembler.reasons())
        .containsExactly(RejectReason.DUPLICATE_FRAME, RejectReason.DUPLICATE_FRAME);
    assertThat(assembler.rejected().get(0).message())
        .contains("expected each frame once, got frame number 4", "camera=cam");
    assertThat(assembler.rejected().get(1).origin().offset()).isEqualTo(2);
  }

  @Test
  void rejectsANumberThatFallsWhileTimeGoesOn() throws Exception {
    open(SCENE).take(range("cam", 100, 105, "a")).take(frameAt("cam", 3, 10_600, "a"));

    assertThat(assembler.reasons()).containsExactly(RejectReason.BACKWARD_FRAME);
    assertThat(assembler.rejected().get(0).message())
        .contains("expected a frame number above 104", "got frame 3 at 10600 ms (camera=cam)");
    assertThat(assembler.rejected().get(0).frameNumber()).hasValue(3);
  }

  @Test
  void followsANumberThatFellOnceTheThirdFrameInARowConfirmsIt() throws Exception {
    open(SCENE).take(range("cam", 100, 105, "a"));
    for (int i = 0; i < 20; i++) {
      assembler.take(frameAt("cam", i, 10_600 + 100L * i, "a"));
    }

    assertThat(assembler.reasons())
        .containsExactly(RejectReason.BACKWARD_FRAME, RejectReason.BACKWARD_FRAME);
    assertThat(assembler.endOfInput().clips())
        .last()
        .matches(clip -> clip.window().endMillis() > 12_000);
  }

  @Test
  void rejectsAJumpInTimeUntilTheThirdFrameInARowConfirmsIt() throws Exception {
    long jump = 3_600_000;
    open(SCENE).take(range("cam", 0, 10, "a"));
    for (int i = 10; i < 36; i++) {
      assembler.take(frameAt("cam", i, jump + 100L * i, "a"));
    }

    assertThat(assembler.reasons())
        .containsExactly(RejectReason.EVENT_TIME_SKEW, RejectReason.EVENT_TIME_SKEW);
    assertThat(assembler.ends()).containsExactly(1000L + 1000, jump + 2000, jump + 3000);
  }

  @Test
  void doesNotFollowASingleFrameFromTheFuture() throws Exception {
    open(SCENE).take(range("cam", 0, 10, "a")).take(frameAt("cam", 10, 99_000_000, "a"));
    assembler.take(range("cam", 11, 26, "a"));

    assertThat(assembler.reasons()).containsExactly(RejectReason.EVENT_TIME_SKEW);
    assertThat(assembler.ends()).containsExactly(2000L);
  }

  @Test
  void rejectsAFrameWithTooManyPersons() throws Exception {
    open(SCENE).take(frame("cam", 7, "a", "b", "c", "d", "e", "f"));

    assertThat(assembler.reasons()).containsExactly(RejectReason.TOO_MANY_PERSONS);
    assertThat(assembler.rejected().get(0).message())
        .isEqualTo("expected at most 5 persons (frames.max-persons), got 6 (camera=cam, frame=7)");
    assertThat(assembler.stateEntries()).isZero();
  }

  @Test
  void putsAFrameThatComesAfterItsLastWindowAside() throws Exception {
    open(SCENE).take(range("cam", 0, 10, "a")).take(range("cam", 11, 36, "a"));
    assembler.take(frame("cam", 10, "a")).take(frame("cam", 36, "a"));

    assertThat(assembler.lateNumbers()).containsExactly(10L);
    assertThat(assembler.rejected()).isEmpty();
  }

  @Test
  void emitsNothingForAWindowWithTooFewFrames() throws Exception {
    open(SCENE).take(range("cam", 0, 3, "a")).endOfInput();

    assertThat(assembler.clips()).isEmpty();
  }

  @Test
  void emitsNothingForAWindowWithoutAPerson() throws Exception {
    open(BOTH).take(range("cam", 0, 100)).endOfInput();

    assertThat(assembler.clips()).isEmpty();
  }

  @Test
  void emitsASceneButNoPersonSeenTooBriefly() throws Exception {
    open(BOTH).take(range("cam", 0, 17)).take(range("cam", 17, 20, "a")).endOfInput();

    assertThat(assembler.clips().get(0).subject()).isEqualTo(Subject.scene("cam"));
    assertThat(assembler.clips()).allMatch(clip -> clip.subject().scope() == Scope.SCENE);
  }

  @Test
  void emitsTheTailOfASilentCameraAndForgetsIt() throws Exception {
    open(SCENE).take(range("cam", 0, 35, "a"));
    assertThat(assembler.ends()).containsExactly(2000L);

    assembler.watermark(3400 + 10_000 - 1);
    assertThat(assembler.ends()).containsExactly(2000L);

    assembler.watermark(3400 + 10_000);
    assertThat(assembler.ends()).containsExactly(2000L, 3000L, 4000L, 5000L);
    assertThat(assembler.stateEntries()).isZero();
    assertThat(assembler.timers()).isZero();
  }

  @Test
  void emitsTheTailOfEveryCameraAtTheEndOfInput() throws Exception {
    open(SCENE).take(range("one", 0, 20, "a")).take(range("two", 0, 20, "a")).endOfInput();

    assertThat(assembler.clipsOf("one"))
        .extracting(Clip::window)
        .containsExactly(new Window(0, 2000), new Window(1000, 3000));
    assertThat(assembler.clipsOf("two")).hasSameSizeAs(assembler.clipsOf("one"));
  }

  @Test
  void keepsOneTimerPerCameraHoweverManyFramesCome() throws Exception {
    open(SCENE).take(range("one", 0, 300, "a")).take(range("two", 0, 300, "a"));
    assertThat(assembler.timers()).isEqualTo(2);

    assembler.watermark(29_000);
    assertThat(assembler.timers()).isEqualTo(2);
  }

  @Test
  void keepsNoMoreThanTheFramesOfTheOpenWindows() throws Exception {
    open(SCENE).take(range("cam", 0, 3000, "a"));

    // A clock, one map of frames, and what is remembered of tracks.
    assertThat(assembler.stateEntries()).isEqualTo(3);
    assertThat(assembler.ends()).hasSize(298).doesNotHaveDuplicates();
  }

  @Test
  void takesACameraUpAgainAfterItsSilence() throws Exception {
    open(SCENE).take(range("cam", 0, 20, "a")).watermark(60_000).take(range("cam", 600, 640, "a"));
    assembler.endOfInput();

    assertThat(assembler.ends())
        .containsExactly(2000L, 3000L, 61_000L, 62_000L, 63_000L, 64_000L, 65_000L);
  }

  @Test
  void emitsNoWindowASecondTimeAfterASilence() throws Exception {
    open(SCENE).take(range("cam", 0, 20, "a")).watermark(12_000).take(range("cam", 20, 30, "a"));
    assembler.endOfInput();

    assertThat(assembler.ends()).doesNotHaveDuplicates();
    assertThat(assembler.lateNumbers()).hasSize(10);
  }

  @Test
  void letsNoCameraWaitForAnother() throws Exception {
    open(SCENE).take(range("silent", 0, 5, "a")).take(range("cam", 0, 46, "a"));

    assertThat(assembler.clipsOf("cam")).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(longs = {-60_000, -5_000, 5_000, 86_400_000})
  void givesTheSameClipsWhateverTheClockOfANeighbour(long skew) throws Exception {
    long watermark = -1;
    open(SCENE);
    for (int i = 0; i < 100; i++) {
      assembler.take(frame("cam", i, "a"));
      assembler.take(frameAt("neighbour", i, Math.max(0, 100L * i + skew), "a"));
      watermark = Math.max(watermark, 100L * i + Math.min(Math.max(skew, 0), 5000) - 501);
      assembler.watermark(watermark);
    }
    assembler.endOfInput();

    assertThat(assembler.clipsOf("cam"))
        .extracting(clip -> clip.window().endMillis())
        .containsExactly(2000L, 3000L, 4000L, 5000L, 6000L, 7000L, 8000L, 9000L, 10_000L, 11_000L);
  }

  @Test
  void firesByItsOwnFramesAfterItsClockWasSetBackBehindTheWatermark() throws Exception {
    open(SCENE);
    for (int i = 0; i < 400; i++) {
      long millis = 30_000 + 100L * i;
      assembler.take(frameAt("cam", i, i < 90 ? millis : millis - 30_000, "a"));
      assembler.watermark(millis - 501);
    }
    assembler.endOfInput();

    assertThat(assembler.lateNumbers()).isEmpty();
    assertThat(assembler.clipsOf("cam"))
        .extracting(clip -> clip.window().endMillis())
        .contains(31_000L, 40_000L)
        .endsWith(38_000L, 39_000L, 40_000L, 41_000L)
        .hasSize(10 + 32);
  }

  @Test
  void shiftsEachCamerasWindowsIfThePhaseIsSpread() throws Exception {
    open(AssemblerHarness.policy(WindowGrid.Phase.SPREAD, Scope.SCENE));
    for (String camera : List.of("one", "two", "three", "four")) {
      assembler.take(range(camera, 0, 100, "a"));
    }

    assertThat(assembler.clips())
        .extracting(clip -> clip.window().endMillis() % 1000)
        .satisfies(phases -> assertThat(phases.stream().distinct()).hasSize(4));
    assertThat(assembler.clips()).allMatch(clip -> clip.window().lengthMillis() == 2000);
  }

  @ParameterizedTest
  @EnumSource
  void goesOnFromASnapshotAsIfUndisturbed(Backend backend) throws Exception {
    List<PoseFrame> frames = delayed(range("cam", 0, 100, "a", "b"), 500, 1);
    List<Clip> undisturbed = open(BOTH).take(frames).endOfInput().clips();
    for (int cut : new int[] {1, 17, 33, 60}) {
      List<Clip> disturbed = new ArrayList<>();
      OperatorSubtaskState state;
      try (AssemblerHarness before = AssemblerHarness.open(BOTH, backend)) {
        state = before.take(frames.subList(0, cut)).snapshot();
        disturbed.addAll(before.clips());
      }
      try (AssemblerHarness after = AssemblerHarness.restore(BOTH, backend, state)) {
        disturbed.addAll(after.take(frames.subList(cut, 100)).endOfInput().clips());

        assertThat(disturbed).isEqualTo(undisturbed);
        assertThat(after.stateEntries() + after.timers()).isZero();
      }
    }
  }

  @Test
  void givesTheSameClipsOnRocksDb() throws Exception {
    List<PoseFrame> frames = delayed(range("cam", 0, 100, "a", "b"), 500, 2);
    List<Clip> onHeap = open(BOTH).take(frames).watermark(30_000).clips();

    try (AssemblerHarness rocks = AssemblerHarness.open(BOTH, Backend.ROCKSDB)) {
      assertThat(rocks.take(frames).stateEntries()).isPositive();
      assertThat(rocks.watermark(30_000).clips()).isEqualTo(onHeap);
      assertThat(rocks.stateEntries() + rocks.timers()).isZero();
    }
  }

  @Test
  void goesOnWithATrackUnderItsNewIdAndSaysSo() throws Exception {
    open(AssemblerHarness.linking(Scope.PERSON)).take(calm("cam", 0, 23, "a"));
    assembler.take(calm("cam", 25, 60, "b")).endOfInput();

    assertThat(assembler.clips()).allMatch(clip -> clip.subject().tracks().equals(List.of("a")));
    assertThat(assembler.clips())
        .filteredOn(clip -> clip.quality().idSwitchSuspected())
        .extracting(clip -> clip.window().endMillis())
        .containsExactly(3000L, 4000L);
  }

  @Test
  void knowsATracksNewIdAfterARestart() throws Exception {
    AssemblyPolicy persons = AssemblerHarness.linking(Scope.PERSON);
    open(persons);
    OperatorSubtaskState state;
    try (AssemblerHarness before = AssemblerHarness.open(persons)) {
      before.take(calm("cam", 0, 23, "a")).take(calm("cam", 25, 40, "b"));
      state = before.snapshot();
    }

    try (AssemblerHarness after = AssemblerHarness.restore(persons, Backend.HASHMAP, state)) {
      after.take(calm("cam", 40, 80, "b")).endOfInput();

      assertThat(after.clips()).allMatch(clip -> clip.subject().tracks().equals(List.of("a")));
      assertThat(after.stateEntries() + after.timers()).isZero();
    }
  }
}
