package io.posestream.flink.avro;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.message.SchemaStore;

/** The schemas that releases have written records with, which topics still hold. */
final class ReleasedSchemas {
  // Folders of the schemas module, which never change.
  private static final List<String> RELEASES = List.of("v1");
  // Files that later ones refer to come first.
  private static final List<String> FILES =
      List.of(
          "pose_frame",
          "model_reference",
          "quality",
          "window_scores",
          "action_event",
          "dead_letter");
  private static final List<Schema> ALL = read();

  private ReleasedSchemas() {}

  /** Returns a schema and those of its name in every release, by their fingerprints. */
  static SchemaStore with(Schema current) {
    SchemaStore.Cache known = new SchemaStore.Cache();
    ALL.stream()
        .filter(released -> released.getFullName().equals(current.getFullName()))
        .forEach(known::addSchema);
    known.addSchema(current);
    return known;
  }

  private static List<Schema> read() {
    List<Schema> schemas = new ArrayList<>();
    for (String release : RELEASES) {
      // Each release has its own: one parser does not take a name twice.
      Schema.Parser parser = new Schema.Parser();
      for (String file : FILES) {
        schemas.add(parser.parse(text("/released/%s/%s.avsc".formatted(release, file))));
      }
    }
    return List.copyOf(schemas);
  }

  private static String text(String resource) {
    try (InputStream in = io.posestream.avro.ActionEvent.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("expected the schema " + resource + " in the schemas' jar");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }
}
