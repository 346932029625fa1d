package io.posestream.avro;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One record of each topic, and the program that writes them down with a release.
 *
 * <p>The folder {@code src/main/resources/released/vN} holds the schemas of a release, which
 * decoders look up by the fingerprint in a record, and {@code src/test/resources/released/vN}, as
 * Avro single objects, these records as that release wrote them. To keep the next release readable:
 *
 * <ol>
 *   <li>if a schema changed since the newest folder, copy {@code src/main/avro/*.avsc} to {@code
 *       src/main/resources/released/vN+1}; never change an older folder;
 *   <li>run {@code main} with {@code src/test/resources/released/vN+1} as its argument: {@code mvn
 *       -pl schemas test-compile org.codehaus.mojo:exec-maven-plugin:3.6.4:java
 *       -Dexec.classpathScope=test -Dexec.mainClass=io.posestream.avro.ReleasedRecords
 *       -Dexec.args=ABSOLUTE_FOLDER -Dorg.apache.avro.SERIALIZABLE_PACKAGES=io.posestream.avro};
 *   <li>add the folder to {@code SchemaEvolutionTest.RELEASES} and to the {@code RELEASES} of the
 *       decoders' {@code ReleasedSchemas}.
 * </ol>
 *
 * <p>Fields of later releases stay at their defaults here, so that the records of every release
 * read the same.
 */
final class ReleasedRecords {
  private ReleasedRecords() {}

  /** Writes the records to the folder {@code args[0]}. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    write(folder.resolve("pose_frame.bin"), PoseFrame.getEncoder().encode(poseFrame()));
    write(folder.resolve("window_scores.bin"), WindowScores.getEncoder().encode(windowScores()));
    write(folder.resolve("action_event.bin"), ActionEvent.getEncoder().encode(actionEvent()));
    write(folder.resolve("dead_letter.bin"), DeadLetter.getEncoder().encode(deadLetter()));
  }

  private static void write(Path file, ByteBuffer encoded) throws IOException {
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    Files.write(file, bytes);
  }

  static PoseFrame poseFrame() {
    return PoseFrame.newBuilder()
        .setCameraId("lobby")
        .setFrameNumber(42)
        .setEventTime(Instant.parse("2026-01-02T03:04:05.678901Z"))
        .setWidth(1280)
        .setHeight(720)
        .setLayout("coco17")
        .setPersons(List.of(person("7", null), person("8", new Box(10f, 20f, 30f, 60f))))
        .build();
  }

  private static Person person(String track, Box box) {
    Float[] keypoints = new Float[51];
    for (int i = 0; i < keypoints.length; i++) {
      keypoints[i] = i % 3 == 2 ? 0.5f : 100f + i;
    }
    return new Person(track, List.of(keypoints), 0.9f, box);
  }

  static WindowScores windowScores() {
    return WindowScores.newBuilder()
        .setCameraId("lobby")
        .setScope("person")
        .setTrackId("7")
        .setWindowStart(Instant.ofEpochMilli(1000))
        .setWindowEnd(Instant.ofEpochMilli(3000))
        .setPersonCount(1)
        .setLabels(List.of("fall", "other"))
        .setProbabilities(List.of(0.75f, 0.25f))
        .setModel(model())
        .setQuality(quality())
        .setTraceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        .build();
  }

  static ActionEvent actionEvent() {
    return ActionEvent.newBuilder()
        .setEventId("0b0f7a52-9a5c-3b6f-8d2c-2f0e9d3b7a10")
        .setSequence(1)
        .setPhase("ENDED")
        .setEndReason("below-threshold")
        .setScope("person")
        .setCameraId("lobby")
        .setTrackId("7")
        .setZoneIds(List.of("door"))
        .setAction(new Action("fall", 0))
        .setStart(Instant.ofEpochMilli(1000))
        .setEnd(Instant.ofEpochMilli(4000))
        .setWindowStart(Instant.ofEpochMilli(3000))
        .setWindowEnd(Instant.ofEpochMilli(5000))
        .setConfidence(new Confidence(0.25f, 0.9f, 0.6f))
        .setTop(List.of(new LabelScore("other", 0.75f), new LabelScore("fall", 0.25f)))
        .setParticipants(List.of(new Participant("7", 1f, new Box(10f, 20f, 30f, 60f), List.of())))
        .setPersonCount(1)
        .setModel(model())
        .setQuality(quality())
        .setAttributes(Map.of("site", "north"))
        .build();
  }

  static DeadLetter deadLetter() {
    return DeadLetter.newBuilder()
        .setReason("wrong-joint-count")
        .setMessage("expected 51 keypoint values, got 50")
        .setTopic("pose.frames.v1")
        .setPartition(3)
        .setOffset(99)
        .setCameraId("lobby")
        .setFrameNumber(42L)
        .setPayload(ByteBuffer.wrap(new byte[] {1, 2, 3}))
        .build();
  }

  private static ModelReference model() {
    return new ModelReference("starter", "1.0.0", "0".repeat(64), "fp32");
  }

  private static Quality quality() {
    return new Quality(28, 30, 2, 0.8f, false);
  }
}
