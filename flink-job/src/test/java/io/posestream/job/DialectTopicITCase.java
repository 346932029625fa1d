package io.posestream.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.Phase;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.job.JobTopics.RawFrame;
import io.posestream.job.config.KafkaOptions;
import io.posestream.job.kafka.FrameSource.Extent;
import io.posestream.testkit.simulation.DemoScenes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The lobby as another program writes it: no camera, no time, no size and no track ids. */
@ExtendWith(TestServers.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DialectTopicITCase {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String CAMERA = "lobby";
  private static final long START_MILLIS = 1_700_000_000_000L;

  @Test
  void findsTheFallInTheFramesOfAnotherProgram() throws Exception {
    JobTopics topics =
        JobTopics.of("dialect", "hashmap")
            .set(KafkaOptions.FRAME_FORMAT, "ultralytics")
            .set(KafkaOptions.FRAME_SIZE, "1280x720")
            .set(KafkaOptions.FRAME_TRACKS, "tracked");
    List<RawFrame> frames = new ArrayList<>();
    frames.add(new RawFrame(CAMERA, START_MILLIS, null));
    frames.add(new RawFrame(CAMERA, START_MILLIS, "{\"no\":\"frame\"".getBytes(UTF_8)));
    for (PoseFrame frame : DemoScenes.lobby().frames()) {
      frames.add(new RawFrame(CAMERA, START_MILLIS + frame.timeMillis(), ultralytics(frame)));
    }
    topics.sendAsTheyAre(frames);
    topics.submit(2, Extent.BOUNDED, Optional.empty()).getJobExecutionResult().get();

    assertThat(phases(topics.events(CAMERA), "fall"))
        .containsSubsequence(Phase.STARTED, Phase.ENDED);
    // The tombstone and what is no JSON.
    assertThat(topics.rejections())
        .containsExactly(RejectReason.UNDECODABLE, RejectReason.UNDECODABLE);
  }

  private static List<Phase> phases(List<ActionEvent> events, String action) {
    return events.stream()
        .filter(event -> event.action().equals(action))
        .map(ActionEvent::phase)
        .toList();
  }

  private static byte[] ultralytics(PoseFrame frame) throws Exception {
    ArrayNode people = MAPPER.createArrayNode();
    frame.persons().forEach(person -> put(person, people.addObject()));
    return MAPPER.writeValueAsBytes(people);
  }

  private static void put(Person person, ObjectNode into) {
    into.put("name", "person").put("confidence", person.score());
    ObjectNode keypoints = into.putObject("keypoints");
    ArrayNode x = keypoints.putArray("x");
    ArrayNode y = keypoints.putArray("y");
    ArrayNode visible = keypoints.putArray("visible");
    for (int joint = 0; joint < person.joints(); joint++) {
      x.add(person.x(joint));
      y.add(person.y(joint));
      visible.add(person.jointScore(joint));
    }
  }
}
