package io.posestream.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.job.config.InferenceOptions;
import io.posestream.job.config.JobConfigFile;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

/** How long records may wait for a network buffer to fill. */
class NetworkBuffersTest {
  private static Map<String, Long> timeouts(Map<String, String> flink) {
    Map<String, String> settings = new HashMap<>(flink);
    settings.put(InferenceOptions.MODEL.key(), "../models/actions-slim");
    settings.put(InferenceOptions.SCENE_MODEL.key(), "../models/scenes-slim");
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
    new PoseStreamJob(JobConfigFile.of(settings)).wire(env);
    Collection<StreamNode> nodes = env.getStreamGraph(false).getStreamNodes();
    return nodes.stream()
        .collect(Collectors.toMap(StreamNode::getOperatorName, StreamNode::getBufferTimeout));
  }

  @Test
  void clipsAndScoresLeaveAtOnceAndFramesSoon() {
    assertThat(timeouts(Map.of()))
        .containsEntry("assemble clips", 0L)
        .containsEntry("score clips", 0L)
        .containsEntry("split off dead letters", 5L);
  }

  @Test
  void framesWaitAsLongAsTheUserSays() {
    assertThat(timeouts(Map.of("flink.execution.buffer-timeout.interval", "70 ms")))
        .containsEntry("assemble clips", 0L)
        .containsEntry("split off dead letters", 70L);
  }
}
