package io.posestream.flink.types;

import static io.posestream.flink.types.Binary.readFloats;
import static io.posestream.flink.types.Binary.readList;
import static io.posestream.flink.types.Binary.readText;
import static io.posestream.flink.types.Binary.scratch;
import static io.posestream.flink.types.Binary.writeFloats;
import static io.posestream.flink.types.Binary.writeList;
import static io.posestream.flink.types.Binary.writeText;

import io.posestream.core.model.ModelReference;
import io.posestream.core.model.Probabilities;
import io.posestream.core.score.LabelEvidence;
import io.posestream.core.score.LabelScore;
import io.posestream.core.score.ScoreOutcome;
import io.posestream.core.score.Unscored;
import io.posestream.core.score.WindowScores;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary forms of scores. */
final class ScoreCodecs {
  static final Codec<ModelReference> MODEL =
      Codec.of(
          (model, out) -> {
            writeText(model.name(), out);
            writeText(model.version(), out);
            writeText(model.sha256(), out);
            writeText(model.precision(), out);
          },
          in -> new ModelReference(readText(in), readText(in), readText(in), readText(in)));

  static final Codec<LabelScore> LABEL_SCORE =
      Codec.of(
          (score, out) -> {
            writeText(score.label(), out);
            out.writeFloat(score.probability());
          },
          in -> new LabelScore(readText(in), in.readFloat()));

  private static final Codec<LabelEvidence> EVIDENCE =
      Codec.of(
          (evidence, out) -> {
            out.writeInt(evidence.label());
            byte[] timeline = evidence.timeline();
            out.writeInt(timeline.length);
            out.write(timeline);
            writeFloats(evidence.shares(), out);
          },
          in -> {
            int label = in.readInt();
            byte[] timeline = new byte[in.readInt()];
            in.readFully(timeline);
            return new LabelEvidence(label, timeline, readFloats(in));
          });

  private ScoreCodecs() {}

  /** Returns the codec of scores whose labels stand in a catalog, or in the scores themselves. */
  static Codec<WindowScores> scores(LabelCatalog catalog) {
    Codec<List<String>> labels = labels(catalog);
    return Codec.of((scores, out) -> write(scores, labels, out), in -> read(labels, in));
  }

  private static void write(WindowScores scores, Codec<List<String>> labels, DataOutputView out)
      throws IOException {
    WindowCodecs.SUBJECT.write(scores.subject(), out);
    WindowCodecs.WINDOW.write(scores.window(), out);
    labels.write(scores.labels(), out);
    writeProbabilities(scores.byClass(), out);
    out.writeInt(scores.persons());
    writeList(scores.tracks(), WindowCodecs.TRACK, out);
    WindowCodecs.QUALITY.write(scores.quality(), out);
    MODEL.write(scores.model(), out);
    writeText(scores.traceparent(), out);
    writeList(scores.evidence(), EVIDENCE, out);
  }

  private static WindowScores read(Codec<List<String>> labels, DataInputView in)
      throws IOException {
    return new WindowScores(
        WindowCodecs.SUBJECT.read(in),
        WindowCodecs.WINDOW.read(in),
        labels.read(in),
        Probabilities.owning(readFloats(in)),
        in.readInt(),
        readList(WindowCodecs.TRACK, in),
        WindowCodecs.QUALITY.read(in),
        MODEL.read(in),
        readText(in),
        ReleasedInput.since(2, in) ? readList(EVIDENCE, in) : List.of());
  }

  /** Returns the codec of scores and absences. */
  static Codec<ScoreOutcome> outcome(LabelCatalog catalog) {
    Codec<Unscored> unscored =
        Codec.of(
            (value, out) -> WindowCodecs.ABSENCE.write(value.absence(), out),
            in -> new Unscored(WindowCodecs.ABSENCE.read(in)));
    return new Alternatives<ScoreOutcome>()
        .with(WindowScores.class, scores(catalog))
        .with(Unscored.class, unscored);
  }

  // Whether they stand in the catalog, then their digest, or else all of them.
  private static Codec<List<String>> labels(LabelCatalog catalog) {
    return Codec.of(
        (labels, out) -> {
          Optional<Long> digest = catalog.digestOf(labels);
          out.writeBoolean(digest.isPresent());
          if (digest.isPresent()) {
            out.writeLong(digest.get());
          } else {
            writeList(labels, WindowCodecs.TEXT, out);
          }
        },
        in -> {
          boolean inCatalog = ReleasedInput.since(3, in) && in.readBoolean();
          return inCatalog ? labelsOf(in.readLong(), catalog) : readList(WindowCodecs.TEXT, in);
        });
  }

  private static List<String> labelsOf(long digest, LabelCatalog catalog) throws IOException {
    return catalog
        .labelsOf(digest)
        .orElseThrow(
            () ->
                new IOException(
                    "expected scores with labels of %s, got labels with digest %x"
                        .formatted(catalog, digest)));
  }

  private static void writeProbabilities(Probabilities values, DataOutputView out)
      throws IOException {
    out.writeInt(values.size());
    ByteBuffer bytes = scratch(values.size());
    for (int label = 0; label < values.size(); label++) {
      bytes.putFloat(values.of(label));
    }
    out.write(bytes.array(), 0, bytes.position());
  }
}
