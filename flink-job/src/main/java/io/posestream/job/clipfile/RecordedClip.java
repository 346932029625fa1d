package io.posestream.job.clipfile;

import io.posestream.core.pose.PoseSequence;

/**
 * A clip as it was recorded: all frames, before sampling.
 *
 * @param name the annotation's {@code frame_dir}
 * @param poses all frames of all persons
 */
public record RecordedClip(String name, PoseSequence poses) {}
