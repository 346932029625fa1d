package io.posestream.job;

import io.posestream.job.config.ConfigException;
import io.posestream.job.start.StartingPoint;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Entry of the job on a cluster.
 *
 * <p>Arguments: {@code --config /path/to/job.yaml [-Dkey=value ...] [--fresh]}; see {@link
 * StartingPoint} for what the job goes on from.
 */
public final class JobMain {
  private JobMain() {}

  /**
   * Submits the job.
   *
   * @throws ConfigException if an argument or a setting cannot be used, or state would be lost
   * @throws Exception if Flink refuses the job
   */
  public static void main(String[] args) throws Exception {
    JobArguments arguments = JobArguments.of(args);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    PoseStreamJob job = new PoseStreamJob(arguments.settings());
    job.wire(env);
    new StartingPoint(job.settings()).apply(env, arguments.wish());
    env.execute(job.settings().jobName());
  }
}
