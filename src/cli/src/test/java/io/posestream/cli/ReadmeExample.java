package io.posestream.cli;

import io.posestream.core.model.ActionModelFactory;
import io.posestream.core.pose.PoseFrame;
import io.posestream.flink.ActionRecognition;
import io.posestream.flink.ActionStreams;
import org.apache.flink.streaming.api.datastream.DataStream;

/** The example in the README; a test keeps both the same. */
final class ReadmeExample {
  private ReadmeExample() {}

  // readme: begin
  static ActionStreams recognise(DataStream<PoseFrame> frames, ActionModelFactory model) {
    ActionStreams actions = ActionRecognition.builder(model).build().apply(frames);
    actions.events().print(); // who did what, when: STARTED and ENDED
    actions.scores().print(); // every label of every window
    actions.rejected().print(); // frames that cannot be used, with the reason
    return actions;
  }
  // readme: end
}
