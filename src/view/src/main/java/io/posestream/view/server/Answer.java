package io.posestream.view.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * An answer of the server that is held in memory.
 *
 * @param status of HTTP
 * @param type of the content
 * @param content not to be written
 */
record Answer(HttpResponseStatus status, String type, byte[] content) {
  static Answer json(String content) {
    return new Answer(HttpResponseStatus.OK, "application/json", content.getBytes(UTF_8));
  }

  static Answer bytes(byte[] content) {
    return new Answer(HttpResponseStatus.OK, "application/octet-stream", content);
  }

  static Answer failed(HttpResponseStatus status, String why) {
    return new Answer(status, "text/plain; charset=utf-8", (why + "\n").getBytes(UTF_8));
  }

  static Answer notFound() {
    return failed(HttpResponseStatus.NOT_FOUND, "not found");
  }
}
