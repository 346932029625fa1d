package io.posestream.job.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptStateTest {
  private final Path checkpoints;
  private final Path savepoints;
  private final KeptState gate;
  private final KeptState dock;

  KeptStateTest(@TempDir Path folder) {
    checkpoints = folder.resolve("checkpoints");
    savepoints = folder.resolve("savepoints");
    gate = state("gate/1");
    dock = state("dock");
  }

  private KeptState state(String group) {
    return new KeptState("file://" + checkpoints, Optional.of("file://" + savepoints), group);
  }

  private Path checkpoint(JobID job, int number, long writtenMillis) throws IOException {
    return written(checkpoints.resolve(job.toHexString()).resolve("chk-" + number), writtenMillis);
  }

  private static Path written(Path folder, long millis) throws IOException {
    Files.createDirectories(folder);
    Path metadata = Files.writeString(folder.resolve("_metadata"), "");
    Files.setLastModifiedTime(metadata, FileTime.fromMillis(millis));
    return folder;
  }

  @Test
  void findsNothingWhereNothingIs() throws IOException {
    assertThat(gate.newest()).isEmpty();
    assertThat(gate.newestOfAnybody()).isEmpty();
  }

  // Numbers begin again where a job began without state.
  @Test
  void findsTheCheckpointThatWasWrittenLast() throws IOException {
    JobID first = new JobID();
    JobID second = new JobID();
    gate.own(first);
    gate.own(second);
    checkpoint(first, 57, 1_000_000);
    Path newest = checkpoint(second, 3, 2_000_000);

    assertThat(gate.newest()).contains("file:" + newest);
  }

  @Test
  void passesOverACheckpointThatIsNotComplete() throws IOException {
    JobID job = new JobID();
    gate.own(job);
    Path whole = checkpoint(job, 3, 1_000_000);
    Files.createDirectories(checkpoints.resolve(job.toHexString()).resolve("chk-4"));

    assertThat(gate.newest()).contains("file:" + whole);
  }

  @Test
  void takesNoStateOfAnotherGroup() throws IOException {
    JobID job = new JobID();
    dock.own(job);
    Path others = checkpoint(job, 3, 1_000_000);

    assertThat(gate.newest()).isEmpty();
    assertThat(gate.newestOfAnybody()).contains("file:" + others);
  }

  @Test
  void findsTheSavepointWithWhichTheJobWasStopped() throws IOException {
    JobID job = new JobID();
    gate.own(job);
    checkpoint(job, 3, 1_000_000);
    String shortId = job.toHexString().substring(0, 6);
    Path savepoint = written(savepoints.resolve("savepoint-" + shortId + "-ab12"), 2_000_000);
    written(savepoints.resolve("savepoint-zzzzzz-ab12"), 3_000_000);

    assertThat(gate.newest()).contains("file:" + savepoint);
  }
}
