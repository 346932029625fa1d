package io.posestream.job.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.job.config.InferenceOptions;
import io.posestream.job.config.JobConfigFile;
import io.posestream.job.config.JobSettings;
import io.posestream.job.config.KafkaOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.util.TimeUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentFilesTest {
  private static final String CPU = "docker/Dockerfile";
  private static final String GPU = "docker/Dockerfile.gpu";
  private static final String COMPOSE = "docker/compose.yaml";
  private static final String FLINK_CONFIG = "conf/flink-config.yaml";
  private static final String DEPLOYMENT = "docker/kubernetes/base/flink-deployment.yaml";

  static Stream<Path> structuredFiles() {
    return Stream.of(
            Checkout.files("docker", ".yaml"),
            Checkout.files("conf", ".yaml"),
            Checkout.files("conf", ".json"))
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("structuredFiles")
  void parses(Path file) {
    assertThat(Checkout.yaml(file.toString()).isObject()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {CPU, GPU})
  void copiesWhatTheRepositoryHolds(String dockerfile) {
    List<String> admitted = Checkout.text(dockerfile + ".dockerignore").lines().toList();

    for (String source : copied(dockerfile)) {
      assertThat(Checkout.file(source)).exists();
      assertThat(admitted)
          .as("%s keeps %s away from the build", dockerfile, source)
          .anyMatch(line -> line.startsWith("!") && source.startsWith(line.substring(1)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CPU, GPU})
  void copiesTheBundlesThatTheJobUsesByDefault(String dockerfile) {
    for (ConfigOption<String> bundle :
        List.of(
            InferenceOptions.MODEL,
            InferenceOptions.SCENE_MODEL,
            InferenceOptions.SECOND_LOOK_MODEL)) {
      assertThat(copied(dockerfile)).contains(bundle.defaultValue() + "/");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CPU, GPU})
  void copiesTheJarThatTheBuildMakes(String dockerfile) {
    String pom = Checkout.text("flink-job/pom.xml");
    String jar =
        "/build/flink-job/target/%s-%s.jar"
            .formatted(
                Checkout.only(pom, "<finalName>(.*?)</"),
                Checkout.only(pom, "<shadedClassifierName>(.*?)</"));

    assertThat(Checkout.text(dockerfile)).contains(jar + " /opt/flink/usrlib/");
  }

  @ParameterizedTest
  @ValueSource(strings = {CPU, GPU})
  void buildsWithTheVersionsOfThePom(String dockerfile) {
    String text = Checkout.text(dockerfile);

    assertThat(Checkout.only(text, "ARG FLINK_VERSION=(.*)"))
        .isEqualTo(Checkout.pomProperty("flink.version"));
    assertThat(Checkout.only(text, "ARG ONNXRUNTIME_VERSION=(.*)"))
        .isEqualTo(Checkout.pomProperty("onnxruntime.version"));
  }

  @ParameterizedTest
  @ValueSource(strings = {CPU, GPU})
  void runsAsTheUserFlink(String dockerfile) {
    List<String> users =
        Checkout.text(dockerfile).lines().filter(line -> line.startsWith("USER ")).toList();

    assertThat(users).last().isEqualTo("USER flink");
  }

  @Test
  void startsTheBrokerOfThePom() {
    for (String service : List.of("kafka", "create-topics")) {
      assertThat(Checkout.yaml(COMPOSE).at("/services/%s/image".formatted(service)).asText())
          .isEqualTo("apache/kafka:" + Checkout.pomProperty("kafka.version"));
    }
  }

  @Test
  void namesTheFlinkVersionOfThePomToTheOperator() {
    String[] version = Checkout.pomProperty("flink.version").split("\\.");

    assertThat(Checkout.yaml(DEPLOYMENT).at("/spec/flinkVersion").asText())
        .isEqualTo("v%s_%s".formatted(version[0], version[1]));
  }

  @Test
  void mountsFilesThatExist() {
    List<String> mounted = new ArrayList<>();
    for (JsonNode service : Checkout.yaml(COMPOSE).get("services")) {
      service
          .path("volumes")
          .forEach(volume -> mounted.add(volume.asText().replaceFirst(":.*", "")));
      if (service.has("build")) {
        mounted.add("../" + service.at("/build/dockerfile").asText());
      }
    }

    assertThat(mounted).anyMatch(path -> path.startsWith("."));
    assertThat(mounted.stream().filter(path -> path.startsWith(".")))
        .allSatisfy(path -> assertThat(Checkout.file("docker").resolve(path)).exists());
  }

  @Test
  void declaresTheVolumesItUses() {
    JsonNode compose = Checkout.yaml(COMPOSE);

    for (JsonNode service : compose.get("services")) {
      for (JsonNode volume : service.path("volumes")) {
        String source = volume.asText().replaceFirst(":.*", "");
        assertThat(source.startsWith(".") || compose.get("volumes").has(source))
            .as(source)
            .isTrue();
      }
    }
  }

  @Test
  void separatesTheJobsArgumentsFromFlinks() {
    String command = Checkout.yaml(COMPOSE).at("/services/jobmanager/command").asText();
    String[] parts = command.split(" -- ");

    assertThat(parts).hasSize(2);
    assertThat(parts[0]).contains("--job-classname io.posestream.job.JobMain");
    assertThat(JobConfigFile.of(overrides(parts[1])).toMap())
        .containsEntry("kafka.bootstrap-servers", "kafka:9092");
  }

  @Test
  void givesEveryJvmTheFlagsOfThePom() {
    String flags =
        Checkout.pomProperty("flink.jvm.opens")
            + " "
            + Checkout.pomProperty("avro.trusted.packages");

    assertThat(Checkout.yaml(FLINK_CONFIG).get("env.java.opts.all").asText()).isEqualTo(flags);
    assertThat(Checkout.yaml(DEPLOYMENT).at("/spec/flinkConfiguration/env.java.opts.all").asText())
        .isEqualTo(flags);
  }

  @Test
  void setsOnlyKeysThatFlinkKnows() {
    JsonNode gpu = Checkout.yaml("docker/kubernetes/gpu/flink-deployment.yaml");

    assertThat(Checkout.flat(Checkout.yaml(FLINK_CONFIG)).keySet()).allMatch(FlinkKeys::isKnown);
    assertThat(Checkout.flat(gpu.at("/spec/flinkConfiguration")).keySet())
        .allMatch(FlinkKeys::isKnown);
    assertThat(Checkout.flat(Checkout.yaml(DEPLOYMENT).at("/spec/flinkConfiguration")).keySet())
        .allMatch(FlinkKeys::isKnown);
  }

  @Test
  void configuresKubernetesLikeAnyCluster() {
    Map<String, String> cluster = Checkout.flat(Checkout.yaml(FLINK_CONFIG));
    // What Kubernetes or the operator decides.
    cluster
        .keySet()
        .removeIf(key -> key.matches(".*(bind-host|address|memory\\.process\\.size|web\\..*)"));

    assertThat(Checkout.flat(Checkout.yaml(DEPLOYMENT).at("/spec/flinkConfiguration")))
        .containsAllEntriesOf(cluster);
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "gpu"})
  void configuresTheJobOnKubernetesWithOptionsThatExist(String variant, @TempDir Path folder)
      throws IOException {
    String path = "docker/kubernetes/%s/job-config.yaml".formatted(variant);
    Path file = folder.resolve("job.yaml");
    Files.writeString(file, Checkout.yaml(path).at("/data/job.yaml").asText());

    JobSettings settings = JobSettings.of(JobConfigFile.read(file, Map.of()));

    assertThat(settings.flink()).containsKey("execution.checkpointing.dir");
  }

  // Whoever reaches these ports reads poses, or runs code of his own.
  @Test
  void listensOnLoopbackUnlessToldOtherwise() {
    Map<String, String> cluster = Checkout.flat(Checkout.yaml(FLINK_CONFIG));
    assertThat(cluster)
        .containsEntry("jobmanager.bind-host", "localhost")
        .containsEntry("taskmanager.bind-host", "localhost")
        .containsEntry("rest.bind-address", "localhost");

    for (JsonNode service : Checkout.yaml(COMPOSE).get("services")) {
      for (JsonNode port : service.path("ports")) {
        assertThat(port.asText()).startsWith("127.0.0.1:");
      }
    }
  }

  @Test
  void noticesALostProcessSoon() {
    Map<String, String> cluster = Checkout.flat(Checkout.yaml(FLINK_CONFIG));

    assertThat(TimeUtils.parseDuration(cluster.get("heartbeat.timeout")).toSeconds())
        .isLessThanOrEqualTo(15);
  }

  @Test
  void givesEveryProcessOfAMachineItsOwnMetricsPort() {
    assertThat(Checkout.flat(Checkout.yaml(FLINK_CONFIG)).get("metrics.reporter.prom.port"))
        .isEqualTo("9249-9299");
  }

  @Test
  void watchesOnlyMetricsThatTheJobReports() {
    Stream.of("conf/dashboards/posestream.json", "conf/alerts.yaml")
        .forEach(
            file ->
                assertThat(ReportedMetrics.names())
                    .as(file)
                    .containsAll(ReportedMetrics.namesIn(Checkout.text(file))));
  }

  @Test
  void documentsTheMetricsThatTheJobReports() {
    String table = Checkout.text("docs/operations.md");

    assertThat(ReportedMetrics.names())
        .isNotEmpty()
        .allSatisfy(name -> assertThat(table).containsPattern("`…_" + name + "[`{]"));
  }

  @Test
  void watchesTheSinkThatTheJobHas() {
    String job = Checkout.text("flink-job/src/main/java/io/posestream/job/PoseStreamJob.java");
    String sink = Checkout.only(Checkout.text("conf/alerts.yaml"), "operator_name=~\"([a-z ]+)\\.");

    assertThat(job).contains(".name(\"" + sink + "\")");
  }

  @Test
  void keepsTheOperationsPageShort() {
    assertThat(Checkout.text("docs/operations.md").lines().count()).isLessThanOrEqualTo(120);
  }

  @Test
  void createsTheTopicsOfTheJob() throws Exception {
    ProcessBuilder script = new ProcessBuilder("sh", "create-topics.sh");
    script.directory(Checkout.file("docker").toFile()).environment().put("KAFKA_TOPICS", "echo");

    Process process = script.redirectErrorStream(true).start();
    String created = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).isZero();
    for (ConfigOption<String> topic :
        List.of(
            KafkaOptions.FRAMES_TOPIC,
            KafkaOptions.EVENTS_TOPIC,
            KafkaOptions.SCORES_TOPIC,
            KafkaOptions.DEAD_LETTER_TOPIC,
            KafkaOptions.CONTROL_ACK_TOPIC)) {
      assertThat(created).contains("--topic " + topic.defaultValue() + " ");
    }
    // Its default is none; this is the one that the option's description names.
    assertThat(created)
        .containsPattern("--topic action.control.v1 --partitions 1 .*retention.ms=-1\\R");
  }

  private static List<String> copied(String dockerfile) {
    List<String> sources = new ArrayList<>();
    for (String line : Checkout.text(dockerfile).lines().toList()) {
      if (line.startsWith("COPY ") && !line.contains("--from=")) {
        List<String> words =
            Arrays.stream(line.split(" ")).skip(1).filter(w -> !w.startsWith("--")).toList();
        sources.addAll(words.subList(0, words.size() - 1));
      }
    }
    return sources;
  }

  private static Map<String, String> overrides(String arguments) {
    Map<String, String> overrides = new TreeMap<>();
    Pattern.compile("-D([^=\\s]+)=(\\S+)")
        .matcher(arguments)
        .results()
        .forEach(match -> overrides.put(match.group(1), match.group(2)));
    return overrides;
  }
}
