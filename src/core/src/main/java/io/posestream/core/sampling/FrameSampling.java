package io.posestream.core.sampling;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;

/** How the frames of a recorded clip are chosen for a model. */
public enum FrameSampling {
  /** As the reference does in the model's dialect; a recording shorter than a clip starts again. */
  REFERENCE("reference"),
  /** Evenly over the recording's time; where frames are few they repeat, in order. */
  TIME_UNIFORM("time-uniform");

  private final String id;

  FrameSampling(String id) {
    this.id = id;
  }

  /** Returns the sampling of that id. */
  public static Optional<FrameSampling> named(String id) {
    return Arrays.stream(values()).filter(sampling -> sampling.id.equals(id)).findFirst();
  }

  /**
   * Returns the sampled frame numbers, one clip after the other.
   *
   * <p>The frames count as evenly spaced in time.
   *
   * @param dialect whose draws the reference's sampling repeats
   * @param totalFrames frames of the recording, positive
   * @param clipLength frames per clip, positive
   * @param clips number of clips, positive
   * @return {@code clips * clipLength} numbers in [0, totalFrames)
   * @throws IllegalArgumentException if a number is not positive
   */
  public int[] sample(Dialect dialect, int totalFrames, int clipLength, int clips) {
    return switch (this) {
      case REFERENCE -> UniformSampler.sample(dialect, totalFrames, clipLength, clips);
      case TIME_UNIFORM -> {
        long[] times = LongStream.range(0, totalFrames).toArray();
        int slots = Math.multiplyExact(clipLength, clips);
        yield interleaved(TimeUniformSampler.sample(times, slots), clipLength, clips);
      }
    };
  }

  /**
   * Deals fine time slots out to the clips in turn, so that each clip spans the whole time.
   *
   * @param slots {@code clips * clipLength} positions, ascending
   * @param clipLength frames per clip
   * @param clips number of clips
   * @return the positions of the first clip, then those of the second, and so on
   */
  public static int[] interleaved(int[] slots, int clipLength, int clips) {
    int[] dealt = new int[slots.length];
    Arrays.setAll(dealt, i -> slots[i % clipLength * clips + i / clipLength]);
    return dealt;
  }
}
