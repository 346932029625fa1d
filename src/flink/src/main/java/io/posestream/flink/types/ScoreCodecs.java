package io.posestream.flink.types;

import static io.posestream.flink.types.Binary.readFloats;
import static io.posestream.flink.types.Binary.readList;
import static io.posestream.flink.types.Binary.readText;
import static io.posestream.flink.types.Binary.writeFloats;
import static io.posestream.flink.types.Binary.writeList;
import static io.posestream.flink.types.Binary.writeText;

import io.posestream.core.model.ModelReference;
import io.posestream.core.score.LabelEvidence;
import io.posestream.core.score.LabelScore;
import io.posestream.core.score.WindowScores;
import java.util.List;

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
            byte[] course = evidence.course();
            out.writeInt(course.length);
            out.write(course);
            writeFloats(evidence.shares(), out);
          },
          in -> {
            int label = in.readInt();
            byte[] course = new byte[in.readInt()];
            in.readFully(course);
            return new LabelEvidence(label, course, readFloats(in));
          });

  static final Codec<WindowScores> SCORES =
      Codec.of(
          (scores, out) -> {
            WindowCodecs.SUBJECT.write(scores.subject(), out);
            WindowCodecs.WINDOW.write(scores.window(), out);
            writeList(scores.labels(), WindowCodecs.TEXT, out);
            writeFloats(scores.probabilities(), out);
            out.writeInt(scores.persons());
            writeList(scores.tracks(), WindowCodecs.TRACK, out);
            WindowCodecs.QUALITY.write(scores.quality(), out);
            MODEL.write(scores.model(), out);
            writeText(scores.traceparent(), out);
            writeList(scores.evidence(), EVIDENCE, out);
          },
          in ->
              new WindowScores(
                  WindowCodecs.SUBJECT.read(in),
                  WindowCodecs.WINDOW.read(in),
                  readList(WindowCodecs.TEXT, in),
                  readFloats(in),
                  in.readInt(),
                  readList(WindowCodecs.TRACK, in),
                  WindowCodecs.QUALITY.read(in),
                  MODEL.read(in),
                  readText(in),
                  ReleasedInput.since(2, in) ? readList(EVIDENCE, in) : List.of()));

  private ScoreCodecs() {}
}
