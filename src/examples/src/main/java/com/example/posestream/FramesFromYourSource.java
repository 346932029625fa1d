package com.example.posestream;

import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.flink.ActionRecognition;
import io.posestream.flink.ActionStreams;
import io.posestream.flink.types.PoseStreamTypes;
import io.posestream.onnx.OnnxModels;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.device.OnnxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Takes frames from a source of one's own, and prints the scores of every window.
 *
 * <p>{@link YourDetection} stands for what an estimator says of one person in one picture. Replace
 * it and Flink's generator by the types and the source that you have. Argument: the folder of a
 * model bundle.
 */
public final class FramesFromYourSource {
  private static final int FRAMES = 90;
  private static final long INTERVAL_MICROS = 33_333;
  private static final int JOINTS = 17;

  private FramesFromYourSource() {}

  /**
   * What an estimator says of one person in one picture.
   *
   * @param number of the picture, from 0
   * @param x of each joint, in pixels
   * @param y of each joint, in pixels
   * @param confidence of each joint, 0..1
   */
  record YourDetection(long number, float[] x, float[] y, float[] confidence) {}

  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    DataGeneratorSource<Long> source =
        new DataGeneratorSource<>(number -> number, FRAMES, Types.LONG);
    DataStream<PoseFrame> frames =
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "your source")
            .map(number -> frame(detect(number)))
            .returns(PoseStreamTypes.poseFrame())
            .assignTimestampsAndWatermarks(
                WatermarkStrategy.<PoseFrame>forBoundedOutOfOrderness(Duration.ofMillis(500))
                    .withTimestampAssigner((frame, any) -> frame.timeMillis()));

    // One setting is one call: this model runs on the CPU, and people who stand still are scored.
    OnnxOptions options = OnnxOptions.DEFAULTS.withDevice(Device.CPU);
    ActionStreams actions =
        ActionRecognition.builder(OnnxModels.fromFolder(Path.of(args[0]), options))
            .gates(gates -> gates.withMinMotion(0))
            .build()
            .apply(frames);
    actions.scores().map(scores -> scores.subject() + " " + scores.window()).print();
    actions.rejected().print();

    env.execute("frames from your source");
  }

  private static PoseFrame frame(YourDetection detection) {
    float[] keypoints = new float[Person.STRIDE * JOINTS];
    for (int joint = 0; joint < JOINTS; joint++) {
      keypoints[Person.STRIDE * joint] = detection.x()[joint];
      keypoints[Person.STRIDE * joint + 1] = detection.y()[joint];
      keypoints[Person.STRIDE * joint + 2] = detection.confidence()[joint];
    }
    return new PoseFrame(
        "your camera",
        detection.number(),
        INTERVAL_MICROS * detection.number(),
        1280,
        720,
        KeypointLayout.COCO17,
        List.of(new Person("7", keypoints, 0.9f)),
        FrameOrigin.UNKNOWN);
  }

  // A column of joints that sways.
  private static YourDetection detect(long number) {
    float[] x = new float[JOINTS];
    float[] y = new float[JOINTS];
    float[] confidence = new float[JOINTS];
    for (int joint = 0; joint < JOINTS; joint++) {
      x[joint] = 600 + 4 * joint + (float) (20 * Math.sin(number / 5.0));
      y[joint] = 150 + 20 * joint;
      confidence[joint] = 0.9f;
    }
    return new YourDetection(number, x, y, confidence);
  }
}
