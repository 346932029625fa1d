package io.posestream.view.server;

import io.posestream.core.zone.ZoneMap;
import io.posestream.view.model.EventModels;
import io.posestream.view.store.ViewStore;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a page shows.
 *
 * @param title of the page, such as the name of the recording
 * @param pace whether time goes on by itself
 * @param store of frames and results
 * @param zones of each camera
 * @param videos by camera, to be played behind its skeletons
 * @param models that answer what was seen, if they are at hand
 * @param pictures takes the pictures of the browser's own camera, if there is an estimator
 */
public record PageContent(
    String title,
    Pace pace,
    ViewStore store,
    ZoneMap zones,
    Map<String, Path> videos,
    Optional<EventModels> models,
    Optional<PictureInput> pictures) {
  /** How time goes on in the page. */
  public enum Pace {
    /** The newest frame is now. */
    LIVE,
    /** The page plays from the first frame on. */
    RECORDED
  }

  /** Copies the videos in. */
  public PageContent {
    videos = Map.copyOf(videos);
  }
}
