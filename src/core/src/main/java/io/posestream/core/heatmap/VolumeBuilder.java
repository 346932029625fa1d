package io.posestream.core.heatmap;

import io.posestream.core.heatmap.Preprocessing.Flip;
import io.posestream.core.picture.PictureBox;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseSequence;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Paints the volumes of sampled poses: PoseCompact, Resize, CenterCrop, GeneratePoseTarget and
 * FormatShape of the reference.
 *
 * <p>For each recording call {@link #prepare}, make room for the reported volume, then call {@link
 * #paint} as often as needed. Mutable: owned and used by one thread. Once it has seen its largest
 * recording, painting allocates nothing.
 */
public final class VolumeBuilder {
  // configuration
  private final Preprocessing preprocessing;
  private final KeypointLayout layout;
  private final PoseCompact compact;
  private final Resize resize;
  private final @Nullable CenterCrop centerCrop;
  private final ChannelPainter painter;
  // For each channel the one that takes its place in a mirrored view.
  private final int[] mirroredChannels;

  // scratch
  private final PoseGrid poses = new PoseGrid();
  private final Canvas canvas;
  private float[] compacted = new float[0];
  private @Nullable VolumeReport prepared;

  /**
   * Creates a builder.
   *
   * @param preprocessing the pipeline's parameters
   * @param stream what the channels show
   * @param layout the joints of the poses
   * @throws IllegalArgumentException if the stream is {@code LIMB} and the layout is not COCO-17,
   *     the only one whose limbs are defined
   */
  public VolumeBuilder(Preprocessing preprocessing, HeatmapStream stream, KeypointLayout layout) {
    if (stream == HeatmapStream.LIMB && layout != KeypointLayout.COCO17) {
      throw new IllegalArgumentException(
          "the limb stream: expected layout coco17, whose limbs are defined, got %s; convert the"
                  .formatted(layout.id())
              + " poses to coco17 or use the joint stream");
    }
    Skeleton skeleton = Skeleton.of(layout);
    this.preprocessing = preprocessing;
    this.layout = layout;
    this.canvas = new Canvas(preprocessing.flip());
    this.compact = new PoseCompact(preprocessing.compaction());
    this.resize = new Resize(preprocessing.resize());
    this.centerCrop =
        preprocessing.centerCrop().isPresent()
            ? new CenterCrop(preprocessing.centerCrop().getAsInt())
            : null;
    this.painter =
        switch (stream) {
          case JOINT -> new JointPainter(preprocessing);
          case LIMB -> new LimbPainter(preprocessing, skeleton.limbs());
        };
    this.mirroredChannels =
        switch (stream) {
          case JOINT -> skeleton.mirroredJoints();
          case LIMB -> skeleton.mirroredLimbs();
        };
  }

  /**
   * Takes the poses of a recording through PoseCompact, Resize and CenterCrop, ready to be painted.
   *
   * @param sampled the sampled frames, one clip after the other
   * @return the sizes, among them the shape of the volume
   * @throws IllegalArgumentException if there are not {@link Preprocessing#sampledFrames()} frames,
   *     the joints are not those of the layout, or the image is empty
   */
  public VolumeReport prepare(PoseSequence sampled) {
    check(sampled);
    poses.load(sampled, preprocessing.jointScores());
    compact.apply(poses);
    int compactHeight = poses.height;
    int compactWidth = poses.width;
    keepCompacted();
    resize.apply(poses);
    if (centerCrop != null) {
      centerCrop.apply(poses);
    }
    VolumeReport report =
        new VolumeReport(
            compactHeight,
            compactWidth,
            poses.height,
            poses.width,
            new VolumeShape(
                preprocessing.views(),
                mirroredChannels.length,
                preprocessing.clipLength(),
                (int) (poses.height * preprocessing.scaling() + 0.5),
                (int) (poses.width * preprocessing.scaling() + 0.5)));
    prepared = report;
    return report;
  }

  /**
   * Paints the prepared poses; what was in the volume before is overwritten.
   *
   * @param out the target; its position does not matter and does not change
   * @param offset of the volume in {@code out}
   * @throws IllegalStateException if no poses are prepared
   * @throws IllegalArgumentException if the volume does not fit between offset and limit
   */
  public void paint(FloatBuffer out, int offset) {
    VolumeShape volume = requirePrepared().volume();
    if (offset < 0 || out.limit() - offset < volume.size()) {
      throw new IllegalArgumentException(
          "expected room for %d values of %s, got %d from offset %d"
              .formatted(volume.size(), volume, out.limit() - offset, offset));
    }
    paint(VolumeBuffer.over(out.slice(offset, Math.toIntExact(volume.size()))), 0);
  }

  /**
   * Paints the prepared poses; of what was in the volume before only what is not 0 is overwritten.
   *
   * @param out the target; nothing else may have written to it
   * @param offset of the volume in {@code out}, a multiple of the size of a map
   * @throws IllegalStateException if no poses are prepared
   * @throws IllegalArgumentException if the volume does not lie there
   */
  public void paint(VolumeBuffer out, int offset) {
    VolumeShape volume = requirePrepared().volume();
    long end = offset + volume.size();
    if (offset < 0
        || end > out.values().limit()
        || offset % (volume.height() * volume.width()) != 0) {
      throw new IllegalArgumentException(
          "expected %s at a multiple of its maps in %d values, got offset %d"
              .formatted(volume, out.values().limit(), offset));
    }
    out.resize(volume.height(), volume.width());
    canvas.resize(volume.height(), volume.width());
    for (int clip = 0; clip < preprocessing.clips(); clip++) {
      for (int channel = 0; channel < volume.channels(); channel++) {
        for (int frame = 0; frame < volume.frames(); frame++) {
          canvas.clear();
          paintFrame(channel, clip * volume.frames() + frame);
          canvas.copyTo(out, offset + volume.offset(clip, channel, frame, 0, 0));
          if (preprocessing.flip() == Flip.MIRRORED) {
            int view = preprocessing.clips() + clip;
            int mirrored = mirroredChannels[channel];
            canvas.copyMirroredTo(out, offset + volume.offset(view, mirrored, frame, 0, 0));
          }
        }
      }
    }
  }

  private void paintFrame(int channel, int frame) {
    for (int person = 0; person < poses.persons; person++) {
      painter.paint(poses, poses.pose(person, frame), channel, canvas);
    }
  }

  /**
   * Returns the coordinates after PoseCompact in pixels of the compacted image, a copy in C order
   * [M, clips * T, V, 2].
   *
   * @throws IllegalStateException if no poses are prepared
   */
  public float[] compactCoordinates() {
    requirePrepared();
    return Arrays.copyOf(compacted, 2 * poses.points());
  }

  /**
   * Returns the coordinates after Resize and CenterCrop in pixels of the final image, a copy in C
   * order [M, clips * T, V, 2]; multiplied by the scaling they are heatmap pixels.
   *
   * @throws IllegalStateException if no poses are prepared
   */
  public float[] finalCoordinates() {
    requirePrepared();
    return Arrays.copyOf(poses.coordinates, 2 * poses.points());
  }

  /**
   * Returns the number of people in the prepared poses.
   *
   * @throws IllegalStateException if no poses are prepared
   */
  public int persons() {
    requirePrepared();
    return poses.persons;
  }

  /** Returns the number of joints of a person. */
  public int joints() {
    return layout.joints();
  }

  /**
   * Returns the coordinates of one clip in heatmap pixels, a copy in C order [M, T, V, 2]: what a
   * graph that paints by itself takes.
   *
   * @param clip from 0
   * @throws IllegalStateException if no poses are prepared
   */
  public float[] gridCoordinates(int clip) {
    float scaling = (float) preprocessing.scaling();
    float[] coordinates = ofClip(poses.coordinates, 2, clip);
    for (int i = 0; i < coordinates.length; i++) {
      coordinates[i] *= scaling;
    }
    return coordinates;
  }

  /**
   * Returns the scores of one clip as they are painted, a copy in C order [M, T, V].
   *
   * @param clip from 0
   * @throws IllegalStateException if no poses are prepared
   */
  public float[] gridScores(int clip) {
    return ofClip(poses.scores, 1, clip);
  }

  private float[] ofClip(float[] values, int perPoint, int clip) {
    requirePrepared();
    int frames = preprocessing.clipLength();
    int length = frames * layout.joints() * perPoint;
    float[] copy = new float[poses.persons * length];
    for (int person = 0; person < poses.persons; person++) {
      int first = poses.pose(person, clip * frames) * perPoint;
      System.arraycopy(values, first, copy, person * length, length);
    }
    return copy;
  }

  /**
   * Returns the final image as a part of the original one.
   *
   * @throws IllegalStateException if no poses are prepared
   */
  public CropQuadruple cropQuadruple() {
    requirePrepared();
    return poses.crop;
  }

  /**
   * Returns the compacted image as a part of the original one, in whole pixels: what is cut out of
   * the pictures of the same clip.
   *
   * @throws IllegalStateException if no poses are prepared
   */
  public PictureBox pictureBox() {
    VolumeReport report = requirePrepared();
    return new PictureBox(poses.left, poses.top, report.compactWidth(), report.compactHeight());
  }

  private void keepCompacted() {
    if (compacted.length < 2 * poses.points()) {
      compacted = new float[2 * poses.points()];
    }
    System.arraycopy(poses.coordinates, 0, compacted, 0, 2 * poses.points());
  }

  private void check(PoseSequence sampled) {
    if (sampled.frames() != preprocessing.sampledFrames()) {
      throw new IllegalArgumentException(
          "expected %d sampled frames (%d clips of %d), got %d"
              .formatted(
                  preprocessing.sampledFrames(),
                  preprocessing.clips(),
                  preprocessing.clipLength(),
                  sampled.frames()));
    }
    if (sampled.joints() != layout.joints()) {
      throw new IllegalArgumentException(
          "expected %d joints for %s, got %d"
              .formatted(layout.joints(), layout.id(), sampled.joints()));
    }
    if (sampled.height() < 1 || sampled.width() < 1) {
      throw new IllegalArgumentException(
          "expected an image of at least 1x1 px, got %dx%d"
              .formatted(sampled.width(), sampled.height()));
    }
  }

  private VolumeReport requirePrepared() {
    if (prepared == null) {
      throw new IllegalStateException("expected prepare(..) before, got no poses yet");
    }
    return prepared;
  }
}
