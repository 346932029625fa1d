package io.posestream.estimator.source;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An RTSP camera: plays a transport stream over the connection, at about its own pace, and then
 * dies in one of two ways.
 */
final class TinyRtspServer implements AutoCloseable {
  private static final int TS_PACKET = 188;
  private static final int PACKETS_TOGETHER = 7;
  private static final int RTP_HEADER = 12;
  private static final int MP2T = 33;
  private static final String SDP =
      """
      v=0
      o=- 0 0 IN IP4 127.0.0.1
      s=tiny
      c=IN IP4 0.0.0.0
      t=0 0
      m=video 0 RTP/AVP 33
      a=control:track1
      """
          .replace("\n", "\r\n");

  private final ServerSocket server;
  private final byte[] stream;
  private final End end;
  private final AtomicInteger viewers = new AtomicInteger();
  private final CountDownLatch closing = new CountDownLatch(1);

  /** What happens when the stream has been played. */
  enum End {
    /** The connection breaks. */
    BREAK,
    /** The connection stays, and nothing comes any more. */
    SILENCE
  }

  TinyRtspServer(byte[] stream, End end) throws IOException {
    this.server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    this.stream = stream;
    this.end = end;
    Thread thread = new Thread(this::accept, "rtsp");
    thread.setDaemon(true);
    thread.start();
  }

  String url() {
    return "rtsp://127.0.0.1:%d/live".formatted(server.getLocalPort());
  }

  /** Returns how many have asked it to play. */
  int viewers() {
    return viewers.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try (Socket viewer = server.accept()) {
        serve(viewer);
      } catch (IOException e) {
        // The viewer left, or the server is closed: on to the next, or to the end.
      }
    }
  }

  private void serve(Socket viewer) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(viewer.getInputStream(), US_ASCII));
    DataOutputStream out = new DataOutputStream(viewer.getOutputStream());
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String method = line.split(" ", 2)[0];
      String sequence = sequence(in);
      out.write(answer(method, sequence).getBytes(US_ASCII));
      out.flush();
      if (method.equals("PLAY")) {
        viewers.incrementAndGet();
        play(out);
        return;
      }
    }
  }

  private static String sequence(BufferedReader in) throws IOException {
    String sequence = "0";
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      sequence = line.startsWith("CSeq:") ? line.substring(5).strip() : sequence;
    }
    return sequence;
  }

  private static String answer(String method, String sequence) {
    String head = "RTSP/1.0 200 OK\r\nCSeq: %s\r\nSession: 1\r\n".formatted(sequence);
    return switch (method) {
      case "OPTIONS" -> head + "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n\r\n";
      case "DESCRIBE" ->
          head
              + "Content-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(SDP.length(), SDP);
      case "SETUP" -> head + "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n";
      default -> head + "\r\n";
    };
  }

  private void play(DataOutputStream out) throws IOException {
    int length = TS_PACKET * PACKETS_TOGETHER;
    for (int sequence = 0; sequence * length < stream.length; sequence++) {
      byte[] part =
          Arrays.copyOfRange(
              stream, sequence * length, Math.min(stream.length, (sequence + 1) * length));
      out.writeByte('$');
      out.writeByte(0);
      out.writeShort(RTP_HEADER + part.length);
      out.writeShort(0x8000 | MP2T);
      out.writeShort(sequence);
      out.writeInt(3_600 * sequence);
      out.writeInt(1);
      out.write(part);
      out.flush();
    }
    if (end == End.SILENCE) {
      await();
    }
  }

  private void await() {
    try {
      closing.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    closing.countDown();
    server.close();
  }
}
