package io.posestream.core.pose;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.FrameFaults.Loss;
import io.posestream.core.pose.FrameFaults.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FaultLedgerTest {
  private static final Person NOBODY = new Person("", new float[51], 1);
  private static final Person HALF = new Person("8", new float[24], 1);

  private final List<RejectedRecord> letters = new ArrayList<>();
  private Optional<FaultLedger> ledger = Optional.empty();

  @Test
  void tellsTheFirstFrameAtOnce() {
    file(0, NOBODY, NOBODY);

    assertThat(letters).hasSize(1);
    assertThat(letters.get(0).reason()).isEqualTo(RejectReason.EMPTY_TRACK_ID);
    assertThat(letters.get(0).frames()).isEqualTo(1);
    assertThat(letters.get(0).losses())
        .containsExactly(new Loss(Part.PERSON, RejectReason.EMPTY_TRACK_ID, 2));
    assertThat(letters.get(0).origin().offset()).isZero();
    assertThat(letters.get(0).message()).contains("person 0", "person 1").endsWith("frame=0)");
  }

  @Test
  void oneLetterAMinuteStandsForAllFramesSince() {
    for (int second = 0; second <= 180; second++) {
      file(second, NOBODY);
    }

    assertThat(letters).extracting(RejectedRecord::frames).containsExactly(1L, 60L, 60L, 60L);
    assertThat(letters.get(1).losses())
        .containsExactly(new Loss(Part.PERSON, RejectReason.EMPTY_TRACK_ID, 60));
  }

  @Test
  void anotherReasonIsToldAtOnceWithWhatIsUntold() {
    file(0, NOBODY);
    file(1, NOBODY);
    file(2, HALF);
    file(3, NOBODY, HALF);

    assertThat(letters).hasSize(2);
    assertThat(letters.get(1).losses())
        .containsExactlyInAnyOrder(
            new Loss(Part.PERSON, RejectReason.EMPTY_TRACK_ID, 1),
            new Loss(Part.PERSON, RejectReason.WRONG_JOINT_COUNT, 1));
  }

  @Test
  void whatIsUntoldAtTheEndIsToldThen() {
    file(0, NOBODY);
    file(1, NOBODY);
    file(2, NOBODY);

    RejectedRecord last = ledger.orElseThrow().letter().orElseThrow();

    assertThat(last.frames()).isEqualTo(2);
    assertThat(last.frameNumber()).hasValue(2);
  }

  @Test
  void nothingIsToldTwice() {
    file(0, NOBODY);

    assertThat(ledger.orElseThrow().letter()).isEmpty();
  }

  @Test
  void tellsAgainWhenTheClockIsSetBack() {
    file(500, NOBODY);
    file(3, NOBODY);

    assertThat(letters).hasSize(2);
  }

  private void file(int second, Person... persons) {
    PoseFrame frame =
        new PoseFrame(
            "cam",
            second,
            1_000_000L * second,
            1280,
            720,
            KeypointLayout.COCO17,
            List.of(persons),
            new FrameOrigin("frames", 0, second, ""));
    FaultLedger.Filed filed =
        ledger.map(known -> known.file(frame)).orElseGet(() -> FaultLedger.begin(frame));
    ledger = Optional.of(filed.ledger());
    filed.letter().ifPresent(letters::add);
  }
}
