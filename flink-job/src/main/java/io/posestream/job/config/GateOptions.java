package io.posestream.job.config;

import io.posestream.core.window.ClipGates;
import io.posestream.flink.inference.InferencePolicy;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Options under {@code gates.}: which tracks get clips of their own. */
public final class GateOptions {
  public static final ConfigOption<Double> MIN_KEYPOINT_SCORE =
      ConfigOptions.key("gates.min-keypoint-score")
          .doubleType()
          .defaultValue(ClipGates.DEFAULTS.minKeypointScore())
          .withDescription(
              "Minimum mean score of a track's joints; a track below it is a ghost and gets no"
                  + " clip of its own.");

  public static final ConfigOption<Double> MIN_SEEN =
      ConfigOptions.key("gates.min-seen")
          .doubleType()
          .defaultValue(ClipGates.DEFAULTS.minSeen())
          .withDescription(
              "Minimum share of a window's frames that must show a track before it gets a clip of"
                  + " its own.");

  public static final ConfigOption<Double> MIN_MOTION =
      ConfigOptions.key("gates.min-motion")
          .doubleType()
          .defaultValue(ClipGates.DEFAULTS.minMotion())
          .withDescription(
              "Minimum mean movement of a track's most active joint, in units of the longer side"
                  + " of the joint box; a track below it is still and is not scored; 0 scores"
                  + " every track.");

  public static final ConfigOption<Double> PAIR_DISTANCE =
      ConfigOptions.key("gates.pair-distance")
          .doubleType()
          .defaultValue(ClipGates.DEFAULTS.pairDistance())
          .withDescription(
              "Maximum median distance of two tracks that form a pair, in units of the longer"
                  + " side of the joint box.");

  public static final ConfigOption<Integer> MAX_CLIPS =
      ConfigOptions.key("gates.max-clips")
          .intType()
          .defaultValue(ClipGates.DEFAULTS.maxClips())
          .withDescription(
              "Maximum number of person and pair clips per camera and window; the closest pairs"
                  + " and the most active persons come first, the rest is counted.");

  public static final ConfigOption<Integer> CROWD_FROM =
      ConfigOptions.key("gates.crowd-from")
          .intType()
          .defaultValue(ClipGates.DEFAULTS.crowdFrom())
          .withDescription(
              "Minimum number of persons and pairs in a window for a model with heads to answer"
                  + " them in one run; fewer are scored in clips by inference.second-look-model,"
                  + " which costs less.");

  public static final ConfigOption<Double> SCENE_SCORE =
      ConfigOptions.key("gates.scene-score")
          .doubleType()
          .defaultValue(InferencePolicy.DEFAULTS.sceneScore())
          .withDescription(
              "Minimum probability that the scene shows anything but the reject label; below it,"
                  + " persons and pairs are not scored; 0 always scores them.");

  private GateOptions() {}
}
