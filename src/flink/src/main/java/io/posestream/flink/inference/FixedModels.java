package io.posestream.flink.inference;

import static java.util.Objects.requireNonNull;

import io.posestream.core.model.Scope;
import io.posestream.core.window.Clip;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Models that serve as long as the job runs, one for each scope. */
final class FixedModels implements ServingModels {
  private final Map<Scope, ServedModel> byScope;

  FixedModels(Map<Scope, ServedModel> byScope) {
    this.byScope = byScope;
  }

  @Override
  public ServedModel of(Clip clip) {
    return requireNonNull(byScope.get(clip.subject().scope()), "no model for the scope of a clip");
  }

  @Override
  public Optional<ServedModel> shadowOf(Clip clip) {
    return Optional.empty();
  }

  @Override
  public void shadowFailed(ServedModel model, RuntimeException reason) {
    throw new IllegalStateException("no model runs in shadow", reason);
  }

  @Override
  public void close() {
    // Scopes may share a model.
    Closing.each(Set.copyOf(byScope.values()), ServedModel::close);
  }
}
