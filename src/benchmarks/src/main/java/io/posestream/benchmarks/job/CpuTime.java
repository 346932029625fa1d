package io.posestream.benchmarks.job;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * Processor time of this JVM but for some threads: what a job took, without the broker beside it.
 *
 * <p>Garbage collection and compilation count for the job, whoever caused them.
 */
final class CpuTime {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final long[] others;

  private CpuTime(long[] others) {
    this.others = others;
  }

  /** Returns a clock that leaves out every thread that lives now. */
  static CpuTime withoutThreadsOfNow() {
    return new CpuTime(THREADS.getAllThreadIds());
  }

  /** Returns the time in nanoseconds since some instant; a thread that ended in between counts. */
  long nanos() {
    return PROCESS.getProcessCpuTime()
        - Arrays.stream(others).map(id -> Math.max(0, THREADS.getThreadCpuTime(id))).sum();
  }

  /** Returns the processor time of the calling thread in nanoseconds. */
  static long ofThisThread() {
    return THREADS.getCurrentThreadCpuTime();
  }
}
