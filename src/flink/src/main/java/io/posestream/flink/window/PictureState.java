package io.posestream.flink.window;

import io.posestream.core.window.KeptPicture;
import io.posestream.core.window.PictureBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.state.MapState;

/** The pictures of the current camera, one state entry for each stretch of event time. */
final class PictureState implements PictureBuffer {
  private static final Comparator<KeptPicture> BY_TIME =
      Comparator.comparingLong(KeptPicture::timeMicros);

  private final MapState<Long, KeptPicture> pictures;

  PictureState(MapState<Long, KeptPicture> pictures) {
    this.pictures = pictures;
  }

  @Override
  public Optional<KeptPicture> at(long stretch) {
    return Optional.ofNullable(StateAccess.get(() -> pictures.get(stretch)));
  }

  @Override
  public void put(long stretch, KeptPicture picture) {
    StateAccess.run(() -> pictures.put(stretch, picture));
  }

  @Override
  public List<KeptPicture> inOrder() {
    List<KeptPicture> found = new ArrayList<>();
    StateAccess.run(() -> pictures.values().forEach(found::add));
    found.sort(BY_TIME);
    return found;
  }

  @Override
  public void removeBefore(long timeMicros) {
    StateAccess.run(
        () -> {
          Iterator<Map.Entry<Long, KeptPicture>> entries = pictures.iterator();
          while (entries.hasNext()) {
            if (entries.next().getValue().timeMicros() < timeMicros) {
              entries.remove();
            }
          }
        });
  }

  @Override
  public void clear() {
    pictures.clear();
  }
}
