package io.posestream.benchmarks.job;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * Processor time of this JVM without some threads: the time of a job without the broker beside it.
 *
 * <p>All garbage collection and compilation is charged to the job.
 */
final class CpuTime {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final long[] others;

  private CpuTime(long[] others) {
    this.others = others;
  }

  /** Returns a clock that excludes every thread that is alive now. */
  static CpuTime withoutThreadsOfNow() {
    return new CpuTime(THREADS.getAllThreadIds());
  }

  /** Returns nanoseconds since a fixed instant; threads that ended since then count. */
  long nanos() {
    return PROCESS.getProcessCpuTime()
        - Arrays.stream(others).map(id -> Math.max(0, THREADS.getThreadCpuTime(id))).sum();
  }

  /** Returns the processor time of the calling thread in nanoseconds. */
  static long ofThisThread() {
    return THREADS.getCurrentThreadCpuTime();
  }
}
