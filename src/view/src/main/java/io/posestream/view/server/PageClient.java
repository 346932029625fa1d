package io.posestream.view.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One page that is open, and what waits for it.
 *
 * <p>Frames wait for the next picture of the page. What it cannot keep up with is thinned here: a
 * camera has a few frames waiting at most, and only its newest while the connection is full.
 *
 * <p>Thread-safe.
 */
final class PageClient {
  private static final int MOST_WAITING = 4;
  // Beyond it a page does not read at all; it opens a new connection when it does.
  private static final long MOST_UNSENT = 16 << 20;

  private final Channel channel;
  private final Map<Integer, Deque<byte[]>> waiting = new HashMap<>();
  private boolean takesFrames;
  private long thinned;

  PageClient(Channel channel) {
    this.channel = channel;
  }

  /** Begins or stops to send frames. */
  synchronized void takeFrames(boolean wanted) {
    takesFrames = wanted;
    waiting.clear();
  }

  synchronized void frame(int camera, byte[] frame) {
    if (!takesFrames) {
      return;
    }
    Deque<byte[]> frames = waiting.computeIfAbsent(camera, any -> new ArrayDeque<>());
    int most = channel.isWritable() ? MOST_WAITING : 1;
    frames.addLast(frame);
    while (frames.size() > most) {
      frames.removeFirst();
      thinned++;
    }
  }

  /** Sends the frames that wait, unless the connection is full. */
  void flush() {
    if (!channel.isWritable()) {
      return;
    }
    List<byte[]> frames = takeWaiting();
    if (!frames.isEmpty()) {
      ByteBuf all = Unpooled.wrappedBuffer(frames.toArray(byte[][]::new));
      channel.writeAndFlush(new BinaryWebSocketFrame(all), channel.voidPromise());
    }
  }

  private synchronized List<byte[]> takeWaiting() {
    List<byte[]> frames = new ArrayList<>();
    for (Deque<byte[]> camera : waiting.values()) {
      frames.addAll(camera);
      camera.clear();
    }
    return frames;
  }

  /** Sends a message; a page that reads nothing is disconnected. */
  void message(String json) {
    if (channel.bytesBeforeWritable() > MOST_UNSENT) {
      channel.close();
    } else {
      channel.writeAndFlush(new TextWebSocketFrame(json), channel.voidPromise());
    }
  }

  /** Returns how many frames made room for newer ones. */
  synchronized long thinned() {
    return thinned;
  }
}
