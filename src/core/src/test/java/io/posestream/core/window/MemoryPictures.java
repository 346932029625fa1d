package io.posestream.core.window;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A picture buffer in memory. */
final class MemoryPictures implements PictureBuffer {
  private final Map<Long, KeptPicture> pictures = new HashMap<>();
  int most;

  @Override
  public Optional<KeptPicture> at(long stretch) {
    return Optional.ofNullable(pictures.get(stretch));
  }

  @Override
  public void put(long stretch, KeptPicture picture) {
    pictures.put(stretch, picture);
    most = Math.max(most, pictures.size());
  }

  @Override
  public List<KeptPicture> inOrder() {
    List<KeptPicture> found = new ArrayList<>(pictures.values());
    found.sort(Comparator.comparingLong(KeptPicture::timeMicros));
    return found;
  }

  @Override
  public void removeBefore(long timeMicros) {
    pictures.values().removeIf(kept -> kept.timeMicros() < timeMicros);
  }

  @Override
  public void clear() {
    pictures.clear();
  }
}
