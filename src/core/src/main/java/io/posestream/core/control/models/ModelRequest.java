package io.posestream.core.control.models;

import io.posestream.core.control.message.ControlAnswer;
import io.posestream.core.control.message.ControlRequest;
import io.posestream.core.control.message.MessageSource;
import io.posestream.core.control.message.Problem;
import java.util.List;
import java.util.Optional;

/**
 * A message that asks for another model.
 *
 * @param id the sender's name for the message; empty if it could not be read
 * @param effectiveFromMillis event time from which the change is to hold; empty for the time of the
 *     message
 * @param slot whose model is to be replaced
 * @param step what is to be done; empty if it could not be read
 * @param bundle the folder of the model to load; empty for any other step
 * @param shadow whether the model to load is to score before it serves
 * @param problems why the message cannot be read; empty if it can
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

  @Override
  public ControlAnswer.Kind kind() {
    return ControlAnswer.Kind.MODEL;
  }
}
