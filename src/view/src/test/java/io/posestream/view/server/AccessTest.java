package io.posestream.view.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessTest {
  @Test
  void thePageItselfIsAnswered() throws Exception {
    HttpRequest request = request("/live", "127.0.0.1:8900");
    request.headers().set("origin", "http://127.0.0.1:8900").set("sec-fetch-site", "same-origin");

    assertThat(loopback().refusal(request)).isEmpty();
    assertThat(loopback().refusal(request("/", "localhost:8900"))).isEmpty();
    assertThat(loopback().refusal(request("/", "[::1]:8900"))).isEmpty();
  }

  @Test
  void aNameThatWasPointedHereIsRefused() throws Exception {
    assertThat(loopback().refusal(request("/", "evil.example:8900"))).isPresent();
    assertThat(loopback().refusal(request("/", "127.0.0.1:80"))).isPresent();
    assertThat(loopback().refusal(request("/", ""))).isPresent();
  }

  @Test
  void aSocketOfAnotherSiteIsRefused() throws Exception {
    for (String origin :
        new String[] {
          "http://evil.example", "null", "http://127.0.0.1:9000", "https://127.0.0.1:8900"
        }) {
      HttpRequest request = request("/live", "127.0.0.1:8900");
      request.headers().set("origin", origin);
      assertThat(loopback().refusal(request)).as(origin).isPresent();
    }
  }

  @Test
  void anotherSiteMayLinkToThePageAndNotEmbedIt() throws Exception {
    HttpRequest link = request("/", "127.0.0.1:8900");
    link.headers().set("sec-fetch-site", "cross-site").set("sec-fetch-mode", "navigate");
    HttpRequest embedded = request("/api/frames", "127.0.0.1:8900");
    embedded.headers().set("sec-fetch-site", "cross-site").set("sec-fetch-mode", "no-cors");

    assertThat(loopback().refusal(link)).isEmpty();
    assertThat(loopback().refusal(embedded)).isPresent();
  }

  @Test
  void beyondThisComputerATokenIsAskedFor() throws Exception {
    PageOptions options = new PageOptions("0.0.0.0", 8900, Set.of("cameras.site"));
    Access access = Access.of(options, InetAddress.getByName("0.0.0.0"), 8900);
    String token = access.token().orElseThrow();
    HttpRequest withCookie = request("/", "cameras.site:8900");
    withCookie.headers().set("cookie", "a=b; posestream-view=" + token);

    assertThat(access.refusal(request("/", "cameras.site:8900"))).isPresent();
    assertThat(access.refusal(request("/?token=guess", "cameras.site:8900"))).isPresent();
    assertThat(access.refusal(request("/?token=" + token, "cameras.site:8900"))).isEmpty();
    assertThat(access.refusal(withCookie)).isEmpty();
  }

  private static Access loopback() throws Exception {
    PageOptions options = new PageOptions("127.0.0.1", 8900, Set.of());
    return Access.of(options, InetAddress.getByName("127.0.0.1"), 8900);
  }

  private static HttpRequest request(String uri, String host) {
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, uri);
    request.headers().set("host", host);
    return request;
  }
}
