package io.posestream.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
  @Test
  void writesTheRecordingFormat() {
    float[] keypoints = new float[51];
    keypoints[0] = 12.3456f;
    keypoints[1] = 300;
    keypoints[2] = 0.5f;
    PoseFrame frame =
        new PoseFrame(
            "a\"b",
            3,
            1_234_567,
            640,
            480,
            KeypointLayout.COCO17,
            List.of(new Person("7", keypoints, 1)));

    assertThat(Recording.line(frame))
        .startsWith(
            "{\"stream\":\"a\\\"b\",\"frame\":3,\"ts_ms\":1234,\"w\":640,\"h\":480,"
                + "\"persons\":[{\"track_id\":\"7\",\"kp\":[[12.346,300.0,0.5],[0.0,0.0,0.0],")
        .endsWith("[0.0,0.0,0.0]]}]}");
  }

  @Test
  void writesALineForEveryFrame(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("calm.jsonl");
    Recording.write(DemoScenes.calm().frames(), file);

    assertThat(Files.readAllLines(file)).hasSize(450).allMatch(line -> line.endsWith("]}"));
  }
}
