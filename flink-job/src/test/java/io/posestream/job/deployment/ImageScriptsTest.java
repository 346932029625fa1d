package io.posestream.job.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs({OS.LINUX, OS.MAC})
class ImageScriptsTest {
  @Test
  void isHealthyWhileItServesMetrics() throws Exception {
    HttpServer metrics =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    metrics.createContext(
        "/metrics",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    metrics.start();
    String port = Integer.toString(metrics.getAddress().getPort());

    try {
      assertThat(run("bash", script("healthcheck.sh"), port)).isZero();
    } finally {
      metrics.stop(0);
    }
    assertThat(run("bash", script("healthcheck.sh"), port)).isNotZero();
  }

  @Test
  void keepsOneCopyOfTheNativeLibraries(@TempDir Path folder) throws Exception {
    Path jar = jar(folder, "ai/onnxruntime/OrtEnvironment.class", library("linux-x64"));

    int code = run("sh", script("split-natives.sh"), jar.toString(), "amd64", folder.toString());

    assertThat(code).isZero();
    assertThat(folder.resolve("native/libonnxruntime.so")).exists();
    try (JarFile classes = new JarFile(folder.resolve("lib/onnxruntime-0.jar").toFile())) {
      assertThat(classes.stream().map(JarEntry::getName))
          .contains("ai/onnxruntime/OrtEnvironment.class")
          .noneMatch(name -> name.endsWith(".so"));
    }
  }

  @Test
  void takesAJarBesideTheWorkingDirectory(@TempDir Path folder) throws Exception {
    jar(folder, "ai/onnxruntime/OrtEnvironment.class", library("linux-x64"));

    int code = run(folder, "sh", script("split-natives.sh"), "onnxruntime-0.jar", "amd64", "image");

    assertThat(code).isZero();
    assertThat(folder.resolve("image/native/libonnxruntime.so")).exists();
  }

  @Test
  void clearsWhatAKilledProcessLeft(@TempDir Path folder) throws Exception {
    Path jar = Files.createDirectories(folder.resolve("flink-rpc-1234/jars")).resolve("rpc.jar");
    Files.writeString(jar, "60 MB");
    Path other = Files.writeString(folder.resolve("state"), "kept");
    Path entrypoint =
        Files.writeString(folder.resolve("entrypoint"), "#!/bin/sh\necho $* > said\n");
    assertThat(entrypoint.toFile().setExecutable(true)).isTrue();

    int code =
        run(
            folder,
            Map.of("POSESTREAM_TMP", folder.toString(), "FLINK_ENTRYPOINT", entrypoint.toString()),
            "sh",
            script("start.sh"),
            "taskmanager");

    assertThat(code).isZero();
    assertThat(jar).doesNotExist();
    assertThat(other).exists();
    assertThat(folder.resolve("said")).hasContent("taskmanager");
  }

  @Test
  void refusesAPlatformThatTheJarLacks(@TempDir Path folder) throws Exception {
    Path jar = jar(folder, library("linux-x64"));

    assertThat(run("sh", script("split-natives.sh"), jar.toString(), "arm64", folder.toString()))
        .isNotZero();
  }

  private static String library(String platform) {
    return "ai/onnxruntime/native/" + platform + "/libonnxruntime.so";
  }

  private static String script(String name) {
    return Checkout.file("docker").resolve(name).toAbsolutePath().toString();
  }

  private static Path jar(Path folder, String... entries) throws IOException {
    Path file = folder.resolve("onnxruntime-0.jar");
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
      for (String entry : entries) {
        jar.putNextEntry(new JarEntry(entry));
        jar.write(entry.getBytes(UTF_8));
      }
    }
    return file;
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return run(Path.of("."), command);
  }

  private static int run(Path folder, String... command) throws IOException, InterruptedException {
    return run(folder, Map.of(), command);
  }

  private static int run(Path folder, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder process = new ProcessBuilder(new ArrayList<>(List.of(command)));
    process.directory(folder.toFile()).environment().putAll(environment);
    String jdk = Path.of(System.getProperty("java.home"), "bin").toString();
    process.environment().merge("PATH", jdk, (path, added) -> added + ":" + path);
    return process
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
