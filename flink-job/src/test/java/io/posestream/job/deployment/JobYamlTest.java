package io.posestream.job.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.job.config.JobConfigFile;
import io.posestream.job.config.JobOptions;
import io.posestream.job.config.JobSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.junit.jupiter.api.Test;

class JobYamlTest {
  private static final String FILE = "conf/job.yaml";

  @Test
  void listsEveryOptionWithItsDefault() {
    Configuration config = JobConfigFile.read(Checkout.file(FILE), Map.of());

    for (ConfigOption<?> option : JobOptions.all()) {
      assertThat(Checkout.yaml(FILE).at(pointer(option.key())).isMissingNode())
          .as("%s is missing", option.key())
          .isFalse();
      assertThat(config.get(option)).as(option.key()).isEqualTo(option.defaultValue());
    }
  }

  @Test
  void listsNothingButOptions() {
    List<String> keys = JobOptions.all().stream().map(ConfigOption::key).toList();

    List<String> found = new ArrayList<>();
    JsonNode sections = Checkout.yaml(FILE);
    for (Map.Entry<String, JsonNode> section : sections.properties()) {
      if (!section.getKey().equals("flink")) {
        section
            .getValue()
            .fieldNames()
            .forEachRemaining(key -> found.add(section.getKey() + "." + key));
      }
    }

    assertThat(found).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void explainsEveryOptionInItsOwnWords() {
    Map<String, String> comments = comments();

    for (ConfigOption<?> option : JobOptions.all()) {
      String description = new HtmlFormatter().format(option.description());
      assertThat(comments.get(option.key())).as(option.key()).isEqualTo(words(description));
    }
  }

  @Test
  void handsFlinkOnlyKeysThatFlinkKnows() {
    JsonNode flink = Checkout.yaml(FILE).get("flink");

    assertThat(Checkout.flat(flink).keySet()).isNotEmpty().allMatch(FlinkKeys::isKnown);
  }

  @Test
  void isASettingThatWorks() {
    JobSettings settings = JobSettings.of(JobConfigFile.read(Checkout.file(FILE), Map.of()));

    assertThat(Checkout.file(settings.inference().model().toString())).isDirectory();
  }

  private static String pointer(String key) {
    return "/" + key.replaceFirst("\\.", "/");
  }

  private static String words(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }

  /** Returns the comment above each key, by dotted key. */
  private static Map<String, String> comments() {
    Map<String, String> comments = new LinkedHashMap<>();
    StringBuilder comment = new StringBuilder();
    String section = "";
    for (String line : Checkout.text(FILE).lines().toList()) {
      String content = line.strip();
      if (content.startsWith("#")) {
        comment.append(' ').append(content.substring(1));
        continue;
      }
      if (!line.startsWith(" ") && content.endsWith(":")) {
        section = content.substring(0, content.length() - 1);
      } else if (content.contains(":")) {
        String key = section + "." + content.substring(0, content.indexOf(':'));
        comments.put(key, words(comment.toString()));
      }
      comment.setLength(0);
    }
    return comments;
  }
}
