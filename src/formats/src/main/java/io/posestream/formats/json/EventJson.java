package io.posestream.formats.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.Confidence;
import io.posestream.core.event.EndReason;
import io.posestream.core.event.Participant;
import io.posestream.core.pose.FrameFaults.Loss;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.window.Quality;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Action events and dead letters as JSON lines: times in epoch milliseconds. */
public final class EventJson {
  private EventJson() {}

  /** Returns an event as a line, without its line end. */
  public static String line(ActionEvent event) {
    ObjectNode line = Json.object();
    line.put("event_id", event.eventId());
    line.put("sequence", event.sequence());
    line.put("phase", event.phase().name());
    line.put("end_reason", event.endReason().map(EndReason::code).orElse(null));
    putPlace(event, line);
    line.put("action", event.action());
    line.put("severity", event.severity());
    putTimes(event, line);
    line.set("confidence", tree(event.confidence()));
    line.set("top", ScoresJson.tree(event.top()));
    ArrayNode participants = line.putArray("participants");
    event.participants().forEach(participant -> participants.add(tree(participant)));
    line.put("persons", event.persons());
    line.set("model", ScoresJson.tree(event.model()));
    line.set("quality", tree(event.quality()));
    line.put("rule_version", event.ruleVersion());
    return Json.line(line);
  }

  private static void putPlace(ActionEvent event, ObjectNode line) {
    line.put("camera", event.subject().camera());
    line.put("scope", event.subject().scope().id());
    line.put("track_id", event.subject().trackId().orElse(null));
    line.set("track_ids", ScoresJson.texts(event.subject().tracks()));
    line.set("zone_ids", ScoresJson.texts(event.zones()));
  }

  private static void putTimes(ActionEvent event, ObjectNode line) {
    line.put("start_ms", event.startMillis());
    line.put("end_ms", event.endMillis().orElse(null));
    line.put("window_start_ms", event.window().startMillis());
    line.put("window_end_ms", event.window().endMillis());
  }

  /**
   * Returns whether a message is an event as JSON, of this form or in the manner of nv.Incident.
   */
  public static boolean isEvent(byte[] message) {
    if (!isJson(message)) {
      return false;
    }
    try {
      JsonNode tree = Json.MAPPER.readTree(message);
      return (tree.path("event_id").isTextual() && tree.path("phase").isTextual())
          || tree.path("analyticsModule").path("id").asText().equals(NvIncidentJson.MODULE);
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns a dead letter as a line, without its line end. */
  public static String line(RejectedRecord rejected) {
    ObjectNode line = Json.object();
    line.put("reason", rejected.reason().code());
    line.put("message", rejected.message());
    putOrigin(rejected, line);
    line.put("frames", rejected.frames());
    ArrayNode losses = line.putArray("losses");
    rejected.losses().forEach(loss -> losses.add(tree(loss)));
    putPayload(rejected.payload(), line);
    return Json.line(line);
  }

  private static void putOrigin(RejectedRecord rejected, ObjectNode line) {
    line.put("topic", rejected.origin().topic());
    line.put("partition", rejected.origin().partition());
    line.put("offset", rejected.origin().offset());
    line.put("camera", rejected.camera().orElse(null));
    if (rejected.frameNumber().isPresent()) {
      line.put("frame", rejected.frameNumber().getAsLong());
    } else {
      line.putNull("frame");
    }
  }

  private static void putPayload(byte[] payload, ObjectNode line) {
    if (isJson(payload)) {
      line.put("payload", new String(payload, StandardCharsets.UTF_8));
    } else if (payload.length > 0) {
      line.put("payload_base64", Base64.getEncoder().encodeToString(payload));
    }
  }

  private static ObjectNode tree(Loss loss) {
    return Json.object()
        .put("part", loss.part().id())
        .put("reason", loss.reason().code())
        .put("count", loss.count());
  }

  private static boolean isJson(byte[] payload) {
    return payload.length > 0 && payload[0] == '{';
  }

  private static ObjectNode tree(Confidence confidence) {
    return Json.object()
        .put("current", confidence.current())
        .put("peak", confidence.peak())
        .put("mean", confidence.mean());
  }

  private static ObjectNode tree(Participant participant) {
    ObjectNode tree = Json.object().put("track_id", participant.trackId());
    tree.put("share", participant.share().orElse(null));
    participant
        .box()
        .ifPresent(
            box ->
                tree.putArray("box").add(box.x()).add(box.y()).add(box.width()).add(box.height()));
    if (!participant.zones().isEmpty()) {
      tree.set("zone_ids", ScoresJson.texts(participant.zones()));
    }
    return tree;
  }

  private static ObjectNode tree(Quality quality) {
    return Json.object()
        .put("frames_used", quality.framesUsed())
        .put("frames_expected", quality.framesExpected())
        .put("late_frames", quality.lateFrames())
        .put("mean_keypoint_score", quality.meanKeypointScore())
        .put("id_switch_suspected", quality.idSwitchSuspected());
  }
}
