package io.posestream.core.rollout;

import io.posestream.core.control.ControlRequest;
import io.posestream.core.control.MessageSource;
import io.posestream.core.control.Problem;
import java.util.List;
import java.util.Optional;

/**
 * A message that asks for another model.
 *
 * @param id the sender's name of the message; empty if it could not be read
 * @param effectiveFromMillis event time from which the change shall hold; empty for the time of the
 *     message
 * @param slot whose model is to be exchanged
 * @param step what is to be done; empty if it could not be read
 * @param bundle the folder of the model to load, for that step alone
 * @param shadow whether the model to load shall score at once, without a say
 * @param problems why it cannot be read; empty if it can
 * @param digest of the message as it was sent
 * @param source where it was read
 */
public record ModelRequest(
    String id,
    Optional<Long> effectiveFromMillis,
    ModelSlot slot,
    Optional<ModelStep> step,
    Optional<String> bundle,
    boolean shadow,
    List<Problem> problems,
    String digest,
    MessageSource source)
    implements ControlRequest {
  /** Copies the list in. */
  public ModelRequest {
    problems = List.copyOf(problems);
  }
}
