package io.posestream.core.control.message;

import java.util.Optional;
import java.util.function.Function;

/**
 * The result of reviewing a message.
 *
 * @param next what is accepted from now on
 * @param answer to the sender
 * @param change to be made; empty if the message was refused or had been accepted before
 * @param <S> what is accepted
 */
public record Review<S>(S next, ControlAnswer answer, Optional<? extends ControlChange> change) {
  /** Returns the same result with another form of what is accepted. */
  public <T> Review<T> map(Function<S, T> form) {
    return new Review<>(form.apply(next), answer, change);
  }
}
