package io.posestream.testkit.simulation;

import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes frames as PoseStream's recording format: JSON lines, one frame a line. */
public final class Recording {
  private Recording() {}

  /** Writes a recording. */
  public static void write(List<PoseFrame> frames, Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      for (PoseFrame frame : frames) {
        out.write(line(frame));
        out.write('\n');
      }
    }
  }

  /** Returns a frame as a line, without the line feed: pixels and scores to three decimals. */
  public static String line(PoseFrame frame) {
    StringBuilder json = new StringBuilder(1024);
    json.append("{\"stream\":").append(quoted(frame.camera()));
    json.append(",\"frame\":").append(frame.number());
    json.append(",\"ts_ms\":").append(frame.timeMillis());
    json.append(",\"w\":").append(frame.width());
    json.append(",\"h\":").append(frame.height());
    json.append(",\"persons\":[");
    String separator = "";
    for (Person person : frame.persons()) {
      append(json.append(separator), person);
      separator = ",";
    }
    return json.append("]}").toString();
  }

  private static void append(StringBuilder json, Person person) {
    json.append("{\"track_id\":").append(quoted(person.trackId())).append(",\"kp\":[");
    for (int joint = 0; joint < person.joints(); joint++) {
      json.append(joint == 0 ? "[" : ",[").append(rounded(person.x(joint)));
      json.append(',').append(rounded(person.y(joint)));
      json.append(',').append(rounded(person.jointScore(joint))).append(']');
    }
    json.append("]}");
  }

  private static double rounded(float value) {
    return Math.round(1000.0 * value) / 1000.0;
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
