package io.posestream.job.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.posestream.core.zone.Corner;
import io.posestream.core.zone.Zone;
import io.posestream.core.zone.ZoneMap;
import io.posestream.core.zone.ZoneRule;
import io.posestream.core.zone.ZoneRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The zones of a site, from a file that is used as a whole or refused as a whole.
 *
 * <pre>{@code
 * cameras:
 *   gate-3:
 *     door: [[0.10, 0.20], [0.40, 0.20], [0.40, 0.90], [0.10, 0.90]]
 * rules:
 *   default: {exclude: [screen]}
 *   fall: {include: [door]}
 * }</pre>
 *
 * @param places of each camera
 * @param rules where actions count
 */
public record ZonesFile(ZoneMap places, ZoneRules rules) {
  /** No zones. */
  public static final ZonesFile NONE = new ZonesFile(ZoneMap.NONE, ZoneRules.NONE);

  private static final ObjectMapper YAML = new YAMLMapper();
  private static final String GENERAL = "default";

  /**
   * Reads a file.
   *
   * @throws ConfigException naming the file, the field, what was expected and what was found
   */
  public static ZonesFile read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ConfigException("zones.file: expected a file, found none at " + file);
    }
    try {
      return new Reader(file).read(YAML.readTree(file.toFile()));
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          "%s: line %d: %s".formatted(file, e.getLocation().getLineNr(), e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new ConfigException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Reads one file, and names it in what it refuses. */
  private record Reader(Path file) {
    ZonesFile read(JsonNode root) {
      requireFields("the file", root, List.of("cameras", "rules"));
      ZoneMap places = places(root.path("cameras"));
      ZoneRules rules = rules(root.path("rules"));
      for (String zone : rules.zones()) {
        if (!places.ids().contains(zone)) {
          throw refused("rules", "zones of a camera in this file, got '" + zone + "'");
        }
      }
      return new ZonesFile(places, rules);
    }

    private ZoneMap places(JsonNode cameras) {
      Map<String, List<Zone>> byCamera = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> camera : fields("cameras", cameras)) {
        String at = "cameras." + camera.getKey();
        List<Zone> zones = new ArrayList<>();
        for (Map.Entry<String, JsonNode> zone : fields(at, camera.getValue())) {
          String field = at + "." + zone.getKey();
          List<Corner> corners = corners(field, zone.getValue());
          zones.add(checked(field, () -> new Zone(zone.getKey(), corners)));
        }
        byCamera.put(camera.getKey(), zones);
      }
      return new ZoneMap(byCamera);
    }

    private List<Corner> corners(String field, JsonNode list) {
      if (!list.isArray()) {
        throw refused(field, "a list of corners [x, y], got " + list);
      }
      List<Corner> corners = new ArrayList<>();
      for (JsonNode corner : list) {
        if (corner.size() != 2 || !corner.path(0).isNumber() || !corner.path(1).isNumber()) {
          throw refused(field, "corners of two numbers [x, y], got " + corner);
        }
        corners.add(
            checked(
                field, () -> new Corner(corner.get(0).doubleValue(), corner.get(1).doubleValue())));
      }
      return corners;
    }

    private ZoneRules rules(JsonNode rules) {
      ZoneRule general = ZoneRule.ANYWHERE;
      Map<String, ZoneRule> byLabel = new HashMap<>();
      for (Map.Entry<String, JsonNode> rule : fields("rules", rules)) {
        ZoneRule read = rule("rules." + rule.getKey(), rule.getValue());
        if (rule.getKey().equals(GENERAL)) {
          general = read;
        } else {
          byLabel.put(rule.getKey(), read);
        }
      }
      return new ZoneRules(general, byLabel);
    }

    private ZoneRule rule(String field, JsonNode rule) {
      requireFields(field, rule, List.of("include", "exclude"));
      Set<String> include = names(field + ".include", rule.path("include"));
      Set<String> exclude = names(field + ".exclude", rule.path("exclude"));
      return checked(field, () -> new ZoneRule(include, exclude));
    }

    private Set<String> names(String field, JsonNode list) {
      if (!list.isArray() && !list.isMissingNode()) {
        throw refused(field, "a list of zones, got " + list);
      }
      Set<String> names = new LinkedHashSet<>();
      list.forEach(name -> names.add(name.asText()));
      return names;
    }

    private Set<Map.Entry<String, JsonNode>> fields(String field, JsonNode node) {
      if (!node.isObject() && !node.isMissingNode() && !node.isNull()) {
        throw refused(field, "names with values, got " + node);
      }
      return node.properties();
    }

    private void requireFields(String field, JsonNode node, List<String> known) {
      for (Map.Entry<String, JsonNode> entry : fields(field, node)) {
        if (!known.contains(entry.getKey())) {
          throw refused(field, "no fields but %s, got '%s'".formatted(known, entry.getKey()));
        }
      }
    }

    private <T> T checked(String field, Supplier<T> value) {
      try {
        return value.get();
      } catch (IllegalArgumentException e) {
        throw new ConfigException("%s: %s: %s".formatted(file, field, e.getMessage()), e);
      }
    }

    private ConfigException refused(String field, String expectation) {
      return new ConfigException("%s: %s: expected %s".formatted(file, field, expectation));
    }
  }
}
