package io.posestream.core.window;

import static io.posestream.core.window.CameraStream.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.model.Scope;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.track.LinkRules;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureSizeTest {
  private static final AssemblyPolicy POLICY =
      policy(Scope.PERSON, Scope.PAIR).withLinks(LinkRules.DEFAULTS).withGates(ClipGates.DEFAULTS);

  @ParameterizedTest
  @CsvSource({"320, 240", "1280, 960", "640, 360"})
  void anotherSizeForASecondChangesNobody(int width, int height) {
    CameraStream steady = played(width, height, i -> false);
    CameraStream changing = played(width, height, i -> i >= 33 && i < 43);

    assertThat(changing.clips)
        .extracting(PictureSizeTest::whom)
        .isEqualTo(steady.clips.stream().map(PictureSizeTest::whom).toList());
    assertThat(changing.drops).isEqualTo(steady.drops);
  }

  @Test
  void clipsAreInTheSizeOfTheNewestFrame() {
    CameraStream changing = played(1280, 960, i -> i >= 33);
    CameraStream large = played(1280, 960, i -> true);

    assertThat(changing.clips.get(changing.clips.size() - 1))
        .isEqualTo(large.clips.get(large.clips.size() - 1));
    assertThat(changing.clips).noneMatch(clip -> clip.quality().idSwitchSuspected());
  }

  private static List<Object> whom(Clip clip) {
    return List.of(clip.subject(), clip.window(), clip.quality());
  }

  private static CameraStream played(int width, int height, IntPredicate changed) {
    CameraStream camera = new CameraStream(POLICY);
    for (int i = 0; i < 80; i++) {
      PoseFrame frame = Body.frame(i, Body.waving("1", 200), Body.still("2", 260));
      camera.take(changed.test(i) ? frame.scaledTo(width, height) : frame);
    }
    return camera.flush();
  }
}
