package io.posestream.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A schema registry that knows what it is told; the test that starts it closes it. */
final class RegistryServer implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, String> bodies = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile int status = 200;

  private RegistryServer(HttpServer server) {
    this.server = server;
  }

  static RegistryServer start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    RegistryServer registry = new RegistryServer(server);
    server.createContext("/", registry::answer);
    server.start();
    return registry;
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  int requests() {
    return requests.get();
  }

  /** Answers every request with this status from here on. */
  void failWith(int code) {
    status = code;
  }

  void register(int id, String body) {
    bodies.put("/schemas/ids/" + id, body);
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    String known = bodies.get(exchange.getRequestURI().getPath());
    byte[] body = (known == null ? "{\"error_code\":40403}" : known).getBytes(UTF_8);
    exchange.sendResponseHeaders(known == null ? 404 : status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
