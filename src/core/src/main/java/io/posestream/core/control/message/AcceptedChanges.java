package io.posestream.core.control.message;

/**
 * All accepted changes of one kind. Immutable.
 *
 * @param <C> a change of that kind
 * @param <A> the implementing type itself
 */
public interface AcceptedChanges<C extends ControlChange, A extends AcceptedChanges<C, A>> {
  /** Returns the version of the newest change; 0 if there was none. */
  long version();

  /** Returns these changes with a further one. */
  A with(C change);
}
