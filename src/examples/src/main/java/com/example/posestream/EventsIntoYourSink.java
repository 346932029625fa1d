package com.example.posestream;

import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.Phase;
import io.posestream.core.pose.PoseFrame;
import io.posestream.flink.ActionRecognition;
import io.posestream.flink.types.PoseStreamTypes;
import io.posestream.onnx.OnnxModels;
import io.posestream.testkit.simulation.DemoScenes;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Writes falls into a sink of one's own, here a text file.
 *
 * <p>Arguments: the folder of a model bundle, and the file.
 */
public final class EventsIntoYourSink {
  private EventsIntoYourSink() {}

  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    DataStream<PoseFrame> frames =
        env.fromData(DemoScenes.lobby().frames(), PoseStreamTypes.poseFrame())
            .assignTimestampsAndWatermarks(
                WatermarkStrategy.<PoseFrame>forBoundedOutOfOrderness(Duration.ofMillis(500))
                    .withTimestampAssigner((frame, any) -> frame.timeMillis()));

    ActionRecognition.builder(OnnxModels.fromFolder(Path.of(args[0])))
        .build()
        .apply(frames)
        .events()
        .filter(event -> event.phase() == Phase.STARTED && event.action().equals("fall"))
        .sinkTo(new AlarmFile(args[1]))
        .setParallelism(1);

    env.execute("events into your sink");
  }

  /**
   * Appends a line for each event.
   *
   * <p>An event may be written again after a failure: {@link ActionEvent#eventId} tells which it
   * is.
   *
   * @param file as text, for a path does not travel
   */
  record AlarmFile(String file) implements Sink<ActionEvent> {
    private static final long serialVersionUID = 1L;

    @Override
    public SinkWriter<ActionEvent> createWriter(WriterInitContext context) throws IOException {
      BufferedWriter lines =
          Files.newBufferedWriter(
              Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return new AlarmWriter(lines);
    }
  }

  /** Owned by one subtask; Flink flushes it before each checkpoint. */
  private static final class AlarmWriter implements SinkWriter<ActionEvent> {
    private final BufferedWriter lines;

    AlarmWriter(BufferedWriter lines) {
      this.lines = lines;
    }

    @Override
    public void write(ActionEvent event, Context context) throws IOException {
      lines.write(
          "%s: %s of track %s on %s"
              .formatted(
                  event.eventId(),
                  event.action(),
                  event.subject().tracks(),
                  event.subject().camera()));
      lines.newLine();
    }

    @Override
    public void flush(boolean endOfInput) throws IOException {
      lines.flush();
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }
}
