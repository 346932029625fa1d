package io.posestream.job.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.formats.recording.Recording;
import io.posestream.job.PoseStreamJob;
import io.posestream.job.config.JobConfigFile;
import io.posestream.job.config.JobSettings;
import io.posestream.job.config.KafkaSettings;
import io.posestream.job.kafka.BrokerCheck;
import io.posestream.job.kafka.FrameSource.Extent;
import io.posestream.job.kafka.Replay;
import io.posestream.job.kafka.TopicReader;
import io.posestream.job.kafka.TopicReader.From;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The job on a broker that demands TLS and SCRAM, with no more rights than the page lists. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SecuredKafkaITCase {
  private static final Path PAGE = Path.of("../docs/security.md");
  private static final Pattern ACL =
      Pattern.compile(
          "\\| (Topic|Group|TransactionalId) \\| `([^`]+)` (prefix )?\\| ([A-Z][^|]+) \\|.*");
  private static final String PASSWORD = "to-be-kept";
  private static final List<String> TOPICS =
      List.of("pose.frames.v1", "action.events.v1", "action.scores.v1", "pose.deadletter.v1");

  @Test
  void writesEventsWithTheRightsThatThePageLists(@TempDir Path secrets) throws Exception {
    Path password = Files.writeString(secrets.resolve("password"), PASSWORD + "\n");
    try (SecuredBroker broker = SecuredBroker.start(PASSWORD)) {
      broker.createTopics(TOPICS);
      broker.allow(documented());
      replay(broker);

      Map<String, String> client = broker.client(SecuredBroker.USER, "${file:" + password + "}");
      // Twice: the second start looks for what the first one may have left open.
      run(broker, client);
      run(broker, client);

      assertThat(answers(broker, client)).isTrue();
      assertThat(records(broker, "action.scores.v1")).isGreaterThan(10);
      assertThat(records(broker, "action.events.v1")).isPositive();
      assertNobodyElseGetsIn(broker);
    }
  }

  private static void assertNobodyElseGetsIn(SecuredBroker broker) {
    Map<String, String> wrong = broker.client(SecuredBroker.USER, "guessed");
    assertThatThrownBy(() -> reader(broker, wrong)).isInstanceOf(KafkaException.class);
    Map<String, String> plain =
        Map.of("request.timeout.ms", "2000", "default.api.timeout.ms", "2500");
    assertThatThrownBy(() -> reader(broker, plain)).isInstanceOf(KafkaException.class);
  }

  private static List<AclBinding> documented() throws Exception {
    List<AclBinding> acls = new ArrayList<>();
    Matcher rows = ACL.matcher(Files.readString(PAGE));
    while (rows.find()) {
      String resource = rows.group(1).replaceAll("(?<=[a-z])(?=[A-Z])", "_");
      ResourceType type = ResourceType.fromString(resource.toUpperCase(Locale.ROOT));
      PatternType pattern = rows.group(3) == null ? PatternType.LITERAL : PatternType.PREFIXED;
      for (String operation : rows.group(4).split(",")) {
        acls.add(
            new AclBinding(
                new ResourcePattern(type, rows.group(2), pattern),
                new AccessControlEntry(
                    "User:" + SecuredBroker.USER,
                    "*",
                    AclOperation.fromString(operation.strip().toUpperCase(Locale.ROOT)),
                    AclPermissionType.ALLOW)));
      }
    }
    return acls;
  }

  private static void replay(SecuredBroker broker) throws Exception {
    try (Recording recording =
            Recording.open(Path.of("../src/cli/src/main/recordings/simulated.jsonl.gz"));
        Replay replay = new Replay(broker.bootstrapServers(), broker.everything(), TOPICS.get(0))) {
      recording.forEach(replay::send);
      replay.flush();
    }
  }

  private static boolean answers(SecuredBroker broker, Map<String, String> client)
      throws Exception {
    KafkaSettings kafka = JobSettings.of(config(broker, client)).kafka();
    return new BrokerCheck(kafka.bootstrapServers(), kafka.properties()).brokersAnswer().join();
  }

  private static void run(SecuredBroker broker, Map<String, String> client) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
    new PoseStreamJob(config(broker, client)).wire(env, Extent.BOUNDED);
    env.execute("secured");
  }

  private static Configuration config(SecuredBroker broker, Map<String, String> client)
      throws Exception {
    Map<String, String> settings = new HashMap<>();
    client.forEach((key, value) -> settings.put("kafka.properties." + key, value));
    settings.put("kafka.bootstrap-servers", broker.bootstrapServers());
    settings.put("inference.model", "../models/actions-slim");
    settings.put("inference.scene-model", "../models/scenes-slim");
    settings.put("inference.device", "cpu");
    return JobConfigFile.read(Path.of("../conf/job.yaml"), settings);
  }

  private static long records(SecuredBroker broker, String topic) {
    List<Long> offsets = new ArrayList<>();
    try (TopicReader reader =
        new TopicReader(broker.bootstrapServers(), broker.everything(), topic, From.BEGINNING)) {
      reader.drain(record -> offsets.add(record.offset()));
    }
    return offsets.size();
  }

  private static void reader(SecuredBroker broker, Map<String, String> client) {
    new TopicReader(broker.bootstrapServers(), client, TOPICS.get(1), From.BEGINNING).close();
  }
}
