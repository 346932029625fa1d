package io.posestream.view.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.posestream.formats.json.Json;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket on which a page sends its camera's pictures: f64 time in milliseconds, little-endian,
 * then the JPEG. Each is answered by {@code {"taken": time}}; the page sends its next picture then,
 * so that none waits here.
 */
final class PictureSocket extends SimpleChannelInboundHandler<WebSocketFrame> {
  private static final Logger LOG = LoggerFactory.getLogger(PictureSocket.class);

  private final PictureInput input;
  private final String camera;
  private final ExecutorService estimator;
  // Only the estimator's thread touches it.
  private Optional<PictureInput.Session> session = Optional.empty();

  PictureSocket(PictureInput input, String camera, ExecutorService estimator) {
    this.input = input;
    this.camera = camera;
    this.estimator = estimator;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    ByteBuf content = frame.content();
    if (frame instanceof BinaryWebSocketFrame && content.readableBytes() > Double.BYTES) {
      long time = (long) content.readDoubleLE();
      byte[] jpeg = ByteBufUtil.getBytes(content);
      estimator.execute(() -> take(ctx, jpeg, time));
    }
  }

  private void take(ChannelHandlerContext ctx, byte[] jpeg, long time) {
    try {
      if (session.isEmpty()) {
        session = Optional.of(input.open(camera));
      }
      session.get().picture(jpeg, time);
      send(ctx, Json.line(Json.MAPPER.createObjectNode().put("taken", time)));
    } catch (IOException | RuntimeException e) {
      LOG.warn("a picture of camera {} was not taken", camera, e);
      send(
          ctx,
          Json.line(Json.MAPPER.createObjectNode().put("failed", String.valueOf(e.getMessage()))));
    }
  }

  private static void send(ChannelHandlerContext ctx, String json) {
    ctx.channel().writeAndFlush(new TextWebSocketFrame(json));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    estimator.execute(() -> session.ifPresent(PictureInput.Session::close));
  }
}
