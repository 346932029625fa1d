package io.posestream.job.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.posestream.core.pose.InvalidFrameException;
import io.posestream.core.pose.RejectReason;
import io.posestream.formats.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * Looks up writer schemas by id in a Confluent schema registry, each once.
 *
 * <p>Not thread-safe.
 */
final class SchemaRegistry {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int NOT_FOUND = 404;
  private static final int OK = 200;

  private final String url;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final Map<Integer, Schema> schemas = new HashMap<>();

  SchemaRegistry(String url) {
    this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /**
   * Returns the schema of that id.
   *
   * @throws InvalidFrameException if the registry does not know it: the record is at fault
   * @throws UncheckedIOException if the registry does not answer: the record is not at fault, so
   *     the task fails and is tried again
   */
  Schema schema(int id) {
    return schemas.computeIfAbsent(id, this::fetch);
  }

  private Schema fetch(int id) {
    URI uri = URI.create("%s/schemas/ids/%d".formatted(url, id));
    HttpResponse<String> response = get(uri);
    if (response.statusCode() == NOT_FOUND) {
      throw new InvalidFrameException(
          RejectReason.UNDECODABLE,
          "expected a schema id that the registry at %s knows, got %d".formatted(url, id));
    }
    if (response.statusCode() != OK) {
      throw new UncheckedIOException(
          new IOException("expected 200 from %s, got %d".formatted(uri, response.statusCode())));
    }
    try {
      String text = Json.MAPPER.readTree(response.body()).path("schema").asText();
      return new Schema.Parser().parse(text);
    } catch (JsonProcessingException | SchemaParseException e) {
      throw new InvalidFrameException(
          RejectReason.UNDECODABLE,
          "expected an Avro schema under id %d of %s, got: %s".formatted(id, url, e.getMessage()));
    }
  }

  private HttpResponse<String> get(URI uri) {
    try {
      return http.send(
          HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException("kafka.schema-registry does not answer: " + uri, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted while asking " + uri, e));
    }
  }
}
