package io.posestream.estimator.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.Person;
import io.posestream.estimator.network.PoseReader.Placement;
import io.posestream.estimator.picture.PictureSize;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoseReaderTest {
  private static final int LENGTH = 56;
  // A picture of 640x360, shown as 256x144 in a canvas of 256x160.
  private static final Placement PLACEMENT =
      new Placement(
          new PictureSize(256, 160), new PictureSize(256, 144), new PictureSize(640, 360));

  private final PoseReader reader = new PoseReader(17, 0.2f, 0.1f, 6);

  @Test
  void findsPixelsOfThePictureAsItWasTaken() {
    Person person = reader.read(rows(row(0.25f, 0.45f, 0.6f)), PLACEMENT).get(0);

    assertThat(person.x(0)).isCloseTo(160, within(1e-3f));
    assertThat(person.y(0)).isCloseTo(180, within(1e-3f));
    assertThat(person.jointScore(0)).isEqualTo(0.8f);
    assertThat(person.score()).isEqualTo(0.6f);
    assertThat(person.trackId()).isEmpty();
  }

  @Test
  void findsTheBox() {
    float[] row = row(0.5f, 0.5f, 0.6f);
    System.arraycopy(new float[] {0.09f, 0.25f, 0.45f, 0.5f}, 0, row, 51, 4);

    BoundingBox box = reader.read(rows(row), PLACEMENT).get(0).box().orElseThrow();

    assertThat(box.x()).isCloseTo(160, within(1e-3f));
    assertThat(box.y()).isCloseTo(36, within(1e-3f));
    assertThat(box.width()).isCloseTo(160, within(1e-3f));
    assertThat(box.height()).isCloseTo(144, within(1e-3f));
  }

  @Test
  void leavesOutWhoHasALowScoreAndPutsTheBestFirst() {
    List<Person> persons =
        reader.read(
            rows(row(0.1f, 0.1f, 0.3f), row(0.5f, 0.5f, 0.19f), row(0.9f, 0.5f, 0.7f)), PLACEMENT);

    assertThat(persons).extracting(Person::score).containsExactly(0.7f, 0.3f);
  }

  @Test
  void leavesOutScoresThatAreNoNumbers() {
    assertThat(reader.read(rows(row(0.1f, 0.1f, Float.NaN)), PLACEMENT)).isEmpty();
  }

  @Test
  void marksJointsOfLowScoreAbsent() {
    float[] row = row(0.5f, 0.5f, 0.6f);
    row[2] = 0.09f;

    Person person = reader.read(rows(row), PLACEMENT).get(0);

    assertThat(person.jointScore(0)).isZero();
    assertThat(person.x(0)).isZero();
    assertThat(person.jointScore(1)).isEqualTo(0.8f);
  }

  @Test
  void leavesOutTheSamePersonOnceMore() {
    assertThat(reader.read(rows(row(0.5f, 0.5f, 0.6f), row(0.502f, 0.5f, 0.5f)), PLACEMENT))
        .extracting(Person::score)
        .containsExactly(0.6f);
  }

  @Test
  void keepsSomebodyWhoStandsCloseBy() {
    assertThat(reader.read(rows(row(0.5f, 0.5f, 0.6f), row(0.55f, 0.5f, 0.5f)), PLACEMENT))
        .hasSize(2);
  }

  @Test
  void keepsNoMoreThanItShall() {
    PoseReader one = new PoseReader(17, 0.2f, 0.1f, 1);

    assertThat(one.read(rows(row(0.1f, 0.1f, 0.3f), row(0.9f, 0.5f, 0.7f)), PLACEMENT))
        .extracting(Person::score)
        .containsExactly(0.7f);
  }

  /** Somebody whose nose is at x and y, the other joints below it in two columns. */
  private static float[] row(float x, float y, float score) {
    float[] row = new float[LENGTH];
    for (int joint = 0; joint < 17; joint++) {
      row[3 * joint] = y + 0.02f * joint;
      row[3 * joint + 1] = x + 0.05f * (joint % 2);
      row[3 * joint + 2] = 0.8f;
    }
    row[LENGTH - 1] = score;
    return row;
  }

  private static float[] rows(float[]... rows) {
    float[] values = new float[LENGTH * rows.length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, values, LENGTH * i, LENGTH);
    }
    return values;
  }
}
