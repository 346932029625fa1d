package io.posestream.core.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.model.Scope;
import io.posestream.core.picture.Picture;
import io.posestream.core.picture.PictureFormat;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.window.AssemblyListener.Dropped;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PictureKeepingTest {
  private static final AssemblyPolicy POLICY =
      CameraStream.policy(Scope.SCENE).withForms(Map.of(Scope.SCENE, new ClipForm(8, 1, 4)));

  @Test
  void aClipTakesItsPicturesFromAllOverItsWindow() {
    CameraStream camera = new CameraStream(POLICY);

    takeAll(camera, pictured(0, 26));

    // 20 frames in 2 s: of each half second the frame nearest to its middle is kept.
    assertThat(camera.clips.get(0).pictures())
        .extracting(PictureKeepingTest::number)
        .containsExactly(2, 7, 12, 17);
  }

  @Test
  void keepsNoMorePicturesThanClipsCanTake() {
    CameraStream camera = new CameraStream(POLICY);

    takeAll(camera, pictured(0, 300));

    assertThat(camera.clips).hasSizeGreaterThan(20);
    assertThat(camera.pictures.most).isLessThanOrEqualTo(6);
    assertThat(camera.buffer.inOrder()).allMatch(held -> held.frame().picture().isEmpty());
  }

  @Test
  void whatIsKeptDoesNotDependOnTheOrderOfArrival() {
    List<PoseFrame> frames = pictured(0, 26);
    List<PoseFrame> swapped = new ArrayList<>(frames);
    for (int i = 0; i + 3 < swapped.size() - 4; i += 3) {
      Collections.swap(swapped, i + 1, i + 2);
    }
    CameraStream inOrder = new CameraStream(POLICY);
    CameraStream outOfOrder = new CameraStream(POLICY);

    takeAll(inOrder, frames);
    takeAll(outOfOrder, swapped);

    assertThat(outOfOrder.clips.get(0).pictures()).isEqualTo(inOrder.clips.get(0).pictures());
  }

  @Test
  void theNearestPictureStandsForThoseThatAreMissing() {
    CameraStream camera = new CameraStream(POLICY);
    List<PoseFrame> frames = pictured(0, 26);
    frames.replaceAll(frame -> frame.number() == 9 ? frame : frame.withoutPicture());

    takeAll(camera, frames);

    assertThat(camera.clips.get(0).pictures())
        .extracting(PictureKeepingTest::number)
        .containsExactly(9, 9, 9, 9);
  }

  @Test
  void framesWithoutPicturesMakeAClipWithout() {
    CameraStream camera = new CameraStream(POLICY);

    camera.takeRange(0, 26, "a");

    assertThat(camera.clips.get(0).pictures()).isEmpty();
  }

  @Test
  void keepsNothingForModelsThatLookAtPosesAlone() {
    CameraStream camera = new CameraStream(CameraStream.policy(Scope.SCENE));

    takeAll(camera, pictured(0, 26));

    assertThat(camera.pictures.most).isZero();
    assertThat(camera.clips.get(0).pictures()).isEmpty();
  }

  @Test
  void countsAPictureOfTooManyBytesAndUsesItsFrame() {
    CameraStream camera =
        new CameraStream(POLICY.withLimits(POLICY.limits().withMaxPictureBytes(3)));

    takeAll(camera, pictured(0, 26));

    assertThat(camera.drops).containsEntry(Dropped.PICTURE_OVER_BOUND, 26);
    assertThat(camera.clips.get(0).pictures()).isEmpty();
    assertThat(camera.clips.get(0).quality().framesUsed()).isEqualTo(20);
  }

  @Test
  void forgetsThePicturesOfASilentCamera() {
    CameraStream camera = new CameraStream(POLICY);

    takeAll(camera, pictured(0, 26));
    camera.flush();

    assertThat(camera.pictures.inOrder()).isEmpty();
  }

  private static void takeAll(CameraStream camera, List<PoseFrame> frames) {
    frames.forEach(camera::take);
  }

  private static List<PoseFrame> pictured(int from, int to) {
    List<PoseFrame> frames = new ArrayList<>();
    for (int i = from; i < to; i++) {
      Picture picture =
          Picture.owning(PictureFormat.JPEG, 640, 480, new byte[] {1, 2, 3, (byte) i});
      frames.add(CameraStream.frame(i, "a").withPicture(Optional.of(picture)));
    }
    return frames;
  }

  private static int number(Picture picture) {
    return picture.bytes()[3];
  }
}
