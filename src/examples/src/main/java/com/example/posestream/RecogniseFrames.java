package com.example.posestream;

import io.posestream.core.pose.PoseFrame;
import io.posestream.flink.ActionRecognition;
import io.posestream.flink.ActionStreams;
import io.posestream.flink.types.PoseStreamTypes;
import io.posestream.onnx.OnnxModels;
import io.posestream.testkit.simulation.DemoScenes;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Prints what simulated people do. Argument: the folder of a model bundle. */
public final class RecogniseFrames {
  private RecogniseFrames() {}

  // readme: begin
  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    DataStream<PoseFrame> frames =
        env.fromData(DemoScenes.lobby().frames(), PoseStreamTypes.poseFrame())
            .assignTimestampsAndWatermarks(
                WatermarkStrategy.<PoseFrame>forBoundedOutOfOrderness(Duration.ofMillis(500))
                    .withTimestampAssigner((frame, any) -> frame.timeMillis()));

    ActionStreams actions =
        ActionRecognition.builder(OnnxModels.fromFolder(Path.of(args[0]))).build().apply(frames);
    actions.events().map(event -> event.phase() + " " + event.action()).print();

    env.execute("recognise frames");
  }
  // readme: end
}
