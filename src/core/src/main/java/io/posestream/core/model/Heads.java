package io.posestream.core.model;

/** Whom one run of a model answers. */
public enum Heads {
  /** Everybody in the clip together, with one answer. */
  ONE,
  /** The scene, and each person and pair in it, with an answer each. */
  EACH
}
