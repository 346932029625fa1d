package io.posestream.core.window;

import static io.posestream.core.window.CameraStream.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.model.Scope;
import io.posestream.core.pose.PictureMapping;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.track.LinkRules;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureSizeTest {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;
  private static final AssemblyPolicy POLICY =
      policy(Scope.PERSON, Scope.PAIR).withLinks(LinkRules.DEFAULTS).withGates(ClipGates.DEFAULTS);

  @ParameterizedTest
  @CsvSource({"320, 240", "1280, 960", "640, 360"})
  void anotherSizeForASecondChangesNobody(int width, int height) {
    assertSameClipsWith(stretched(width, height));
  }

  @ParameterizedTest
  @CsvSource({"640, 360, 1", "640, 600, 1", "500, 480, 1", "1280, 720, 2", "800, 480, 1"})
  void aSensorThatShowsMoreOrLessAtTheSidesChangesNobody(int width, int height, float scale) {
    PictureMapping cut =
        new PictureMapping(
            scale, scale, (width - scale * WIDTH) / 2, (height - scale * HEIGHT) / 2);

    assertSameClipsWith(frame -> frame.in(width, height, cut));
  }

  private static void assertSameClipsWith(UnaryOperator<PoseFrame> change) {
    CameraStream steady = played(change, i -> false);
    CameraStream changing = played(change, i -> i >= 33 && i < 43);

    assertThat(changing.clips)
        .extracting(PictureSizeTest::whom)
        .isEqualTo(steady.clips.stream().map(PictureSizeTest::whom).toList());
    assertThat(changing.drops).isEqualTo(steady.drops);
  }

  @Test
  void clipsAreInTheSizeOfTheNewestFrame() {
    CameraStream changing = played(stretched(1280, 960), i -> i >= 33);
    CameraStream large = played(stretched(1280, 960), i -> true);

    assertThat(changing.clips.get(changing.clips.size() - 1))
        .isEqualTo(large.clips.get(large.clips.size() - 1));
    assertThat(changing.clips).noneMatch(clip -> clip.quality().idSwitchSuspected());
  }

  private static UnaryOperator<PoseFrame> stretched(int width, int height) {
    PictureMapping mapping =
        new PictureMapping((float) width / WIDTH, (float) height / HEIGHT, 0, 0);
    return frame -> frame.in(width, height, mapping);
  }

  private static List<Object> whom(Clip clip) {
    return List.of(clip.subject(), clip.window(), clip.quality());
  }

  private static CameraStream played(UnaryOperator<PoseFrame> change, IntPredicate changed) {
    CameraStream camera = new CameraStream(POLICY);
    for (int i = 0; i < 80; i++) {
      PoseFrame frame = Body.frame(i, Body.waving("1", 200), Body.still("2", 260));
      camera.take(changed.test(i) ? change.apply(frame) : frame);
    }
    return camera.flush();
  }
}
