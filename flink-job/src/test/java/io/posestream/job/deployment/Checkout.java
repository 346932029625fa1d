package io.posestream.job.deployment;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of this repository, by their path from its root. */
final class Checkout {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

  private Checkout() {}

  static Path file(String path) {
    return ROOT.resolve(path).normalize();
  }

  static String text(String path) {
    return text(file(path));
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the content of a YAML or JSON file; a key that stands twice is an error. */
  static JsonNode yaml(String path) {
    try {
      return YAML.readTree(text(path));
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  /** Returns the files under a folder whose names end so. */
  static List<Path> files(String folder, String ending) {
    try (Stream<Path> files = Files.walk(file(folder))) {
      return files
          .filter(file -> file.toString().endsWith(ending) && Files.isRegularFile(file))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a property of the parent pom. */
  static String pomProperty(String name) {
    return only(text("pom.xml"), "<" + Pattern.quote(name) + ">([^<]*)</");
  }

  /** Returns the one group of the first match. */
  static String only(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("expected a match of " + pattern + " in:\n" + text);
    }
    return matcher.group(1);
  }

  /** Returns the scalars of a tree by dotted key. */
  static Map<String, String> flat(JsonNode tree) {
    Map<String, String> values = new TreeMap<>();
    flatten("", tree, values);
    return values;
  }

  private static void flatten(String prefix, JsonNode node, Map<String, String> values) {
    if (node.isValueNode()) {
      values.put(prefix, node.asText());
    }
    node.properties()
        .forEach(
            entry ->
                flatten(
                    prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey(),
                    entry.getValue(),
                    values));
  }
}
