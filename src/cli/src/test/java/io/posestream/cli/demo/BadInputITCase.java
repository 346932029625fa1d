package io.posestream.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.InvalidFrameException;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.flink.avro.FrameMessage;
import io.posestream.formats.json.FrameJson;
import io.posestream.formats.recording.Recording;
import io.posestream.job.kafka.TopicReader;
import io.posestream.testkit.simulation.DemoScenes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

// One of each kind of bad record among the frames of the lobby.
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputITCase {
  private static final String TOPIC = "pose.frames.v1";
  private static final List<PoseFrame> GOOD = DemoScenes.lobby().frames();
  // Where in the recording the first bad line stands, and how many good ones lie between two.
  private static final int FIRST = 20;
  private static final int APART = 10;

  private final Map<String, byte[]> topic = new HashMap<>();
  private final Map<String, RejectedRecord> letters = new HashMap<>();
  private Outcome clean = new Outcome(List.of(), List.of(), List.of(), Tally.NONE);
  private Outcome soiled = new Outcome(List.of(), List.of(), List.of(), Tally.NONE);
  private Map<String, RejectReason> badLines = Map.of();
  private Map<String, RejectReason> badRecords = Map.of();

  @BeforeAll
  void playTheLobbyCleanAndSoiled(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("lobby.jsonl");
    Recording.write(GOOD, file);
    clean = Recordings.play(file);
    badLines = badLines();
    Path bad = Files.write(folder.resolve("bad.jsonl"), interleaved(), UTF_8);
    try (DemoPipeline pipeline = DemoPipeline.start(Recordings.SETTINGS)) {
      badRecords = sendRaw(pipeline.bootstrapServers());
      pipeline.replay(bad, UnaryOperator.identity());
      badRecords.putAll(sendRaw(pipeline.bootstrapServers()));
      soiled = pipeline.run(event -> {});
      read(pipeline.bootstrapServers());
    }
    soiled.deadLetters().forEach(letter -> letters.put(place(letter.origin()), letter));
  }

  @Test
  void scoresAndEventsAreThoseWithoutTheBadRecords() {
    assertThat(clean.events()).isNotEmpty();
    assertThat(clean.deadLetters()).isEmpty();
    assertThat(soiled.scores()).isEqualTo(clean.scores());
    assertThat(soiled.events()).isEqualTo(clean.events());
  }

  @Test
  void everyBadRecordBecomesOneDeadLetter() {
    assertThat(soiled.deadLetters()).hasSize(badLines.size() + badRecords.size());
    assertThat(letters).hasSize(badLines.size() + badRecords.size());
    assertThat(letters.values())
        .extracting(RejectedRecord::reason)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(badLines, badRecords).flatMap(bad -> bad.values().stream()).toList());
  }

  @Test
  void aRecordThatIsNoFrameIsNamedByReasonTopicPartitionAndOffset() {
    badRecords.forEach(
        (place, reason) -> {
          RejectedRecord letter = Objects.requireNonNull(letters.get(place), place);
          assertThat(letter.reason()).as(place).isEqualTo(reason);
          assertThat(letter.message()).as(place).contains("expected ").contains("got ");
        });
  }

  @Test
  void aBadLineIsNamedByReasonTopicPartitionAndOffset() {
    badLines.forEach(
        (line, reason) -> {
          byte[] sent = asReplayed(line);
          List<String> places =
              topic.keySet().stream()
                  .filter(place -> Arrays.equals(topic.get(place), sent))
                  .filter(letters::containsKey)
                  .toList();
          assertThat(places).as(line).hasSize(1);
          RejectedRecord letter = Objects.requireNonNull(letters.get(places.get(0)));
          assertThat(letter.reason()).as(line).isEqualTo(reason);
          assertThat(letter.message()).as(line).contains("expected ").contains("got ");
        });
  }

  @Test
  void aRecordThatIsNoFrameTravelsWithItsBytes() {
    letters.forEach(
        (place, letter) -> {
          if (letter.camera().isEmpty()) {
            byte[] value = Objects.requireNonNull(topic.get(place), place);
            assertThat(letter.payload())
                .isEqualTo(Arrays.copyOf(value, Math.min(value.length, 256 * 1024)));
          } else {
            assertThat(letter.camera()).contains("lobby");
            assertThat(letter.frameNumber()).isPresent();
          }
        });
  }

  // The replay sends a line that is a frame as Avro, and any other as it stands.
  private static byte[] asReplayed(String line) {
    try {
      return FrameMessage.encode(FrameJson.read(line.getBytes(UTF_8), FrameOrigin.UNKNOWN));
    } catch (InvalidFrameException e) {
      return line.getBytes(UTF_8);
    }
  }

  private List<String> interleaved() {
    List<String> lines = new ArrayList<>(GOOD.stream().map(FrameJson::line).toList());
    int at = FIRST + APART * badLines.size();
    List<String> bad = new ArrayList<>(badLines.keySet());
    Collections.reverse(bad);
    for (String line : bad) {
      at -= APART;
      lines.add(at, line);
    }
    return lines;
  }

  /** Returns the bad lines in the order in which they stand in the recording. */
  private static Map<String, RejectReason> badLines() {
    Map<String, RejectReason> lines = new LinkedHashMap<>();
    add(lines, "\"w\":1280", "\"w\":0", RejectReason.FRAME_SIZE);
    add(lines, "\"h\":720", "\"h\":-720", RejectReason.FRAME_SIZE);
    add(lines, "\"w\":1280", "\"w\":1000000000", RejectReason.FRAME_SIZE);
    add(lines, "\"h\":720", "\"h\":720,\"layout\":\"alien\"", RejectReason.UNKNOWN_LAYOUT);
    add(lines, "\"stream\":\"lobby\"", "\"stream\":\"\"", RejectReason.EMPTY_CAMERA_ID);
    add(lines, "\"ts_ms\":", "\"ts_ms\":-", RejectReason.EVENT_TIME);
    add(lines, "\"ts_ms\":[0-9.]+", "\"ts_ms\":NaN", RejectReason.EVENT_TIME);
    lines.put(FrameJson.line(before(lines)).substring(0, 90), RejectReason.UNDECODABLE);
    lines.put("not json at all", RejectReason.UNDECODABLE);
    lines.put("[1, 2, 3]", RejectReason.UNDECODABLE);
    lines.put(normalised(before(lines)), RejectReason.NORMALISED_COORDINATES);
    PoseFrame twice = before(lines);
    lines.put(FrameJson.line(twice), RejectReason.DUPLICATE_FRAME);
    PoseFrame ahead = before(lines);
    lines.put(
        moved(ahead, ahead.number() - 5, ahead.timeMicros() + 1_000, ahead.persons()),
        RejectReason.BACKWARD_FRAME);
    PoseFrame skewed = before(lines);
    lines.put(
        moved(skewed, skewed.number() + 1, skewed.timeMicros() + 60_001_000, skewed.persons()),
        RejectReason.EVENT_TIME_SKEW);
    PoseFrame future = before(lines);
    // Beyond the record's own timestamp, which is today's.
    lines.put(
        moved(future, future.number() + 1, 4_102_444_800_000_000L, future.persons()),
        RejectReason.EVENT_TIME_SKEW);
    PoseFrame crowded = before(lines);
    lines.put(
        moved(crowded, crowded.number(), crowded.timeMicros() + 1_000, crowd(101)),
        RejectReason.TOO_MANY_PERSONS);
    return lines;
  }

  private static void add(
      Map<String, RejectReason> lines, String part, String replacement, RejectReason reason) {
    String good = FrameJson.line(before(lines));
    String bad =
        good.contains(part) ? good.replace(part, replacement) : good.replaceAll(part, replacement);
    assertThat(bad).isNotEqualTo(good);
    lines.put(bad, reason);
  }

  /** Returns the good frame before the next bad line. */
  private static PoseFrame before(Map<String, RejectReason> lines) {
    return GOOD.get(FIRST + APART * lines.size() - 1);
  }

  private static String normalised(PoseFrame frame) {
    float[] keypoints = new float[3 * KeypointLayout.COCO17.joints()];
    Arrays.fill(keypoints, 0.5f);
    String person = FrameJson.line(moved(frame, List.of(new Person("1", keypoints, 1)), 1));
    return person.replace("\"w\":1,\"h\":1", "\"w\":1280,\"h\":720");
  }

  private static PoseFrame moved(PoseFrame frame, List<Person> persons, int side) {
    return new PoseFrame(
        frame.camera(),
        frame.number(),
        frame.timeMicros(),
        side,
        side,
        KeypointLayout.COCO17,
        persons);
  }

  private static String moved(PoseFrame frame, long number, long micros, List<Person> persons) {
    return FrameJson.line(
        new PoseFrame(
            frame.camera(),
            number,
            micros,
            frame.width(),
            frame.height(),
            KeypointLayout.COCO17,
            persons));
  }

  private static List<Person> crowd(int persons) {
    List<Person> crowd = new ArrayList<>();
    for (int i = 0; i < persons; i++) {
      float[] keypoints = new float[3 * KeypointLayout.COCO17.joints()];
      Arrays.fill(keypoints, 1);
      keypoints[0] = 100 + i;
      crowd.add(new Person("c" + i, keypoints, 1));
    }
    return crowd;
  }

  /** Sends to both partitions what a recording cannot hold; returns where each record lies. */
  private static Map<String, RejectReason> sendRaw(String bootstrap)
      throws ExecutionException, InterruptedException {
    byte[] unknown = FrameMessage.encode(GOOD.get(0));
    unknown[5] ^= 1;
    byte[] cutOff = Arrays.copyOf(FrameMessage.encode(GOOD.get(0)), 100);
    byte[] garbage = {(byte) 0xde, (byte) 0xad, 0, 1, 2};
    byte[] confluent = {0, 0, 0, 0, 9, 1, 2, 3};
    byte[] huge = new byte[900_000];
    List<byte @Nullable []> values = new ArrayList<>(List.of(unknown, cutOff, garbage, confluent));
    values.add(huge);
    values.add(new byte[0]);
    values.add(null);
    Map<String, RejectReason> places = new HashMap<>();
    Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < values.size(); i++) {
        var sent = producer.send(new ProducerRecord<>(TOPIC, i % 2, null, values.get(i))).get();
        places.put(
            place(new FrameOrigin(sent.topic(), sent.partition(), sent.offset(), "")),
            RejectReason.UNDECODABLE);
      }
    }
    return places;
  }

  private void read(String bootstrap) {
    try (TopicReader reader =
        new TopicReader(bootstrap, Map.of(), TOPIC, TopicReader.From.BEGINNING)) {
      reader.drain(
          record ->
              topic.put(
                  place(new FrameOrigin(record.topic(), record.partition(), record.offset(), "")),
                  record.value() == null ? new byte[0] : record.value()));
    }
  }

  private static String place(FrameOrigin origin) {
    return "%s/%d/%d".formatted(origin.topic(), origin.partition(), origin.offset());
  }
}
