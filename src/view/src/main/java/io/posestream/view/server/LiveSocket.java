package io.posestream.view.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.posestream.formats.json.Json;
import io.posestream.view.store.ViewStore;
import java.util.concurrent.TimeUnit;

/** The socket on which a page gets what is new; the page says whether it wants frames. */
final class LiveSocket extends SimpleChannelInboundHandler<WebSocketFrame> {
  private static final long PICTURE_MILLIS = 20;
  private static final long CAMERAS_MILLIS = 1000;

  private final OpenPages pages;
  private final ViewStore store;
  private final PageClient client;

  LiveSocket(OpenPages pages, ViewStore store, PageClient client) {
    this.pages = pages;
    this.store = store;
    this.client = client;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    pages.add(client);
    every(ctx, PICTURE_MILLIS, client::flush);
    every(ctx, CAMERAS_MILLIS, this::sendCameras);
  }

  private static void every(ChannelHandlerContext ctx, long millis, Runnable task) {
    var repeated = ctx.executor().scheduleAtFixedRate(task, millis, millis, TimeUnit.MILLISECONDS);
    ctx.channel().closeFuture().addListener(closed -> repeated.cancel(false));
  }

  private void sendCameras() {
    ObjectNode message = Json.MAPPER.createObjectNode().put("type", "cameras");
    message.put("thinned", client.thinned());
    message.set("cameras", store.cameras());
    client.message(Json.line(message));
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame)
      throws JsonProcessingException {
    if (frame instanceof TextWebSocketFrame text) {
      JsonNode message = Json.MAPPER.readTree(text.text());
      if (message.path("type").asText().equals("frames")) {
        client.takeFrames(message.path("on").asBoolean());
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    pages.remove(client);
  }

  // A page that sends what is no message is no page of ours.
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
