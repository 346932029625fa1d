package io.posestream.flink.inference;

import java.io.Serializable;
import java.time.Duration;

/**
 * When clips are scored, and which.
 *
 * @param batching how long clips wait for each other
 * @param sceneScore probability, in 0..1, of anything but the reject label that a scene must have
 *     for its persons and pairs to be scored; 0 scores them always
 * @param maxLag behind the wall clock beyond which whole windows are dropped; zero drops none
 */
public record InferencePolicy(BatchPolicy batching, double sceneScore, Duration maxLag)
    implements Serializable {}
