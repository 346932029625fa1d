package io.posestream.formats.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.score.LabelScore;
import io.posestream.testkit.fixture.SampleResults;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

// Keys, order and values are a contract with whoever reads the lines.
class ResultLinesTest {
  @Test
  void writesTheScoresOfAScene() {
    assertThat(ScoresJson.line(SampleResults.sceneScores()))
        .isEqualTo(
            """
            {"camera":"cam","scope":"scene","track_id":null,"track_ids":[],"window_start_ms":12000,\
            "window_end_ms":14000,"persons":6,"frames":29,"model":"m",\
            "scores":[{"label":"walk","p":0.25},{"label":"fall","p":0.75}]}\
            """);
  }

  @Test
  void writesTheScoresOfAPerson() {
    assertThat(ScoresJson.line(SampleResults.personScores()))
        .startsWith("{\"camera\":\"cam\",\"scope\":\"person\",\"track_id\":\"3\",");
  }

  @Test
  void writesAClassifiedClip() {
    assertThat(ScoresJson.classifyLine("clip-1", List.of(new LabelScore("wave", 0.5f))))
        .isEqualTo("{\"frame_dir\":\"clip-1\",\"top\":[{\"label\":\"wave\",\"p\":0.5}]}");
  }

  @Test
  void writesAnEventThatGoesOnWithNulls() {
    assertThat(EventJson.line(SampleResults.sceneFallStarts()))
        .isEqualTo(
            """
            {"event_id":"id-1","sequence":0,"phase":"STARTED","end_reason":null,"camera":"cam",\
            "scope":"scene","track_id":null,"track_ids":[],"zone_ids":[],"action":"fall",\
            "severity":2,"start_ms":11000,"end_ms":null,\
            "window_start_ms":12000,"window_end_ms":14000,\
            "confidence":{"current":0.5,"peak":0.75,"mean":0.625},\
            "top":[{"label":"fall","p":0.75},{"label":"walk","p":0.25}],\
            "participants":[{"track_id":"3","share":null}],"persons":1,\
            "model":{"name":"m","version":"0.1","sha256":"ab","precision":"fp32"},\
            "quality":{"frames_used":29,"frames_expected":30,"late_frames":1,\
            "mean_keypoint_score":0.5,"id_switch_suspected":false},"rule_version":7}\
            """);
  }

  @Test
  void writesAnEventThatEnded() throws JsonProcessingException {
    JsonNode line = tree(EventJson.line(SampleResults.personFallEnds()));

    assertThat(line.get("phase").asText()).isEqualTo("ENDED");
    assertThat(line.get("end_reason").asText()).isEqualTo("track-lost");
    assertThat(line.get("end_ms").asLong()).isEqualTo(14_000);
    assertThat(line.get("track_id").asText()).isEqualTo("3");
    assertThat(line.get("participants"))
        .hasToString("[{\"track_id\":\"3\",\"share\":1.0,\"box\":[1.0,2.0,3.5,4.0]}]");
  }

  @Test
  void writesAnEventInTheMannerOfNvIncident() {
    assertThat(NvIncidentJson.line(SampleResults.personFallEnds()))
        .isEqualTo(
            """
            {"id":"id-1","sensorId":"cam","timestamp":"1970-01-01T00:00:11Z",\
            "end":"1970-01-01T00:00:14Z","objectIds":["3"],"frameIds":[],"category":"fall",\
            "type":"action","isAnomaly":true,"analyticsModule":{"id":"posestream",\
            "description":"actions by pose","source":"m","version":"0.1"},"info":{"phase":"ENDED",\
            "sequence":"1","endReason":"track-lost","scope":"person","severity":"2",\
            "confidence":"0.5","peakConfidence":"0.75","zones":""}}\
            """);
  }

  @Test
  void knowsAnEventFromOtherJson() {
    String event = EventJson.line(SampleResults.personFallEnds());
    String incident = NvIncidentJson.line(SampleResults.personFallEnds());

    assertThat(EventJson.isEvent(event.getBytes(UTF_8))).isTrue();
    assertThat(EventJson.isEvent(incident.getBytes(UTF_8))).isTrue();
    assertThat(EventJson.isEvent("{\"phase\":\"STARTED\"}".getBytes(UTF_8))).isFalse();
    assertThat(EventJson.isEvent("{\"event_id\":".getBytes(UTF_8))).isFalse();
    assertThat(EventJson.isEvent(new byte[0])).isFalse();
  }

  @Test
  void namesWhoTookPartInAnIncidentOfAScene() {
    assertThat(NvIncidentJson.line(SampleResults.sceneFallStarts()))
        .contains("\"objectIds\":[\"3\"]", "\"end\":\"1970-01-01T00:00:14Z\"");
  }

  @Test
  void writesAClipWithNobodyWithoutALabel() {
    assertThat(ScoresJson.nobodyLine("clip-1"))
        .isEqualTo("{\"frame_dir\":\"clip-1\",\"nobody\":true,\"top\":[]}");
  }

  @Test
  void writesADeadLetterWithItsJson() {
    RejectedRecord rejected =
        RejectedRecord.undecoded(
            RejectReason.UNDECODABLE,
            "expected x, got y",
            new FrameOrigin("frames", 1, 42, ""),
            "{\"a\":1}".getBytes(UTF_8));

    assertThat(EventJson.line(rejected))
        .isEqualTo(
            """
            {"reason":"undecodable","message":"expected x, got y","topic":"frames","partition":1,\
            "offset":42,"camera":null,"frame":null,"frames":1,"losses":[],"payload":"{\\"a\\":1}"}\
            """);
  }

  @Test
  void writesADeadLettersBytesInBase64() throws JsonProcessingException {
    byte[] payload = {1, 2, (byte) 0xff};
    RejectedRecord rejected =
        RejectedRecord.undecoded(RejectReason.UNDECODABLE, "m", FrameOrigin.UNKNOWN, payload);

    JsonNode line = tree(EventJson.line(rejected));

    assertThat(Base64.getDecoder().decode(line.get("payload_base64").asText())).isEqualTo(payload);
    assertThat(line.has("payload")).isFalse();
  }

  @Test
  void writesADeadFramesCameraAndNumber() throws JsonProcessingException {
    PoseFrame frame = new PoseFrame("cam", 9, 0, 640, 480, KeypointLayout.COCO17, List.of());

    JsonNode line =
        tree(EventJson.line(RejectedRecord.frame(frame, RejectReason.DUPLICATE_FRAME, "m")));

    assertThat(line.get("reason").asText()).isEqualTo("duplicate-frame");
    assertThat(line.get("camera").asText()).isEqualTo("cam");
    assertThat(line.get("frame").asLong()).isEqualTo(9);
    assertThat(line.has("payload")).isFalse();
  }

  private static JsonNode tree(String line) throws JsonProcessingException {
    return new ObjectMapper().readTree(line);
  }
}
