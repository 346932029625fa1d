package io.posestream.view.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.core.zone.ZoneMap;
import io.posestream.view.fixture.Lobby;
import io.posestream.view.server.PageContent.Pace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageServerTest {
  private static final PageOptions ANY_PORT = new PageOptions("127.0.0.1", 0, Set.of());

  private final HttpClient client = HttpClient.newHttpClient();
  private PageServer.Started server;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    Path film = Files.write(folder.resolve("film.mp4"), new byte[] {0, 1, 2, 3, 4, 5, 6, 7});
    server = PageServer.start(ANY_PORT, content(Map.of("lobby", film)));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static PageContent content(Map<String, Path> videos) {
    return new PageContent(
        "lobby",
        Pace.RECORDED,
        Lobby.store(),
        ZoneMap.NONE,
        videos,
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void thePageLoadsNothingFromElsewhere() throws Exception {
    HttpResponse<byte[]> page = get("");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-security-policy").orElse(""))
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'");
    assertThat(new String(page.body(), StandardCharsets.UTF_8))
        .doesNotContain("http://", "https://");
  }

  @Test
  void onlyThePagesOwnFilesAreServed() throws Exception {
    assertThat(get("app.js").statusCode()).isEqualTo(200);
    for (String path : new String[] {"..%2fpom.xml", "a/b.js", "package-info.class", "x.js"}) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void framesOfAnIntervalAreGiven() throws Exception {
    assertThat(get("api/frames?from=0&to=1000").body().length).isGreaterThan(2_000);
    assertThat(get("api/frames?from=90000&to=91000").body()).isEmpty();
    assertThat(get("api/frames?from=soon&to=1").statusCode()).isEqualTo(400);
  }

  @Test
  void aVideoIsGivenInParts() throws Exception {
    HttpResponse<byte[]> part = get("api/video/0", "range", "bytes=2-4");

    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).containsExactly(2, 3, 4);
    assertThat(part.headers().firstValue("content-range")).hasValue("bytes 2-4/8");
    assertThat(get("api/video/0").body()).hasSize(8);
    assertThat(get("api/video/0", "range", "bytes=9-").statusCode()).isEqualTo(416);
  }

  @Test
  void aRequestOfAnotherSiteIsRefused() throws Exception {
    assertThat(get("api/results", "origin", "http://evil.example").statusCode()).isEqualTo(403);
  }

  @Test
  void aPortInUseIsNamed() {
    int port = URI.create(server.address()).getPort();

    assertThatThrownBy(
            () -> PageServer.start(new PageOptions("127.0.0.1", port, Set.of()), content(Map.of())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1:" + port + " cannot be listened on");
  }

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.address() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }
}
