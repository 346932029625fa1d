package io.posestream.job.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills in what stands outside the configuration: {@code ${env:NAME}} is an environment variable,
 * {@code ${file:PATH}} the text of a file without the blanks around it.
 *
 * <p>So no secret has to stand in {@code job.yaml} or on a command line.
 */
final class Placeholders {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(env|file):([^}]+)}");

  private final UnaryOperator<@Nullable String> environment;

  /** Creates an instance that takes variables from an environment. */
  Placeholders(UnaryOperator<@Nullable String> environment) {
    this.environment = environment;
  }

  /**
   * Returns the value with its placeholders filled in.
   *
   * @param key of the setting, for the message
   * @throws ConfigException naming what is not there; it never contains what is
   */
  String filled(String key, String value) {
    Matcher placeholder = PLACEHOLDER.matcher(value);
    StringBuilder filled = new StringBuilder();
    while (placeholder.find()) {
      String name = placeholder.group(2);
      String text = placeholder.group(1).equals("env") ? variable(key, name) : file(key, name);
      placeholder.appendReplacement(filled, Matcher.quoteReplacement(text));
    }
    return placeholder.appendTail(filled).toString();
  }

  private String variable(String key, String name) {
    String value = environment.apply(name);
    if (value == null) {
      throw new ConfigException(
          "%s: expected the environment variable %s to be set, got none".formatted(key, name));
    }
    return value;
  }

  private static String file(String key, String name) {
    try {
      return Files.readString(Path.of(name)).strip();
    } catch (IOException e) {
      throw new ConfigException(
          "%s: expected a file that can be read, got '%s': %s".formatted(key, name, e), e);
    }
  }
}
