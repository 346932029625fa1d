package io.posestream.flink.inference;

import static java.util.Objects.requireNonNull;

import io.posestream.core.model.Scope;
import io.posestream.core.window.Clip;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Models that serve as long as the job runs, one for each scope. */
final class FixedModels implements ServingModels {
  private final Map<Scope, ServedModel> byScope;
  private final Map<Scope, ServedModel> again;

  FixedModels(Map<Scope, ServedModel> byScope, Map<Scope, ServedModel> again) {
    this.byScope = byScope;
    this.again = again;
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
  public Optional<ServedModel> secondLookAt(Clip clip) {
    return Optional.ofNullable(again.get(clip.subject().scope()));
  }

  @Override
  public void shadowFailed(ServedModel model, RuntimeException reason) {
    throw new IllegalStateException("no model runs in shadow", reason);
  }

  @Override
  public void close() {
    // Scopes may share a model.
    Set<ServedModel> all = new HashSet<>(byScope.values());
    all.addAll(again.values());
    Closing.each(all, ServedModel::close);
  }
}
