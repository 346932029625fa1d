package io.posestream.view.server;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whose requests are answered.
 *
 * <p>A request names the server by one of its own names, else another site's name was pointed at
 * this machine (DNS rebinding); it comes from the page itself, else another site opened the socket;
 * and if the server listens beyond this computer, it brings the token printed at the start.
 */
final class Access {
  static final String COOKIE = "posestream-view";
  private static final String TOKEN = "token";
  private static final int TOKEN_BYTES = 24;

  private final Set<String> names;
  private final Optional<String> token;

  private Access(Set<String> names, Optional<String> token) {
    this.names = names;
    this.token = token;
  }

  /**
   * Returns the rules of a server.
   *
   * @param options as it was started
   * @param address it listens on
   * @param port it listens on
   */
  static Access of(PageOptions options, InetAddress address, int port) {
    Set<String> names = new HashSet<>(options.otherHosts());
    names.add(options.host());
    if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
      names.addAll(List.of("localhost", "127.0.0.1", "::1"));
    }
    if (address.isAnyLocalAddress()) {
      names.addAll(ownAddresses());
    }
    Set<String> authorities = new HashSet<>();
    for (String name : names) {
      String host = name.contains(":") ? "[" + name + "]" : name.toLowerCase(Locale.ROOT);
      authorities.add(host + ":" + port);
      if (port == 80) {
        authorities.add(host);
      }
    }
    return new Access(
        authorities, address.isLoopbackAddress() ? Optional.empty() : Optional.of(newToken()));
  }

  private static Set<String> ownAddresses() {
    Set<String> addresses = new HashSet<>();
    try {
      addresses.add(InetAddress.getLocalHost().getHostName());
      NetworkInterface.networkInterfaces()
          .flatMap(device -> device.getInterfaceAddresses().stream())
          .map(InterfaceAddress::getAddress)
          .forEach(address -> addresses.add(address.getHostAddress().replaceAll("%.*", "")));
    } catch (SocketException | java.net.UnknownHostException e) {
      throw new IllegalStateException("the addresses of this computer cannot be read", e);
    }
    return addresses;
  }

  private static String newToken() {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** Returns the token, if one is asked for. */
  Optional<String> token() {
    return token;
  }

  /** Returns why a request is refused, or nothing if it is to be answered. */
  Optional<String> refusal(HttpRequest request) {
    HttpHeaders headers = request.headers();
    String host = headers.get(HttpHeaderNames.HOST, "").toLowerCase(Locale.ROOT);
    if (!names.contains(host)) {
      return Optional.of(
          "expected a request for one of %s, got one for '%s'; see --allow-host"
              .formatted(names, host));
    }
    String origin = headers.get(HttpHeaderNames.ORIGIN);
    if (origin != null && !origin.toLowerCase(Locale.ROOT).equals("http://" + host)) {
      return Optional.of("requests of other sites are not answered");
    }
    if (isForeign(headers)) {
      return Optional.of("other sites cannot embed this page or what is on it");
    }
    return hasToken(request)
        ? Optional.empty()
        : Optional.of("open the address that was printed at the start; it has the token");
  }

  // A link from elsewhere may open the page; nothing else of it can be asked for from there.
  private static boolean isForeign(HttpHeaders headers) {
    String site = headers.get("sec-fetch-site", "none");
    return !site.equals("none")
        && !site.equals("same-origin")
        && !headers.get("sec-fetch-mode", "").equals("navigate");
  }

  /** Returns whether a request brings the token in its address, to be kept in a cookie. */
  boolean hasTokenInAddress(HttpRequest request) {
    List<String> given = new QueryStringDecoder(request.uri()).parameters().get(TOKEN);
    return token.isPresent() && given != null && given.stream().anyMatch(this::isToken);
  }

  private boolean hasToken(HttpRequest request) {
    if (token.isEmpty() || hasTokenInAddress(request)) {
      return true;
    }
    String cookies = request.headers().get(HttpHeaderNames.COOKIE, "");
    return ServerCookieDecoder.LAX.decode(cookies).stream()
        .filter(cookie -> cookie.name().equals(COOKIE))
        .map(Cookie::value)
        .anyMatch(this::isToken);
  }

  // In constant time, so that it cannot be guessed letter by letter.
  private boolean isToken(String given) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8),
        token.orElseThrow().getBytes(StandardCharsets.UTF_8));
  }
}
