package io.posestream.core.control.models;

import io.posestream.core.control.message.Problem;
import io.posestream.core.control.message.Proposal;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells whether a message may replace a model of the job.
 *
 * @param slots what each slot of the job requires of its model
 * @param bundles describes the models that messages name
 */
public record ReplacementCheck(Map<ModelSlot, SlotRequirements> slots, BundleDescriptions bundles)
    implements Serializable {
  /** Copies the map in. */
  public ReplacementCheck {
    slots = Map.copyOf(slots);
  }

  /**
   * Returns the change that a message asks for, or what is wrong with it.
   *
   * @param request the message
   * @param accepted the models that earlier messages brought
   */
  public Proposal<ModelChange> check(ModelRequest request, AcceptedModels accepted) {
    SlotRequirements required = slots.get(request.slot());
    if (!request.problems().isEmpty() || request.step().isEmpty()) {
      return Proposal.refused(request.problems());
    }
    if (required == null) {
      return refused(
          "replaces", "expected a model that the job has, got " + request.slot().setting());
    }
    ModelStep step = request.step().get();
    return wrongStep(step, accepted.of(request.slot()), request.source().timeMillis())
        .map(reason -> refused("step", reason))
        .orElseGet(() -> change(request, step, required, accepted.version() + 1));
  }

  private static Optional<String> wrongStep(ModelStep step, ModelTimeline models, long sentMillis) {
    if (step == ModelStep.LOAD) {
      return models.loaded().map(ReplacementCheck::noRoom);
    }
    if (models.loaded().isEmpty()) {
      return Optional.of(
          "expected a model that is loaded for '%s', found none".formatted(step.id()));
    }
    if (step == ModelStep.BACK && models.switches().isEmpty()) {
      return Optional.of("expected a switch to go back from, found none; drop ends a trial");
    }
    return step == ModelStep.DROP && models.switchesAfter(sentMillis)
        ? Optional.of("expected no switch that waits for its time; go back first")
        : Optional.empty();
  }

  private static String noRoom(ReplacementModel loaded) {
    return "expected room for a second model, but %s is loaded; drop one first"
        .formatted(loaded.bundle());
  }

  private Proposal<ModelChange> change(
      ModelRequest request, ModelStep step, SlotRequirements required, long version) {
    return step == ModelStep.LOAD
        ? load(request, required, version)
        : Proposal.of(change(request, step, version, Optional.empty()));
  }

  private Proposal<ModelChange> load(
      ModelRequest request, SlotRequirements required, long version) {
    String bundle = request.bundle().orElse("");
    try {
      ReplacementModel model = required.accept(bundle, bundles.describe(bundle));
      return Proposal.of(change(request, ModelStep.LOAD, version, Optional.of(model)));
    } catch (RuntimeException e) {
      // A bundle that cannot be read is the sender's mistake: it must not fail the job.
      return refused("bundle", String.valueOf(e.getMessage()));
    }
  }

  private static ModelChange change(
      ModelRequest request, ModelStep step, long version, Optional<ReplacementModel> model) {
    return new ModelChange(
        version, request.effectiveFrom(), request.slot(), step, model, request.shadow());
  }

  private static Proposal<ModelChange> refused(String field, String reason) {
    return Proposal.refused(List.of(new Problem(field, reason)));
  }
}
