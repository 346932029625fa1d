package io.posestream.testkit.simulation.body;

/**
 * Segment lengths of an adult body in shares of its stature (Drillis and Contini 1966, as quoted by
 * Winter, "Biomechanics and Motor Control of Human Movement").
 */
public final class Stature {
  /** Height of the ankle above the ground. */
  public static final double ANKLE = 0.039;

  static final double SHIN = 0.246;
  static final double THIGH = 0.245;
  static final double HALF_HIPS = 0.055;
  static final double TRUNK = 0.288;
  static final double HALF_SHOULDERS = 0.11;
  static final double UPPER_ARM = 0.186;
  static final double FOREARM = 0.146;
  static final double NOSE = 0.105;
  static final double EYES = 0.125;
  static final double EARS = 0.115;
  static final double HALF_EYES = 0.018;
  static final double HALF_EARS = 0.043;
  static final double FACE_DEPTH = 0.055;

  private Stature() {}
}
