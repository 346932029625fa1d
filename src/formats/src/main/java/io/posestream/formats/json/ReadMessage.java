package io.posestream.formats.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.control.message.MessageSource;

/**
 * A message, before anybody looked into it.
 *
 * @param root what it says; empty if it cannot be read
 * @param readable whether it is a JSON object
 * @param digest of the message as it was sent
 * @param source where it was read
 */
record ReadMessage(JsonNode root, boolean readable, String digest, MessageSource source) {}
