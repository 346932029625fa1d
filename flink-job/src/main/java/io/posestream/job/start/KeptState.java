package io.posestream.job.start;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * The checkpoints and savepoints that the jobs of one consumer group left in a folder.
 *
 * <p>Flink puts the checkpoints of each job into a folder named by the job's id, which is another
 * after every start. So that no job goes on from another's, each start notes its id in {@code
 * posestream-jobs/GROUP/} beside them.
 *
 * <p>Thread-safe; it holds nothing but names.
 */
final class KeptState {
  private static final String INDEX = "posestream-jobs";
  private static final String METADATA = "_metadata";
  private static final String CHECKPOINT = "chk-";
  private static final String SAVEPOINT = "savepoint-";
  // How many characters of a job's id Flink puts into the name of its savepoint.
  private static final int SHORT_ID = 6;

  private final Path checkpoints;
  private final Optional<Path> savepoints;
  private final String group;

  /**
   * Names the folders.
   *
   * @param checkpoints of jobs, a URI
   * @param savepoints of jobs, a URI, if there is such a folder
   * @param group consumer group of the jobs
   */
  KeptState(String checkpoints, Optional<String> savepoints, String group) {
    this.checkpoints = new Path(checkpoints);
    this.savepoints = savepoints.map(Path::new);
    this.group = group;
  }

  private record Found(Path folder, long writtenMillis) {}

  /** Returns the newest complete checkpoint or savepoint of the group, if there is one. */
  Optional<String> newest() throws IOException {
    Set<String> jobs = jobs();
    return newest(jobs::contains, name -> jobs.stream().anyMatch(job -> isOf(name, job)));
  }

  /** Returns the newest complete checkpoint or savepoint of anybody, if there is one. */
  Optional<String> newestOfAnybody() throws IOException {
    return newest(any -> true, any -> true);
  }

  /** Notes that a job's state is the group's. */
  void own(JobID job) throws IOException {
    Path note = new Path(index(), job.toHexString());
    FileSystem files = note.getFileSystem();
    files.mkdirs(index());
    try (FSDataOutputStream out = files.create(note, FileSystem.WriteMode.OVERWRITE)) {
      out.write(group.getBytes(StandardCharsets.UTF_8));
    }
  }

  private Path index() {
    String folder = URLEncoder.encode(group, StandardCharsets.UTF_8);
    return new Path(new Path(checkpoints, INDEX), folder);
  }

  private Set<String> jobs() throws IOException {
    Set<String> jobs = new HashSet<>();
    for (FileStatus note : list(index())) {
      jobs.add(note.getPath().getName());
    }
    return jobs;
  }

  private static boolean isOf(String savepoint, String job) {
    return savepoint.startsWith(SAVEPOINT + job.substring(0, Math.min(SHORT_ID, job.length())));
  }

  private Optional<String> newest(Predicate<String> job, Predicate<String> savepoint)
      throws IOException {
    List<Found> found = new ArrayList<>();
    for (FileStatus folder : list(checkpoints)) {
      if (folder.isDir() && job.test(folder.getPath().getName())) {
        addComplete(folder.getPath(), CHECKPOINT, any -> true, found);
      }
    }
    if (savepoints.isPresent()) {
      addComplete(savepoints.get(), SAVEPOINT, savepoint, found);
    }
    return found.stream()
        .max(Comparator.comparingLong(Found::writtenMillis))
        .map(newest -> newest.folder().toString());
  }

  // The metadata is written last: without it a checkpoint is not complete.
  private static void addComplete(
      Path parent, String prefix, Predicate<String> wanted, List<Found> found) throws IOException {
    for (FileStatus folder : list(parent)) {
      String name = folder.getPath().getName();
      if (name.startsWith(prefix) && wanted.test(name)) {
        Path metadata = new Path(folder.getPath(), METADATA);
        FileSystem files = metadata.getFileSystem();
        if (files.exists(metadata)) {
          long written = files.getFileStatus(metadata).getModificationTime();
          found.add(new Found(folder.getPath(), written));
        }
      }
    }
  }

  private static FileStatus[] list(Path folder) throws IOException {
    try {
      FileStatus[] content = folder.getFileSystem().listStatus(folder);
      return content == null ? new FileStatus[0] : content;
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }
}
