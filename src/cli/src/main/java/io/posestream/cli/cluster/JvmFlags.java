package io.posestream.cli.cluster;

import java.util.List;
import java.util.stream.Stream;

/** The flags that every JVM of Flink needs; a test compares them with the pom. */
final class JvmFlags {
  static final List<String> OF_FLINK =
      Stream.concat(
              Stream.of(
                  "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED",
                  "--add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
                  "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                  "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=io.posestream.avro"),
              Stream.of(
                      "lang",
                      "net",
                      "io",
                      "nio",
                      "lang.reflect",
                      "text",
                      "time",
                      "util",
                      "util.concurrent",
                      "util.concurrent.atomic",
                      "util.concurrent.locks")
                  .map(name -> "--add-opens=java.base/java." + name + "=ALL-UNNAMED"))
          .toList();

  private JvmFlags() {}
}
