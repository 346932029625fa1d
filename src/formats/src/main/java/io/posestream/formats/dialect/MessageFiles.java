package io.posestream.formats.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.posestream.formats.json.Json;
import io.posestream.formats.text.TextFile;
import io.posestream.formats.text.TextLines;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes the messages out of a file or folder.
 *
 * <p>JSON is a message a line if the first line is whole JSON, so that a broken line costs that
 * line; else the texts of the file one after the other. Binary files hold messages behind their
 * lengths, as protobuf's own tools write them. In a folder each file is read by itself, in the
 * order of the last number in its name, and a file of one message gives that number to it.
 */
final class MessageFiles {
  private MessageFiles() {}

  /**
   * One message.
   *
   * @param place for what is said of it
   * @param number of the picture by the file's name, if that tells
   */
  record Message(byte[] bytes, String place, OptionalLong number) {}

  /** What is done with each message. */
  interface MessageConsumer {
    void accept(Message message) throws IOException;
  }

  /** What is done with what is no message. */
  interface BrokenConsumer {
    void accept(String place, String broken);
  }

  static void read(Path in, FrameDialect.Form form, MessageConsumer each, BrokenConsumer broken)
      throws IOException {
    if (!Files.isDirectory(in)) {
      readFile(in, form, OptionalLong.empty(), each, broken);
      return;
    }
    for (Path file : files(in)) {
      OptionalLong number = Fields.lastNumber(stem(file));
      if (form == FrameDialect.Form.BINARY) {
        each.accept(new Message(Files.readAllBytes(file), file.toString(), number));
      } else {
        readFile(file, form, number, each, broken);
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> sorted =
          files
              .filter(file -> Files.isRegularFile(file) && !name(file).startsWith("."))
              .sorted(
                  Comparator.comparingLong((Path file) -> Fields.lastNumber(stem(file)).orElse(-1))
                      .thenComparing(MessageFiles::name))
              .toList();
      requireOneOfEach(folder, sorted);
      return sorted;
    }
  }

  // Two cameras in one folder would become one that jumps.
  private static void requireOneOfEach(Path folder, List<Path> files) throws IOException {
    for (int i = 1; i < files.size(); i++) {
      OptionalLong number = Fields.lastNumber(stem(files.get(i)));
      if (number.isPresent() && number.equals(Fields.lastNumber(stem(files.get(i - 1))))) {
        throw new IOException(
            "%s: expected a file for each picture of one camera, got %s and %s"
                .formatted(folder, name(files.get(i - 1)), name(files.get(i))));
      }
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static String stem(Path file) {
    return name(file).replaceFirst("(\\.gz)?$", "").replaceFirst("\\.[A-Za-z]+$", "");
  }

  private static void readFile(
      Path file,
      FrameDialect.Form form,
      OptionalLong number,
      MessageConsumer each,
      BrokenConsumer broken)
      throws IOException {
    switch (form) {
      case TEXT ->
          each.accept(new Message(text(file).getBytes(UTF_8), file.toString(), number(file)));
      case BINARY -> readDelimited(file, each, broken);
      case JSON -> {
        if (isMessageALine(file)) {
          readLines(file, each);
        } else {
          readTexts(file, number, each, broken);
        }
      }
    }
  }

  private static OptionalLong number(Path file) {
    return Fields.lastNumber(stem(file));
  }

  private static String text(Path file) throws IOException {
    try (BufferedReader text = TextFile.open(file, UnaryOperator.identity())) {
      return text.lines().collect(Collectors.joining("\n"));
    }
  }

  private static boolean isMessageALine(Path file) throws IOException {
    try (TextLines lines = TextLines.open(file, UnaryOperator.identity())) {
      Optional<TextLines.Line> first = lines.next();
      return first.isPresent() && !lines.isAtEnd() && Json.isWhole(first.get().text());
    }
  }

  private static void readLines(Path file, MessageConsumer each) throws IOException {
    try (TextLines lines = TextLines.open(file, UnaryOperator.identity())) {
      for (Optional<TextLines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
        each.accept(
            new Message(
                line.get().text().getBytes(UTF_8),
                "%s line %d".formatted(file, line.get().number()),
                OptionalLong.empty()));
      }
    }
  }

  private static void readTexts(
      Path file, OptionalLong number, MessageConsumer each, BrokenConsumer broken)
      throws IOException {
    try (BufferedReader text = TextFile.open(file, UnaryOperator.identity())) {
      Json.readAll(
          text,
          tree ->
              each.accept(
                  new Message(Json.MAPPER.writeValueAsBytes(tree), file.toString(), number)));
    } catch (JsonProcessingException e) {
      broken.accept(file.toString(), Conversion.said(e));
    }
  }

  private static void readDelimited(Path file, MessageConsumer each, BrokenConsumer broken)
      throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(Files.readAllBytes(file));
    int read = 0;
    try {
      while (!in.isAtEnd()) {
        byte[] message = in.readByteArray();
        each.accept(
            new Message(message, "%s message %d".formatted(file, ++read), OptionalLong.empty()));
      }
    } catch (InvalidProtocolBufferException e) {
      broken.accept(
          "%s after message %d".formatted(file, read),
          "expected messages behind their lengths, got: " + e.getMessage());
    }
  }
}
