package io.posestream.flink.metrics;

import java.util.Arrays;
import java.util.Locale;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * One counter per constant of an enum, told apart by a label.
 *
 * @param <E> the enum
 */
public final class EnumCounters<E extends Enum<E>> {
  private final Counter[] counters;

  /**
   * Registers the counters.
   *
   * @param group they belong to
   * @param label name of the label; its value is the constant in kebab case
   * @param name of the counters
   * @param type the enum
   */
  public EnumCounters(MetricGroup group, String label, String name, Class<E> type) {
    counters =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> group.addGroup(label, kebab(constant)).counter(name))
            .toArray(Counter[]::new);
  }

  /** Counts one more. */
  public void inc(E constant) {
    counters[constant.ordinal()].inc();
  }

  /** Counts so many more. */
  public void inc(E constant, long count) {
    counters[constant.ordinal()].inc(count);
  }

  private static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
