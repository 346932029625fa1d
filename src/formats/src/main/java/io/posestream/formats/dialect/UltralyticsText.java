package io.posestream.formats.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.Person;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A picture's labels of an ultralytics pose model ({@code save_txt=True}): a line for each person,
 * {@code class cx cy w h x1 y1 score1 x2 y2 score2 ..}, all fractions of the picture, with {@code
 * save_conf=True} the confidence behind them and of a tracker the id behind all. Which of the two a
 * single number at the end is, its form tells: an id has no decimal point.
 */
final class UltralyticsText {
  private static final int BEFORE_JOINTS = 5;

  private UltralyticsText() {}

  static List<SeenFrame> read(byte[] message, Terms terms) {
    List<Person> persons =
        new String(message, UTF_8)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .map(line -> person(line.split("\\s+"), terms))
            .toList();
    return List.of(SeenFrame.of(terms.layout(), terms.unit(), persons));
  }

  private static Person person(String[] columns, Terms terms) {
    int joints = terms.layout().joints();
    int end = BEFORE_JOINTS + Person.STRIDE * joints;
    if (columns.length < end || columns.length > end + 2) {
      throw Fields.wrong(
          "%d columns (class, box, x, y, score for %d joints of %s), and a confidence and an id"
              .formatted(end, joints, terms.layout().id()),
          columns.length + " columns; other joints are declared");
    }
    List<String> rest = new ArrayList<>(Arrays.asList(columns).subList(end, columns.length));
    String id =
        rest.isEmpty() || !isId(rest.get(rest.size() - 1)) ? "" : rest.remove(rest.size() - 1);
    float[] keypoints = new float[Person.STRIDE * joints];
    for (int i = 0; i < keypoints.length; i++) {
      keypoints[i] = number(columns[BEFORE_JOINTS + i]);
    }
    float score = rest.isEmpty() ? Fields.meanScore(keypoints) : number(rest.get(0));
    return Person.owning(id, keypoints, score, box(columns));
  }

  private static boolean isId(String column) {
    return column.matches("\\d+");
  }

  private static BoundingBox box(String[] columns) {
    float width = number(columns[3]);
    float height = number(columns[4]);
    return new BoundingBox(
        number(columns[1]) - width / 2, number(columns[2]) - height / 2, width, height);
  }

  private static float number(String text) {
    try {
      return Float.parseFloat(text);
    } catch (NumberFormatException e) {
      throw Fields.wrong("numbers", "'%s'".formatted(text));
    }
  }
}
