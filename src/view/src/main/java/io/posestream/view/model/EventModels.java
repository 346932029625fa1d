package io.posestream.view.model;

import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.core.model.ActionModel;
import io.posestream.core.pose.PoseFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Shows what the models saw, each opened when it is first needed.
 *
 * <p>Thread-safe; closing closes the models.
 */
public final class EventModels implements AutoCloseable {
  private final Supplier<ActionModel> opener;
  private final Supplier<ActionModel> sceneOpener;
  private Optional<ActionModel> model = Optional.empty();
  private Optional<ActionModel> sceneModel = Optional.empty();

  /**
   * Takes what opens the models.
   *
   * @param opener of the model of persons and pairs
   * @param sceneOpener of the model of scenes
   */
  public EventModels(Supplier<ActionModel> opener, Supplier<ActionModel> sceneOpener) {
    this.opener = opener;
    this.sceneOpener = sceneOpener;
  }

  /**
   * Returns what a model saw of a window, or nothing if none of the tracks is in it.
   *
   * @param frames of the window, oldest first
   * @param tracks of the subject; empty for the scene
   * @param stream which heatmaps to paint
   * @param label the action to look for
   */
  public synchronized Optional<Sight> sight(
      List<PoseFrame> frames, List<String> tracks, HeatmapStream stream, String label) {
    ActionModel answering = tracks.isEmpty() ? sceneModel() : model();
    int length = answering.description().preprocessing().sampledFrames();
    return WindowClip.of(frames, tracks, length)
        .map(poses -> ModelSight.of(poses, answering, stream, label));
  }

  private ActionModel model() {
    if (model.isEmpty()) {
      model = Optional.of(opener.get());
    }
    return model.get();
  }

  private ActionModel sceneModel() {
    if (sceneModel.isEmpty()) {
      sceneModel = Optional.of(sceneOpener.get());
    }
    return sceneModel.get();
  }

  @Override
  public synchronized void close() {
    List<ActionModel> open = new ArrayList<>();
    model.ifPresent(open::add);
    sceneModel.ifPresent(open::add);
    open.forEach(ActionModel::close);
  }
}
