package io.posestream.core.sampling;

import java.util.Optional;

/**
 * The two code bases whose preprocessing PoseC3D models were trained with; they draw different
 * frames from the same recording and drop joints below different scores.
 */
public enum Dialect {
  /** mmaction2 1.x. */
  MMACTION2("mmaction2", 1e-4),
  /** pyskl: spends one random double per clip before sampling. */
  PYSKL("pyskl", 1e-3);

  private final String id;
  private final double scoreThreshold;

  Dialect(String id, double scoreThreshold) {
    this.id = id;
    this.scoreThreshold = scoreThreshold;
  }

  /** Returns the name as it stands in manifests. */
  public String id() {
    return id;
  }

  /** Returns the joint score below which nothing is painted. */
  public double scoreThreshold() {
    return scoreThreshold;
  }

  /** Returns the dialect of that id; {@code mmaction} means {@code mmaction2}. */
  public static Optional<Dialect> named(String id) {
    return switch (id) {
      case "mmaction2", "mmaction" -> Optional.of(MMACTION2);
      case "pyskl" -> Optional.of(PYSKL);
      default -> Optional.empty();
    };
  }
}
