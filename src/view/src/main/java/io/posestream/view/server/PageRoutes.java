package io.posestream.view.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a request to its answer: a socket, a video, or what is made in memory by a worker. */
final class PageRoutes extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(PageRoutes.class);
  private static final int MOST_MESSAGE = 4 << 20;
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " media-src 'self' blob:; connect-src 'self' %s; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private final Access access;
  private final PageContent content;
  private final PageAnswers answers;
  private final OpenPages pages;
  private final ExecutorService workers;
  private final ExecutorService estimator;

  PageRoutes(
      Access access,
      PageContent content,
      OpenPages pages,
      ExecutorService workers,
      ExecutorService estimator) {
    this.access = access;
    this.content = content;
    this.answers = new PageAnswers(content);
    this.pages = pages;
    this.workers = workers;
    this.estimator = estimator;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) throws Exception {
    Optional<String> refusal = access.refusal(request);
    if (!request.decoderResult().isSuccess()) {
      send(ctx, request, Answer.failed(HttpResponseStatus.BAD_REQUEST, "not a request"));
    } else if (refusal.isPresent()) {
      send(ctx, request, Answer.failed(HttpResponseStatus.FORBIDDEN, refusal.get()));
    } else if (!request.method().equals(HttpMethod.GET)) {
      send(ctx, request, Answer.failed(HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET"));
    } else if (access.hasTokenInAddress(request)) {
      sendCookie(ctx, request);
    } else {
      route(ctx, request);
    }
  }

  private void route(ChannelHandlerContext ctx, FullHttpRequest request) throws Exception {
    QueryStringDecoder query = new QueryStringDecoder(request.uri());
    Optional<Path> video = answers.video(query.path());
    if (query.path().equals("/live")) {
      PageClient client = new PageClient(ctx.channel());
      upgrade(ctx, request, new LiveSocket(pages, content.store(), client));
    } else if (query.path().equals("/camera") && content.pictures().isPresent()) {
      String camera = query.parameters().getOrDefault("name", List.of("this-computer")).get(0);
      upgrade(ctx, request, new PictureSocket(content.pictures().get(), camera, estimator));
    } else if (video.isPresent()) {
      sendVideo(ctx, request, video.get());
    } else {
      HttpHeaders headers = request.headers().copy();
      String uri = request.uri();
      boolean keepAlive = HttpUtil.isKeepAlive(request);
      workers.execute(() -> send(ctx, headers, keepAlive, answer(uri)));
    }
  }

  private Answer answer(String uri) {
    try {
      return answers.to(uri);
    } catch (RuntimeException e) {
      LOG.error("{} was not answered", uri, e);
      return Answer.failed(
          HttpResponseStatus.INTERNAL_SERVER_ERROR, String.valueOf(e.getMessage()));
    }
  }

  private static void upgrade(
      ChannelHandlerContext ctx, FullHttpRequest request, ChannelHandler socket) {
    String address = "ws://" + request.headers().get(HttpHeaderNames.HOST) + request.uri();
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory(address, null, false, MOST_MESSAGE)
            .newHandshaker(request);
    if (handshaker == null) {
      WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(ctx.channel());
      return;
    }
    ctx.pipeline().addLast(new ControlFrames(), new WebSocketFrameAggregator(MOST_MESSAGE), socket);
    handshaker.handshake(ctx.channel(), request);
    ctx.pipeline().remove(PageRoutes.class);
  }

  private static void sendVideo(ChannelHandlerContext ctx, FullHttpRequest request, Path file)
      throws Exception {
    long size = Files.size(file);
    VideoAnswer part = VideoAnswer.of(request.headers().get(HttpHeaderNames.RANGE, ""), size);
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, part.status());
    protect(head.headers(), request.headers());
    head.headers()
        .set(HttpHeaderNames.CONTENT_TYPE, videoType(file))
        .set(HttpHeaderNames.ACCEPT_RANGES, "bytes")
        .set(HttpHeaderNames.CONTENT_LENGTH, part.length());
    if (!part.status().equals(HttpResponseStatus.OK)) {
      head.headers().set(HttpHeaderNames.CONTENT_RANGE, part.contentRange(size));
    }
    ctx.write(head);
    if (part.length() > 0) {
      ctx.write(new DefaultFileRegion(file.toFile(), part.start(), part.length()));
    }
    ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
  }

  private static String videoType(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".webm")
        ? "video/webm"
        : name.endsWith(".mkv") ? "video/x-matroska" : "video/mp4";
  }

  private void sendCookie(ChannelHandlerContext ctx, FullHttpRequest request) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SEE_OTHER);
    response
        .headers()
        .set(HttpHeaderNames.LOCATION, "/")
        .set(HttpHeaderNames.CONTENT_LENGTH, 0)
        .set(
            HttpHeaderNames.SET_COOKIE,
            "%s=%s; HttpOnly; SameSite=Strict; Path=/"
                .formatted(Access.COOKIE, access.token().orElseThrow()));
    protect(response.headers(), request.headers());
    ctx.writeAndFlush(response);
  }

  private static void send(ChannelHandlerContext ctx, FullHttpRequest request, Answer answer) {
    send(ctx, request.headers(), HttpUtil.isKeepAlive(request), answer);
  }

  private static void send(
      ChannelHandlerContext ctx, HttpHeaders asked, boolean keepAlive, Answer answer) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, answer.status(), Unpooled.wrappedBuffer(answer.content()));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, answer.type())
        .set(HttpHeaderNames.CONTENT_LENGTH, answer.content().length);
    protect(response.headers(), asked);
    var sent = ctx.channel().writeAndFlush(response);
    if (!keepAlive) {
      sent.addListener(ChannelFutureListener.CLOSE);
    }
  }

  // Nothing is loaded from elsewhere, and no other site can frame, read or guess what is here.
  private static void protect(HttpHeaders headers, HttpHeaders asked) {
    String host = asked.get(HttpHeaderNames.HOST, "localhost").replaceAll("[^\\w.:\\[\\]-]", "");
    headers
        .set("Content-Security-Policy", POLICY.formatted("ws://" + host))
        .set("X-Content-Type-Options", "nosniff")
        .set("Referrer-Policy", "no-referrer")
        .set("Cross-Origin-Opener-Policy", "same-origin")
        .set("Cross-Origin-Resource-Policy", "same-origin")
        .set("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A browser that goes away in the middle of a video is no fault.
    LOG.debug("connection {} failed", ctx.channel(), cause);
    ctx.close();
  }
}
