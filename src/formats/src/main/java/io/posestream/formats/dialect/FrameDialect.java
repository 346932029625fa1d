package io.posestream.formats.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.pose.InvalidFrameException;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.formats.json.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The formats of other programs that become frames; {@code docs/formats.md} shows each. */
public enum FrameDialect {
  /** OpenPose's JSON, BODY_25 unless declared. */
  OPENPOSE(KeypointLayout.BODY25, Unit.PIXELS, OpenPose::read),
  /** AlphaPose's list of results. */
  ALPHAPOSE(KeypointLayout.COCO17, Unit.PIXELS, AlphaPose::read),
  /** Predictions of mmpose and mmaction2. */
  MMPOSE(KeypointLayout.COCO17, Unit.PIXELS, MmPose::read),
  /** JSON of ultralytics' pose models. */
  ULTRALYTICS(KeypointLayout.COCO17, Unit.PIXELS, Ultralytics::read),
  /** Text labels of ultralytics' pose models. */
  ULTRALYTICS_TXT(KeypointLayout.COCO17, Unit.NORMALISED, Form.TEXT, UltralyticsText::read),
  /** Landmarks of MediaPipe. */
  MEDIAPIPE(KeypointLayout.MEDIAPIPE_33, Unit.NORMALISED, MediaPipe::read),
  /** NVIDIA's nv.Frame as protobuf. */
  NVSCHEMA(KeypointLayout.COCO17, Unit.PIXELS, Form.BINARY, NvFrameWire::read),
  /** NVIDIA's nv.Frame as JSON. */
  NVSCHEMA_JSON(KeypointLayout.COCO17, Unit.PIXELS, NvFrameJson::read),
  /** JSON of Intel's DL Streamer. */
  DLSTREAMER(KeypointLayout.COCO17, Unit.PIXELS, DlStreamer::read);

  /** What messages are in a file. */
  enum Form {
    /** JSON texts, one after the other. */
    JSON,
    /** The whole file is one. */
    TEXT,
    /** Bytes, each message behind its length where there are several. */
    BINARY
  }

  /** Reads the frames of a message. */
  private interface BytesReader {
    List<SeenFrame> read(byte[] message, Terms terms);
  }

  /** Reads the frames of a message of JSON. */
  private interface TreeReader {
    List<SeenFrame> read(JsonNode root, Terms terms);
  }

  @SuppressWarnings("ImmutableEnumChecker") // A static method.
  private final BytesReader reader;

  private final KeypointLayout layout;
  private final Unit unit;
  private final Form form;

  FrameDialect(KeypointLayout layout, Unit unit, Form form, BytesReader reader) {
    this.layout = layout;
    this.unit = unit;
    this.form = form;
    this.reader = reader;
  }

  FrameDialect(KeypointLayout layout, Unit unit, TreeReader reader) {
    this(layout, unit, Form.JSON, (message, terms) -> reader.read(tree(message), terms));
  }

  private static JsonNode tree(byte[] message) {
    try {
      return Json.MAPPER.readTree(message);
    } catch (IOException e) {
      throw Fields.wrong("JSON", String.valueOf(e.getMessage()));
    }
  }

  /** Returns the name as it stands in options, such as {@code openpose}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the dialect of that name. */
  public static Optional<FrameDialect> named(String id) {
    return Arrays.stream(values()).filter(dialect -> dialect.id().equals(id)).findFirst();
  }

  /** Returns the names of all dialects. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(FrameDialect::id).toList();
  }

  Form form() {
    return form;
  }

  /**
   * Reads a message.
   *
   * @throws InvalidFrameException if it is none of this dialect
   */
  List<SeenFrame> read(byte[] message, Declaration declared) {
    return reader.read(message, new Terms(declared, layout, unit));
  }
}
