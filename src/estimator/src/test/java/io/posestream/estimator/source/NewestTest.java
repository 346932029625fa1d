package io.posestream.estimator.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.estimator.picture.Picture;
import io.posestream.estimator.picture.PictureSize;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NewestTest {
  private final Newest newest = new Newest();

  @Test
  void givesTheNewestAndCountsTheOthers() throws IOException {
    newest.put(picture(1));
    newest.put(picture(2));
    newest.put(picture(3));

    assertThat(newest.take()).map(TimedPicture::micros).contains(3L);
    assertThat(newest.dropped()).isEqualTo(2);
  }

  @Test
  void waitsForAPicture() throws Exception {
    CompletableFuture<Optional<TimedPicture>> taken = taking();
    newest.put(picture(4));

    assertThat(taken.get(10, TimeUnit.SECONDS)).map(TimedPicture::micros).contains(4L);
    assertThat(newest.dropped()).isZero();
  }

  @Test
  void endsAWaitWhenNoMoreAreWanted() throws Exception {
    CompletableFuture<Optional<TimedPicture>> taken = taking();
    newest.end();

    assertThat(taken.get(10, TimeUnit.SECONDS)).isEmpty();
  }

  @Test
  void failsOnceTheLastPictureIsTaken() throws IOException {
    newest.put(picture(5));
    newest.fail(new IOException("cam: broken"));

    assertThat(newest.take()).isPresent();
    assertThatThrownBy(newest::take).isInstanceOf(IOException.class).hasMessage("cam: broken");
  }

  private CompletableFuture<Optional<TimedPicture>> taking() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return newest.take();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static TimedPicture picture(long micros) {
    PictureSize size = new PictureSize(1, 1);
    return new TimedPicture(new Picture(size, size, new byte[3]), micros);
  }
}
