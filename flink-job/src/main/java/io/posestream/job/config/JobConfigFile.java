package io.posestream.job.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/**
 * Reads {@code job.yaml} and overrides into a flat configuration.
 *
 * <p>Keys that are not options are refused, so that a misspelt setting does not pass unseen. Keys
 * under {@code flink.} go to Flink as they are. Values may name what stands elsewhere; see {@link
 * Placeholders}.
 */
public final class JobConfigFile {
  /** Prefix of keys that are meant for Flink itself. */
  public static final String FLINK_PREFIX = "flink.";

  private static final ObjectMapper YAML = new YAMLMapper();

  private JobConfigFile() {}

  /**
   * Reads a file and applies overrides.
   *
   * @param file YAML, nested or with dotted keys
   * @param overrides dotted keys to values; they win
   * @throws ConfigException naming the file or key and what is wrong with it
   */
  public static Configuration read(Path file, Map<String, String> overrides) {
    Map<String, String> flat = flatten(file);
    flat.putAll(overrides);
    flat.keySet().forEach(key -> requireKnown(key, file));
    flat.replaceAll(new Placeholders(System::getenv)::filled);
    return Configuration.fromMap(flat);
  }

  /** Returns a configuration of overrides alone, with every other option at its default. */
  public static Configuration of(Map<String, String> overrides) {
    overrides.keySet().forEach(key -> requireKnown(key, Path.of("command line")));
    return Configuration.fromMap(overrides);
  }

  private static Map<String, String> flatten(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ConfigException("expected a configuration file, found none at " + file);
    }
    try {
      Map<String, String> flat = new TreeMap<>();
      flatten("", YAML.readTree(file.toFile()), flat);
      return flat;
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          "%s: line %d: %s".formatted(file, e.getLocation().getLineNr(), e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new ConfigException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void flatten(String key, JsonNode node, Map<String, String> flat) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              entry ->
                  flatten(
                      key.isEmpty() ? entry.getKey() : key + "." + entry.getKey(),
                      entry.getValue(),
                      flat));
    } else if (node.isArray()) {
      List<String> items = new ArrayList<>();
      node.forEach(item -> items.add(item.asText()));
      flat.put(key, String.join(";", items));
    } else if (!node.isMissingNode()) {
      flat.put(key, node.isNull() ? "" : node.asText());
    }
  }

  private static void requireKnown(String key, Path file) {
    if (key.startsWith(FLINK_PREFIX)) {
      return;
    }
    for (ConfigOption<?> option : JobOptions.all()) {
      boolean isMap = option.defaultValue() instanceof Map;
      if (key.equals(option.key()) || isMap && key.startsWith(option.key() + ".")) {
        return;
      }
    }
    throw new ConfigException(
        "%s: expected an option of conf/job.yaml, got '%s'".formatted(file, key));
  }
}
