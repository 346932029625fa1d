package io.posestream.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class JvmFlagsTest {
  @Test
  void areThoseOfThePom() throws IOException {
    String pom = Files.readString(Path.of("../../pom.xml"));

    assertThat(JvmFlags.OF_FLINK).containsAll(property(pom, "flink.jvm.opens"));
    assertThat(JvmFlags.OF_FLINK).containsAll(property(pom, "avro.trusted.packages"));
  }

  private static List<String> property(String pom, String name) {
    Matcher value = Pattern.compile("<" + name + ">(.*?)</" + name + ">").matcher(pom);
    assertThat(value.find()).isTrue();
    return List.of(value.group(1).split(" "));
  }
}
