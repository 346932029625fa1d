package io.posestream.core.event;

import java.util.List;

/**
 * An action that has started and not ended.
 *
 * @param eventId of its events
 * @param startMillis start of the action
 * @param endMillis end of the action as seen so far
 * @param lastShownMillis end of the last window that showed it
 * @param lastStepMillis end of the window of its newest event
 * @param steps events emitted so far
 * @param windows that showed it
 * @param sum of the probability over them
 * @param peak highest probability
 * @param shares who acts
 */
public record OpenAction(
    String eventId,
    long startMillis,
    long endMillis,
    long lastShownMillis,
    long lastStepMillis,
    int steps,
    int windows,
    double sum,
    float peak,
    TrackShares shares) {

  /**
   * Begins an action with the windows that confirm it.
   *
   * @param run ascending, not empty
   * @param notBeforeMillis end of the action before, for windows overlap
   */
  static OpenAction begin(String eventId, List<Sighting> run, long notBeforeMillis) {
    long newest = run.get(run.size() - 1).window().endMillis();
    long start = run.stream().mapToLong(Sighting::startMillis).min().orElse(newest);
    OpenAction action =
        new OpenAction(
            eventId,
            Math.max(start, notBeforeMillis),
            Long.MIN_VALUE,
            newest,
            newest,
            1,
            0,
            0,
            0,
            TrackShares.NONE);
    for (Sighting sighting : run) {
      action = action.shown(sighting);
    }
    return action;
  }

  OpenAction shown(Sighting sighting) {
    float p = sighting.probability();
    return new OpenAction(
        eventId,
        startMillis,
        Math.max(Math.max(endMillis, sighting.endMillis()), startMillis + 1),
        sighting.window().endMillis(),
        lastStepMillis,
        steps,
        windows + 1,
        sum + p,
        Math.max(peak, p),
        shares.plus(sighting.shares()));
  }

  /** Returns the action after one more event. */
  OpenAction stepped(long windowEndMillis) {
    return new OpenAction(
        eventId,
        startMillis,
        endMillis,
        lastShownMillis,
        windowEndMillis,
        steps + 1,
        windows,
        sum,
        peak,
        shares);
  }

  /** Returns the end of an action that may not last longer. */
  long endWithin(long maxDurationMillis) {
    return Math.min(endMillis, startMillis + maxDurationMillis);
  }
}
