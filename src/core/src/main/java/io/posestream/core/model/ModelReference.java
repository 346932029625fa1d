package io.posestream.core.model;

/**
 * Which model gave a score.
 *
 * @param name of the bundle
 * @param version of the bundle
 * @param sha256 of the model files, lower-case hex
 * @param precision such as {@code fp32}
 */
public record ModelReference(String name, String version, String sha256, String precision) {}
