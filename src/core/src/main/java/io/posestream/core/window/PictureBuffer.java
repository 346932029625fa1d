package io.posestream.core.window;

import java.util.List;
import java.util.Optional;

/** The pictures of one camera's open windows, at most one for each stretch of event time. */
public interface PictureBuffer {
  /** Holds nothing, for jobs without pictures. */
  PictureBuffer NONE =
      new PictureBuffer() {
        @Override
        public Optional<KeptPicture> at(long stretch) {
          return Optional.empty();
        }

        @Override
        public void put(long stretch, KeptPicture picture) {
          throw new IllegalStateException("expected no pictures, got one of stretch " + stretch);
        }

        @Override
        public List<KeptPicture> inOrder() {
          return List.of();
        }

        @Override
        public void removeBefore(long timeMicros) {
          // Nothing is there.
        }

        @Override
        public void clear() {
          // Nothing is there.
        }
      };

  /** Returns the picture of a stretch, if there is one. */
  Optional<KeptPicture> at(long stretch);

  /** Sets the picture of a stretch. */
  void put(long stretch, KeptPicture picture);

  /** Returns all pictures in ascending time; later changes do not show in the list. */
  List<KeptPicture> inOrder();

  /** Forgets the pictures of earlier instants. */
  void removeBefore(long timeMicros);

  /** Forgets everything. */
  void clear();
}
