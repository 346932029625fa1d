package io.posestream.estimator.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.estimator.picture.Picture;
import io.posestream.estimator.picture.PictureSize;
import io.posestream.estimator.picture.SentPictures;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TakingTest {
  private static final SourceSettings PLAIN = SourceSettings.DEFAULTS.withSize(64);

  private final Picture seen = picture(400, 300);

  @Test
  void sendsNothingUnlessAsked() {
    TimedPicture taken = new Taking(PLAIN).take(0, seen::withLongSide);

    assertThat(taken.sent()).isEmpty();
  }

  @Test
  void sendsALargerPictureThanTheNetworkSees() {
    Taking taking = new Taking(PLAIN.withSent(SentPictures.DEFAULTS.withSize(200)));

    TimedPicture taken = taking.take(0, seen::withLongSide);

    assertThat(taken.picture().size()).isEqualTo(new PictureSize(64, 48));
    assertThat(taken.picture().rgb()).isEqualTo(seen.withLongSide(64).rgb());
    assertThat(taken.sent().orElseThrow().width()).isEqualTo(200);
    assertThat(taken.sent().orElseThrow().height()).isEqualTo(150);
  }

  @Test
  void makesNoPictureLargerThanItWasTaken() {
    Taking taking = new Taking(PLAIN.withSent(SentPictures.DEFAULTS.withSize(640)));

    assertThat(taking.take(0, seen::withLongSide).sent().orElseThrow().width()).isEqualTo(400);
  }

  @Test
  void sendsAsManyAsItShall() {
    Taking taking = new Taking(PLAIN.withSent(SentPictures.DEFAULTS.withRate(5)));

    assertThat(
            IntStream.range(0, 9)
                .mapToObj(i -> taking.take(100_000L * i, seen::withLongSide).sent().isPresent()))
        .containsExactly(true, false, true, false, true, false, true, false, true);
  }

  private static Picture picture(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    new Random(2).nextBytes(rgb);
    PictureSize size = new PictureSize(width, height);
    return new Picture(size, size, rgb);
  }
}
