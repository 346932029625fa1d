package io.posestream.estimator.picture;

import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/** What a JPEG tells of how its camera was held. Thread-safe. */
final class Exif {
  private Exif() {}

  /** Returns how the picture is to be turned; upright if the file says nothing that is sense. */
  static Orientation orientation(byte[] file) throws IOException {
    try {
      var told =
          JpegMetadataReader.readMetadata(
              new ByteArrayInputStream(file), List.of(new ExifReader()));
      ExifIFD0Directory exif = told.getFirstDirectoryOfType(ExifIFD0Directory.class);
      Integer value = exif == null ? null : exif.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
      return value == null ? Orientation.UPRIGHT : Orientation.ofExif(value);
    } catch (JpegProcessingException e) {
      // No JPEG: the other formats carry no orientation.
      return Orientation.UPRIGHT;
    }
  }
}
