package io.posestream.testkit.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What all fake models of one name were asked in this JVM, so that a test sees what the operators
 * of a MiniCluster did.
 *
 * <p>Mutable and thread-safe.
 */
public final class ModelCalls {
  private static final Map<String, ModelCalls> BY_NAME = new ConcurrentHashMap<>();

  private final List<Integer> batchSizes = new ArrayList<>();
  private int opened;
  private int closed;

  private ModelCalls() {}

  /** Returns the calls of a name; the same object every time. */
  public static ModelCalls of(String name) {
    return BY_NAME.computeIfAbsent(name, unused -> new ModelCalls());
  }

  /** Returns how often a model was asked. */
  public synchronized int calls() {
    return batchSizes.size();
  }

  /** Returns how many clips it was given in all. */
  public synchronized int clips() {
    return batchSizes.stream().mapToInt(Integer::intValue).sum();
  }

  /** Returns the clips of each call, in the order of the calls. */
  public synchronized List<Integer> batchSizes() {
    return List.copyOf(batchSizes);
  }

  /** Returns how many models were opened. */
  public synchronized int opened() {
    return opened;
  }

  /** Returns how many models were closed. */
  public synchronized int closed() {
    return closed;
  }

  /** Forgets everything, as before a test. */
  public synchronized void reset() {
    batchSizes.clear();
    opened = 0;
    closed = 0;
  }

  synchronized void countOpen() {
    opened++;
  }

  synchronized void countClose() {
    closed++;
  }

  /** Counts a call and returns its number, from 1. */
  synchronized int count(int clips) {
    batchSizes.add(clips);
    return batchSizes.size();
  }
}
