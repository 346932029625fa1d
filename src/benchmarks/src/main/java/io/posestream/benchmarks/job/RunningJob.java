package io.posestream.benchmarks.job;

import io.posestream.flink.inference.BundleCatalog;
import io.posestream.job.PoseStreamJob;
import io.posestream.job.kafka.FrameSource.Extent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job with one slot, in its own embedded Flink.
 *
 * <p>Owned and used by one thread; closing cancels the job and waits for its end.
 */
final class RunningJob implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int POLL_MILLIS = 2;

  private final JobClient job;
  private final CompletableFuture<JobExecutionResult> result;
  private final ModelMeter meter;

  private RunningJob(JobClient job, ModelMeter meter) {
    this.job = job;
    this.result = job.getJobExecutionResult();
    this.meter = meter;
  }

  /** Starts a job whose model is metered. */
  static RunningJob start(Configuration config, MeteredModels models) {
    return started(
        new PoseStreamJob(config, models, BundleCatalog.NONE), ModelMeter.of(models.run()));
  }

  /** Starts a job with the models that its configuration names; no meter counts. */
  static RunningJob start(Configuration config) {
    PoseStreamJob job = new PoseStreamJob(config);
    return started(job, ModelMeter.of(job.settings().jobName()));
  }

  private static RunningJob started(PoseStreamJob job, ModelMeter meter) {
    try {
      StreamExecutionEnvironment env =
          StreamExecutionEnvironment.createLocalEnvironment(1, new Configuration());
      job.wire(env, Extent.UNBOUNDED);
      return new RunningJob(env.executeAsync(job.settings().jobName()), meter);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new BenchFailedException("the job was not accepted: " + e.getMessage(), e);
    }
  }

  /**
   * Waits until the model has scored a number of clips.
   *
   * @throws BenchFailedException if the job fails, or scores no clip for a minute
   */
  void awaitClips(long clips) {
    long seen = meter.clips();
    long since = System.nanoTime();
    while (seen < clips) {
      requireAlive();
      pause(POLL_MILLIS);
      long now = meter.clips();
      if (now > seen) {
        seen = now;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > PATIENCE_NANOS) {
        throw new BenchFailedException(
            "expected %d clips, got %d and none for a minute".formatted(clips, seen));
      }
    }
  }

  /**
   * Checks that the job still runs.
   *
   * @throws BenchFailedException if it does not
   */
  void requireAlive() {
    if (result.isDone()) {
      try {
        result.get();
      } catch (ExecutionException e) {
        throw new BenchFailedException("the job failed: " + rootOf(e), e);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
      throw new BenchFailedException("the job ended before it was measured");
    }
  }

  private static Throwable rootOf(Throwable error) {
    Throwable cause = error.getCause();
    return cause == null ? error : rootOf(cause);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static BenchFailedException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new BenchFailedException("interrupted while the job ran", cause);
  }

  @Override
  public void close() {
    try {
      job.cancel().get(30, TimeUnit.SECONDS);
      result.handle((ended, error) -> true).get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // A failed job cannot be cancelled; its failure has been reported already.
      if (!result.isDone()) {
        throw new BenchFailedException("the job does not end", e);
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }
}
