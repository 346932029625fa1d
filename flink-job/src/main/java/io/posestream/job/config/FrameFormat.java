package io.posestream.job.config;

import static io.posestream.job.config.JobSettings.read;
import static io.posestream.job.config.JobSettings.refused;

import io.posestream.core.pose.KeypointLayout;
import io.posestream.formats.dialect.Declaration;
import io.posestream.formats.dialect.DialectDecoder;
import io.posestream.formats.dialect.FrameDialect;
import io.posestream.formats.dialect.ImageSize;
import io.posestream.formats.dialect.TrackIds;
import io.posestream.formats.dialect.Unit;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/**
 * What the frames of the topic are written in, as it stands in the options, which were checked.
 *
 * @param dialect name of a dialect, or {@link #AUTO}
 * @param layout name of the joints, or empty
 * @param unit of the coordinates, or empty
 * @param size of the pictures, or empty
 * @param tracks where track ids come from
 */
public record FrameFormat(String dialect, String layout, String unit, String size, String tracks)
    implements Serializable {
  /** PoseStream's own encodings, told by their first bytes. */
  public static final String AUTO = "auto";

  private static final long serialVersionUID = 1L;

  /** PoseStream's own encodings. */
  public static FrameFormat auto() {
    return new FrameFormat(AUTO, "", "", "", TrackIds.GIVEN.id());
  }

  static FrameFormat of(Configuration config) {
    FrameFormat format =
        new FrameFormat(
            known(config, KafkaOptions.FRAME_FORMAT, FrameDialect::named, FrameDialect.ids()),
            known(config, KafkaOptions.FRAME_LAYOUT, KeypointLayout::named, KeypointLayout.ids()),
            known(config, KafkaOptions.FRAME_UNIT, Unit::named, Unit.ids()),
            known(config, KafkaOptions.FRAME_SIZE, ImageSize::parse, List.of("1280x720")),
            known(config, KafkaOptions.FRAME_TRACKS, TrackIds::named, TrackIds.ids()));
    if (format.dialect().equals(AUTO) && !format.equals(auto())) {
      throw refused(
          KafkaOptions.FRAME_FORMAT,
          "a dialect, for kafka.frame-layout, -unit, -size and -tracks say how it is read",
          AUTO);
    }
    return format;
  }

  private static <T> String known(
      Configuration config,
      ConfigOption<String> option,
      Function<String, Optional<T>> named,
      List<String> all) {
    String value = read(config, option).strip();
    if (!value.equals(option.defaultValue()) && named.apply(value).isEmpty()) {
      throw refused(option, "'%s' or one such as %s".formatted(option.defaultValue(), all), value);
    }
    return value;
  }

  /** Returns what decodes the records; empty for PoseStream's own encodings. */
  public Optional<DialectDecoder> decoder() {
    return FrameDialect.named(dialect)
        .map(
            known ->
                new DialectDecoder(
                    known,
                    new Declaration(
                        KeypointLayout.named(layout), Unit.named(unit), ImageSize.parse(size)),
                    TrackIds.named(tracks).orElse(TrackIds.GIVEN)));
  }
}
