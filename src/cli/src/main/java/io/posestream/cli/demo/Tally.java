package io.posestream.cli.demo;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run of the job did not use, and why.
 *
 * @param dropped windows, tracks and pairs that were not scored, by gate
 * @param persons left out of their frames, by reason
 * @param joints taken for absent, by reason
 * @param values corrected, by reason
 * @param late frames that came after their last window was scored, by camera
 */
public record Tally(
    SortedMap<String, Long> dropped,
    SortedMap<String, Long> persons,
    SortedMap<String, Long> joints,
    SortedMap<String, Long> values,
    SortedMap<String, Long> late) {
  /** A run that used everything. */
  public static final Tally NONE =
      new Tally(
          new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

  /** Copies the maps in. */
  public Tally {
    dropped = copy(dropped);
    persons = copy(persons);
    joints = copy(joints);
    values = copy(values);
    late = copy(late);
  }

  private static SortedMap<String, Long> copy(SortedMap<String, Long> counts) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }
}
