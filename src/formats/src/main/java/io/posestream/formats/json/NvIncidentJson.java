package io.posestream.formats.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.EndReason;
import java.time.Instant;
import java.util.List;

/**
 * Action events as JSON in the manner of NVIDIA's {@code nv.Incident}, for consumers that know
 * these: the names of its fields, times as ISO 8601, and everything it has no field for as text in
 * {@code info}. An event that goes on has the end of its newest window as its end.
 */
public final class NvIncidentJson {
  /** Names the writer in each. */
  static final String MODULE = "posestream";

  private NvIncidentJson() {}

  /** Returns an event as a line, without its line end. */
  public static String line(ActionEvent event) {
    ObjectNode incident = Json.object();
    incident.put("id", event.eventId());
    incident.put("sensorId", event.subject().camera());
    incident.put("timestamp", iso(event.startMillis()));
    incident.put("end", iso(event.endMillis().orElse(event.window().endMillis())));
    incident.set("objectIds", ScoresJson.texts(objects(event)));
    incident.putArray("frameIds");
    incident.put("category", event.action());
    incident.put("type", "action");
    incident.put("isAnomaly", event.severity() > 0);
    incident.set("analyticsModule", module(event));
    incident.set("info", info(event));
    return Json.line(incident);
  }

  private static String iso(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  // Of a scene, those who took part.
  private static List<String> objects(ActionEvent event) {
    List<String> tracks = event.subject().tracks();
    return tracks.isEmpty()
        ? event.participants().stream().map(participant -> participant.trackId()).toList()
        : tracks;
  }

  private static ObjectNode module(ActionEvent event) {
    ObjectNode module = Json.object();
    module.put("id", MODULE);
    module.put("description", "actions by pose");
    module.put("source", event.model().name());
    module.put("version", event.model().version());
    return module;
  }

  private static ObjectNode info(ActionEvent event) {
    ObjectNode info = Json.object();
    info.put("phase", event.phase().name());
    info.put("sequence", String.valueOf(event.sequence()));
    event.endReason().map(EndReason::code).ifPresent(reason -> info.put("endReason", reason));
    info.put("scope", event.subject().scope().id());
    info.put("severity", String.valueOf(event.severity()));
    info.put("confidence", String.valueOf(event.confidence().current()));
    info.put("peakConfidence", String.valueOf(event.confidence().peak()));
    info.put("zones", String.join(",", event.zones()));
    return info;
  }
}
