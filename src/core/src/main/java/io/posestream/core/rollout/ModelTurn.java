package io.posestream.core.rollout;

/**
 * From when on which of two models serves.
 *
 * @param fromMillis event time
 * @param loaded whether it is the one that was loaded last
 */
public record ModelTurn(long fromMillis, boolean loaded) {}
