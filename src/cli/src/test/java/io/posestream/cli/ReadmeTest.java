package io.posestream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.avro.ActionEvent;
import io.posestream.avro.Person;
import io.posestream.avro.PoseFrame;
import io.posestream.cli.command.PoseStreamCommand;
import io.posestream.job.config.JobOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.flink.configuration.ConfigOption;
import org.junit.jupiter.api.Test;

/** What the README says is what the code does. */
class ReadmeTest {
  private static final Path ROOT = Path.of("../..");
  private static final String EXAMPLE =
      "src/examples/src/main/java/com/example/posestream/RecogniseFrames.java";

  @Test
  void isShortEnoughToBeRead() throws IOException {
    assertThat(readme().lines().count()).isLessThan(250);
  }

  @Test
  void showsCodeThatCompiles() throws IOException {
    String source = Files.readString(ROOT.resolve(EXAMPLE));
    String example =
        source.substring(
            source.indexOf("// readme: begin\n") + "// readme: begin\n".length(),
            source.indexOf("  // readme: end"));

    assertThat(readme()).contains("```java\n" + example.stripTrailing().stripIndent() + "\n```");
  }

  @Test
  void namesOptionsAsTheyAre() throws IOException {
    Map<String, ConfigOption<?>> options =
        JobOptions.all().stream().collect(Collectors.toMap(ConfigOption::key, option -> option));
    List<MatchResult> rows = matches("(?m)^\\| `([a-z.-]+\\.[a-z-]+)` \\| `([^`]+)` \\| (.*) \\|$");

    assertThat(rows).hasSize(11);
    String file = Files.readString(ROOT.resolve("conf/job.yaml"));
    for (MatchResult row : rows) {
      String name = row.group(1).replaceFirst(".*\\.", "");
      assertThat(options).containsKey(row.group(1));
      assertThat(file).contains("  %s: %s%n".formatted(name, row.group(2)));
      assertThat(file.replaceAll("\\n *# ", " ")).contains(row.group(3));
    }
  }

  @Test
  void listsTheFieldsOfTheSchemasInOrder() throws IOException {
    assertFields("Frame, topic", PoseFrame.getClassSchema());
    assertFields("Person, in", Person.getClassSchema());
    assertFields("Event, topic", ActionEvent.getClassSchema());
  }

  private static void assertFields(String heading, Schema schema) throws IOException {
    String table = readme().substring(readme().indexOf(heading)).split("\n\n", 3)[1];
    List<String> listed =
        Pattern.compile("(?m)^\\| `([a-z_]+)`")
            .matcher(table)
            .results()
            .map(row -> row.group(1))
            .toList();

    assertThat(listed).isEqualTo(schema.getFields().stream().map(Schema.Field::name).toList());
  }

  @Test
  void namesCommandsThatExist() throws IOException {
    List<MatchResult> commands = matches("(?m)^\\| `\\./posestream ([a-z]+(?: check)?)`");

    assertThat(commands).hasSize(14);
    for (MatchResult command : commands) {
      StringWriter out = new StringWriter();
      String[] arguments = (command.group(1) + " --help").split(" ");
      int exit = PoseStreamCommand.run(arguments, new PrintWriter(out), new PrintWriter(out));
      assertThat(exit).as(Arrays.toString(arguments)).isZero();
      assertThat(out.toString()).contains("Usage: posestream " + command.group(1));
    }
  }

  @Test
  void linksToFilesThatExist() throws IOException {
    for (MatchResult link : matches("\\]\\(([^)#]+)\\)")) {
      assertThat(ROOT.resolve(link.group(1))).exists();
    }
  }

  private static List<MatchResult> matches(String pattern) throws IOException {
    return Pattern.compile(pattern).matcher(readme()).results().toList();
  }

  private static String readme() throws IOException {
    return Files.readString(ROOT.resolve("README.md"));
  }
}
