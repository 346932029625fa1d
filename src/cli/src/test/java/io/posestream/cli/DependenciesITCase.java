package io.posestream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The libraries that are shipped have licences that may be, and no vulnerability that is open. */
class DependenciesITCase {
  private static final Path CI = Path.of("../../.ci");
  private static final Set<String> LICENCES =
      Set.of(
          "Apache-2.0",
          "MIT",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "CC0-1.0",
          "EPL-2.0",
          // Native libraries that whoever runs them may replace.
          "LGPL-2.1");
  // Filled when the command is packaged.
  private static final Path SHIPPED = Path.of("target/lib");
  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[^/]*?)\\.jar");

  private static List<String[]> table(String name) throws IOException {
    return Files.readAllLines(CI.resolve(name)).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split("\t"))
        .toList();
  }

  private static String artifact(String library) {
    return library.substring(library.indexOf(':') + 1);
  }

  /** Returns the versions of the libraries that are shipped with the command, by artifact. */
  private static Map<String, Set<String>> libraries() throws IOException {
    Map<String, Set<String>> versions = new TreeMap<>();
    try (Stream<Path> files = Files.list(SHIPPED)) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        Matcher jar = JAR.matcher(name);
        if (jar.matches() && !name.startsWith("posestream")) {
          versions.merge(jar.group(1), Set.of(jar.group(2)), DependenciesITCase::both);
        }
      }
    }
    return versions;
  }

  private static Set<String> both(Set<String> one, Set<String> other) {
    return Stream.concat(one.stream(), other.stream()).collect(Collectors.toSet());
  }

  @Test
  void haveLicencesThatMayBe() throws IOException {
    Map<String, String> known = new HashMap<>();
    for (String[] row : table("dependencies.tsv")) {
      known.put(artifact(row[0]), row[1]);
    }

    assertThat(known.values()).allMatch(LICENCES::contains);
    assertThat(libraries().keySet())
        .isNotEmpty()
        .allMatch(library -> known.keySet().stream().anyMatch(name -> isOf(library, name)));
  }

  // Some names end in a number, as versions begin.
  private static boolean isOf(String library, String name) {
    return name.equals(library) || name.matches(Pattern.quote(library) + "-\\d.*");
  }

  @Test
  void haveNoVulnerabilityThatIsOpen() throws IOException {
    Map<String, Set<String>> shipped = libraries();

    for (String[] advisory : table("advisories.tsv")) {
      boolean excused = advisory.length > 3;
      for (String version : shipped.getOrDefault(artifact(advisory[0]), Set.of())) {
        assertThat(excused || !isBefore(version, advisory[1]))
            .as("%s %s has %s", advisory[0], version, advisory[2])
            .isTrue();
      }
    }
  }

  @Test
  void comparesVersionsByTheirNumbers() {
    assertThat(isBefore("1.9.0", "1.10")).isTrue();
    assertThat(isBefore("1.10.0", "1.10")).isFalse();
    assertThat(isBefore("4.2.6.Final-21.0", "4.2.8")).isTrue();
  }

  private static boolean isBefore(String version, String fix) {
    int[] one = numbers(version);
    int[] other = numbers(fix);
    for (int i = 0; i < Math.max(one.length, other.length); i++) {
      int left = i < one.length ? one[i] : 0;
      int right = i < other.length ? other[i] : 0;
      if (left != right) {
        return left < right;
      }
    }
    return false;
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.split("[^0-9]+"))
        .filter(part -> !part.isEmpty())
        .flatMapToInt(part -> IntStream.of(Integer.parseInt(part)))
        .toArray();
  }
}
