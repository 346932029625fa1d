package io.posestream.core.control.message;

/** A change of the running job that was accepted. */
public interface ControlChange {
  /** Returns its number among the changes of its kind, ascending from 1. */
  long version();

  /** Returns the event time from which it holds. */
  long effectiveFromMillis();
}
