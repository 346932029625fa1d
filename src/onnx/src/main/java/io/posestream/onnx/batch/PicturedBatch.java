package io.posestream.onnx.batch;

import io.posestream.core.heatmap.VolumeBuilder;
import io.posestream.core.heatmap.VolumeShape;
import io.posestream.core.picture.PictureClip;
import io.posestream.core.picture.PicturePainter;
import io.posestream.core.picture.PicturePreprocessing;
import io.posestream.onnx.bundle.TensorShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Volumes of several clips with the pictures of the same clips.
 *
 * <p>Mutable: owned by one thread at a time. Owns the pictures' memory, which is reused and grows
 * to the largest batch.
 */
public final class PicturedBatch implements VolumeBatch {
  private final VolumeBatch volumes;
  private final PicturePreprocessing preprocessing;
  private final PicturePainter pictures;
  private final int maxClips;
  private final BatchSizes sizes;
  private FloatBuffer values = allocate(0);

  /**
   * Creates an empty batch.
   *
   * @param volumes takes the poses
   * @param preprocessing of the pictures
   * @param maxClips most clips in it
   * @param sizes in which it will be run
   */
  public PicturedBatch(
      VolumeBatch volumes, PicturePreprocessing preprocessing, int maxClips, BatchSizes sizes) {
    this.volumes = volumes;
    this.preprocessing = preprocessing;
    this.pictures = new PicturePainter(preprocessing);
    this.maxClips = maxClips;
    this.sizes = sizes;
  }

  private static FloatBuffer allocate(int floats) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(floats, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /**
   * Adds the pictures of the clip that was added last.
   *
   * @param clip its pictures
   * @param painter has prepared its poses, and so knows what is cut out
   * @throws IllegalArgumentException if there are not as many pictures as the views need
   */
  public void addPictures(PictureClip clip, VolumeBuilder painter) {
    int expected = volumes.views() * preprocessing.clipLength();
    if (clip.images().size() != expected) {
      throw new IllegalArgumentException(
          "expected %d pictures (%d views of %d), got %d"
              .formatted(
                  expected, volumes.views(), preprocessing.clipLength(), clip.images().size()));
    }
    int size = volumes.views() * preprocessing.viewSize();
    reserve(sizes.room(maxClips * volumes.views()));
    pictures.paint(clip, painter.pictureBox(), values, (volumes.clips() - 1) * size);
  }

  private void reserve(int views) {
    int needed = Math.multiplyExact(views, preprocessing.viewSize());
    if (needed > values.capacity()) {
      values = allocate(needed);
    }
  }

  @Override
  public boolean hasRoomFor(VolumeShape clip) {
    return volumes.hasRoomFor(clip);
  }

  @Override
  public void add(VolumeBuilder painter, VolumeShape clip) {
    volumes.add(painter, clip);
  }

  @Override
  public void clear() {
    volumes.clear();
  }

  @Override
  public int clips() {
    return volumes.clips();
  }

  @Override
  public int views() {
    return volumes.views();
  }

  @Override
  public List<GraphInput> inputs(InputNames names, int first, int count) {
    List<GraphInput> inputs = new ArrayList<>(volumes.inputs(names, first, count));
    names.pictures().ifPresent(name -> inputs.add(input(name, first, count)));
    return inputs;
  }

  private FloatInput input(String name, int first, int count) {
    int size = preprocessing.viewSize();
    TensorShape shape =
        TensorShape.of(
            count, 3, preprocessing.clipLength(), preprocessing.height(), preprocessing.width());
    return new FloatInput(name, values.slice(first * size, count * size), shape);
  }
}
