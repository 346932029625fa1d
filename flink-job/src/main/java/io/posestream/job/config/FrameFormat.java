package io.posestream.job.config;

import static io.posestream.job.config.OptionReader.refused;

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

/**
 * What the frames of the topic are written in, as it stands in the options, which were checked.
 *
 * @param dialect name of a dialect, or {@link #AUTO}
 * @param layout name of the joints, or empty
 * @param unit of the coordinates, or empty
 * @param size of the pictures, or empty
 * @param tracks where track ids come from
 */
public record FrameFormat(String dialect, String layout, String unit, String size, TrackIds tracks)
    implements Serializable {
  /** PoseStream's own encodings, told by their first bytes. */
  public static final String AUTO = "auto";

  private static final long serialVersionUID = 1L;

  /** PoseStream's own encodings. */
  public static FrameFormat auto() {
    return new FrameFormat(AUTO, "", "", "", TrackIds.GIVEN);
  }

  static FrameFormat of(OptionReader options) {
    FrameFormat format =
        new FrameFormat(
            known(options, KafkaOptions.FRAME_FORMAT, FrameDialect::named, FrameDialect.ids()),
            known(options, KafkaOptions.FRAME_LAYOUT, KeypointLayout::named, KeypointLayout.ids()),
            known(options, KafkaOptions.FRAME_UNIT, Unit::named, Unit.ids()),
            known(options, KafkaOptions.FRAME_SIZE, ImageSize::parse, List.of("1280x720")),
            options.read(KafkaOptions.FRAME_TRACKS));
    if (format.dialect().equals(AUTO) && !format.equals(auto())) {
      throw refused(
          KafkaOptions.FRAME_FORMAT,
          "a dialect if kafka.frame-layout, -unit, -size or -tracks is set",
          AUTO);
    }
    return format;
  }

  private static <T> String known(
      OptionReader options,
      ConfigOption<String> option,
      Function<String, Optional<T>> named,
      List<String> all) {
    String value = options.read(option).strip();
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
                    tracks));
  }
}
