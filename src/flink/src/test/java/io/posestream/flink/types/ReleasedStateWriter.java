package io.posestream.flink.types;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Writes {@link ReleasedState} down, one file per type; runs only when it is named: {@code mvn -pl
 * schemas,src/core,src/testkit,src/flink test -Dsurefire.failIfNoSpecifiedTests=false
 * -Dtest=ReleasedStateWriter -Dreleased.folder=ABSOLUTE_FOLDER}.
 */
class ReleasedStateWriter {
  private static final String FOLDER = "released.folder";

  @Test
  @EnabledIfSystemProperty(named = FOLDER, matches = ".+")
  void writesOneFilePerType() throws IOException {
    Path folder = Files.createDirectories(Path.of(System.getProperty(FOLDER)));
    for (RecordType type : RecordType.values()) {
      Files.write(folder.resolve(type + ".bin"), state(type));
    }
  }

  private static byte[] state(RecordType type) throws IOException {
    TypeSerializer<Object> serializer = new RecordSerializer<>(type);
    DataOutputSerializer out = new DataOutputSerializer(1024);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
    for (Object value : ReleasedState.values(type)) {
      serializer.serialize(value, out);
    }
    return out.getCopyOfBuffer();
  }
}
