package io.posestream.flink.avro;

import io.posestream.core.model.ModelReference;
import io.posestream.core.model.Scope;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Quality;
import io.posestream.core.window.Subject;
import io.posestream.core.window.Window;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.message.BinaryMessageDecoder;
import org.jspecify.annotations.Nullable;

/** Window scores as Avro. */
public final class ScoresMessage {
  private static final BinaryMessageDecoder<io.posestream.avro.WindowScores> DECODER =
      io.posestream.avro.WindowScores.createDecoder(
          ReleasedSchemas.with(io.posestream.avro.WindowScores.getClassSchema()));

  private ScoresMessage() {}

  /** Encodes scores as an Avro single object. */
  public static byte[] encode(WindowScores scores) {
    io.posestream.avro.WindowScores message =
        io.posestream.avro.WindowScores.newBuilder()
            .setCameraId(scores.subject().camera())
            .setScope(scores.subject().scope().id())
            .setTrackId(scores.subject().trackId().orElse(null))
            .setTrackIds(scores.subject().tracks())
            .setWindowStart(Instant.ofEpochMilli(scores.window().startMillis()))
            .setWindowEnd(Instant.ofEpochMilli(scores.window().endMillis()))
            .setPersonCount(scores.persons())
            .setLabels(scores.labels())
            .setProbabilities(boxed(scores.probabilities()))
            .setModel(toAvro(scores.model()))
            .setQuality(toAvro(scores.quality()))
            .setTraceparent(scores.traceparent().isEmpty() ? null : scores.traceparent())
            .build();
    return SingleObject.encode(message, io.posestream.avro.WindowScores.getEncoder());
  }

  /**
   * Decodes scores; the tracks are not part of the message.
   *
   * @throws IOException if the bytes are not scores
   */
  public static WindowScores decode(byte[] value) throws IOException {
    io.posestream.avro.WindowScores message = SingleObject.decode(value, DECODER);

    return new WindowScores(
        subject(
            message.getCameraId(), message.getScope(), message.getTrackId(), message.getTrackIds()),
        window(message.getWindowStart(), message.getWindowEnd()),
        message.getLabels(),
        FrameMessage.flat(message.getProbabilities()),
        message.getPersonCount(),
        List.of(),
        toDomain(message.getQuality()),
        toDomain(message.getModel()),
        Optional.ofNullable(message.getTraceparent()).orElse(""));
  }

  private static List<Float> boxed(float[] values) {
    List<Float> boxed = new ArrayList<>(values.length);
    for (float value : values) {
      boxed.add(value);
    }
    return boxed;
  }

  // Records of the first release name no tracks but the one in scope person.
  static Subject subject(
      String camera, String scope, @Nullable String trackId, List<String> trackIds)
      throws IOException {
    Scope known =
        Scope.named(scope)
            .orElseThrow(() -> new IOException("expected a known scope, got '" + scope + "'"));
    List<String> tracks = trackIds.isEmpty() && trackId != null ? List.of(trackId) : trackIds;
    try {
      return new Subject(camera, known, tracks);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  static Window window(Instant start, Instant end) {
    return new Window(start.toEpochMilli(), end.toEpochMilli());
  }

  static io.posestream.avro.ModelReference toAvro(ModelReference model) {
    return new io.posestream.avro.ModelReference(
        model.name(), model.version(), model.sha256(), model.precision());
  }

  static ModelReference toDomain(io.posestream.avro.ModelReference model) {
    return new ModelReference(
        model.getName(), model.getVersion(), model.getSha256(), model.getPrecision());
  }

  static io.posestream.avro.Quality toAvro(Quality quality) {
    return new io.posestream.avro.Quality(
        quality.framesUsed(),
        quality.framesExpected(),
        quality.lateFrames(),
        quality.meanKeypointScore(),
        quality.idSwitchSuspected());
  }

  static Quality toDomain(io.posestream.avro.Quality quality) {
    return new Quality(
        quality.getFramesUsed(),
        quality.getFramesExpected(),
        quality.getLateFrames(),
        quality.getMeanKeypointScore(),
        quality.getIdSwitchSuspected());
  }
}
