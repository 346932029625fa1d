package io.posestream.flink.inference;

import io.posestream.core.rollout.ModelShelf;
import io.posestream.core.rollout.ModelSlot;
import io.posestream.core.rollout.OfferedModel;
import io.posestream.core.rollout.SlotTerms;
import java.io.Serializable;
import java.util.Map;

/**
 * The bundles that may take a place in the job.
 *
 * @param terms of each place that the job has
 * @param catalog where bundles are found
 */
public record BundleShelf(Map<ModelSlot, SlotTerms> terms, BundleCatalog catalog)
    implements ModelShelf, Serializable {
  /** Copies the map in. */
  public BundleShelf {
    terms = Map.copyOf(terms);
  }

  @Override
  public OfferedModel take(ModelSlot slot, String bundle) {
    SlotTerms wanted = terms.get(slot);
    if (wanted == null) {
      throw new IllegalArgumentException(
          "expected a place of the job, one of %s, got %s".formatted(terms.keySet(), slot));
    }
    try {
      return wanted.accept(bundle, catalog.bundle(bundle).describe());
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException e) {
      // A bundle that cannot be read is the sender's mistake, not the job's failure.
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public boolean has(ModelSlot slot) {
    return terms.containsKey(slot);
  }
}
