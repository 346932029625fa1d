package io.posestream.testkit.model;

import io.posestream.core.model.ActionModelFactory;
import io.posestream.core.model.Heads;
import io.posestream.core.model.ModelDescription;
import java.time.Duration;

/**
 * Opens fake models.
 *
 * @param name of the model, under which {@link ModelCalls} counts
 * @param clipLength frames a clip must have
 * @param latency added to every call
 * @param failingCall the call of this name, from 1, that fails; 0 for none
 * @param heads whom the model says that one run answers
 */
public record FakeModelFactory(
    String name, int clipLength, Duration latency, int failingCall, Heads heads)
    implements ActionModelFactory {
  private static final long serialVersionUID = 1L;

  /** Returns a factory of models for clips of 16 frames, without latency, that never fail. */
  public static FakeModelFactory named(String name) {
    return new FakeModelFactory(name, 16, Duration.ZERO, 0, Heads.ONE);
  }

  /** Returns a factory of models for clips of another length. */
  public FakeModelFactory withClipLength(int frames) {
    return new FakeModelFactory(name, frames, latency, failingCall, heads);
  }

  /** Returns a factory of models that take their time over every call. */
  public FakeModelFactory withLatency(Duration perCall) {
    return new FakeModelFactory(name, clipLength, perCall, failingCall, heads);
  }

  /** Returns a factory of models one of whose calls fails as if the device had. */
  public FakeModelFactory failingOnCall(int call) {
    return new FakeModelFactory(name, clipLength, latency, call, heads);
  }

  /** Returns a factory of models that answer each person and pair of a scene in one run. */
  public FakeModelFactory answeringEach() {
    return new FakeModelFactory(name, clipLength, latency, failingCall, Heads.EACH);
  }

  @Override
  public ModelDescription describe() {
    return FakeActionModel.describe(this);
  }

  @Override
  public FakeActionModel open() {
    return new FakeActionModel(this);
  }

  /** Returns what the models of this name were asked. */
  public ModelCalls calls() {
    return ModelCalls.of(name);
  }
}
