package io.posestream.formats.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;

/** The one JSON mapper, and how its trees become lines. */
public final class Json {
  /** Reads NaN and Infinity, which are not JSON, so that they can be refused by name. */
  public static final ObjectMapper MAPPER =
      JsonMapper.builder(
              com.fasterxml.jackson.core.JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxDocumentLength(-1).build())
                  .build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /** Returns a tree on one line. */
  public static String line(JsonNode tree) {
    try {
      return MAPPER.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree in memory cannot fail to be written", e);
    }
  }

  /** What is done with each of several JSON texts. */
  public interface TreeConsumer {
    /** Takes the next one. */
    void accept(JsonNode tree) throws IOException;
  }

  /**
   * Reads JSON texts that stand one after the other, on lines of their own or not.
   *
   * @return how many there were
   * @throws JsonProcessingException where one is broken; what follows cannot be read
   * @throws IOException if the text cannot be read, or {@code each} throws it
   */
  public static long readAll(Reader text, TreeConsumer each) throws IOException {
    ObjectReader reader = MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    long count = 0;
    try (JsonParser parser = MAPPER.createParser(text)) {
      while (parser.nextToken() != null) {
        each.accept(reader.readTree(parser));
        count++;
      }
    }
    return count;
  }

  /** Returns whether a text begins as JSON does and ends before its JSON. */
  public static boolean endsEarly(byte[] text) {
    try {
      MAPPER.readTree(text);
      return false;
    } catch (JsonEOFException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns whether a text is JSON by itself. */
  public static boolean isWhole(String text) {
    try {
      return !MAPPER.readTree(text).isMissingNode();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }
}
