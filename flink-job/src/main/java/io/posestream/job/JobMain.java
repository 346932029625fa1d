package io.posestream.job;

import io.posestream.job.config.ConfigException;
import io.posestream.job.config.JobConfigFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Entry of the job on a cluster.
 *
 * <p>Arguments: {@code --config /path/to/job.yaml [-Dkey=value ...]}.
 */
public final class JobMain {
  private JobMain() {}

  /**
   * Submits the job.
   *
   * @throws ConfigException if an argument or a setting cannot be used
   * @throws Exception if Flink refuses the job
   */
  public static void main(String[] args) throws Exception {
    Configuration config = configuration(args);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    PoseStreamJob job = new PoseStreamJob(config);
    job.wire(env);
    env.execute(job.settings().jobName());
  }

  static Configuration configuration(String[] args) {
    Map<String, String> overrides = new LinkedHashMap<>();
    String file = "";
    for (int i = 0; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      if (args[i].startsWith("-D") && equals > 2) {
        overrides.put(args[i].substring(2, equals), args[i].substring(equals + 1));
      } else if (args[i].equals("--config") && i + 1 < args.length) {
        file = args[++i];
      } else {
        throw new ConfigException("expected --config FILE or -Dkey=value, got '" + args[i] + "'");
      }
    }
    if (file.isEmpty()) {
      throw new ConfigException("expected --config FILE, got no such argument");
    }
    return JobConfigFile.read(Path.of(file), overrides);
  }
}
