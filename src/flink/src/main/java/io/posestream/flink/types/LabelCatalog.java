package io.posestream.flink.types;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posestream.core.model.ModelDescription;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The labels of a job's models, by a digest of them: scores between operators and in keyed state
 * name their labels in eight bytes.
 *
 * <p>It travels with the serializers, and into savepoints with their snapshots, so that scores are
 * read after the job was given another model. A model that takes the place of another has the same
 * labels. Immutable and thread-safe.
 */
public final class LabelCatalog implements Serializable {
  /** Knows no labels: scores carry their own. */
  public static final LabelCatalog EMPTY = new LabelCatalog(new TreeMap<>());

  private static final long serialVersionUID = 1L;

  private final TreeMap<Long, List<String>> byDigest;

  private LabelCatalog(TreeMap<Long, List<String>> byDigest) {
    this.byDigest = byDigest;
  }

  /** Returns the labels of some models. */
  public static LabelCatalog of(Collection<ModelDescription> models) {
    return ofLabels(models.stream().map(ModelDescription::labelNames).toList());
  }

  static LabelCatalog ofLabels(Collection<List<String>> lists) {
    TreeMap<Long, List<String>> byDigest = new TreeMap<>();
    lists.forEach(labels -> byDigest.put(digest(labels), List.copyOf(labels)));
    return new LabelCatalog(byDigest);
  }

  private static long digest(List<String> labels) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      // No label contains a line break.
      return ByteBuffer.wrap(sha.digest(String.join("\n", labels).getBytes(UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns the digest of labels, if they are here. */
  Optional<Long> digestOf(List<String> labels) {
    return byDigest.entrySet().stream()
        .filter(entry -> entry.getValue().equals(labels))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Returns the labels of a digest, if they are here: always the same list. */
  Optional<List<String>> labelsOf(long digest) {
    return Optional.ofNullable(byDigest.get(digest));
  }

  /** Returns all lists of labels. */
  List<List<String>> lists() {
    return new ArrayList<>(byDigest.values());
  }

  boolean holdsAll(LabelCatalog other) {
    return byDigest.keySet().containsAll(other.byDigest.keySet());
  }

  LabelCatalog and(LabelCatalog other) {
    TreeMap<Long, List<String>> both = new TreeMap<>(other.byDigest);
    both.putAll(byDigest);
    return new LabelCatalog(both);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelCatalog that && byDigest.equals(that.byDigest);
  }

  @Override
  public int hashCode() {
    return byDigest.hashCode();
  }

  @Override
  public String toString() {
    return "LabelCatalog" + byDigest.values();
  }
}
