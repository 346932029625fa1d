package io.posestream.view.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import org.junit.jupiter.api.Test;

class PageClientTest {
  @Test
  void framesWaitForTheNextPicture() {
    EmbeddedChannel channel = new EmbeddedChannel();
    PageClient client = new PageClient(channel);
    client.takeFrames(true);

    client.frame(0, new byte[] {1});
    client.frame(0, new byte[] {2});
    client.frame(1, new byte[] {3});
    client.flush();

    BinaryWebSocketFrame sent = channel.readOutbound();
    assertThat(sent.content().readableBytes()).isEqualTo(3);
    assertThat(client.thinned()).isZero();
  }

  @Test
  void aPageThatAskedForNoneGetsNone() {
    EmbeddedChannel channel = new EmbeddedChannel();
    PageClient client = new PageClient(channel);

    client.frame(0, new byte[] {1});
    client.flush();

    assertThat((Object) channel.readOutbound()).isNull();
  }

  @Test
  void aFastCameraIsThinnedToItsNewest() {
    EmbeddedChannel channel = new EmbeddedChannel();
    PageClient client = new PageClient(channel);
    client.takeFrames(true);

    for (byte frame = 0; frame < 10; frame++) {
      client.frame(0, new byte[] {frame});
    }
    client.flush();

    BinaryWebSocketFrame sent = channel.readOutbound();
    assertThat(sent.content().getByte(3)).isEqualTo((byte) 9);
    assertThat(client.thinned()).isEqualTo(6);
  }

  @Test
  void aFullConnectionIsSentNothingMore() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
    PageClient client = new PageClient(channel);
    client.takeFrames(true);
    channel.write("this fills the connection, for nobody reads");
    fill(channel);

    client.frame(0, new byte[] {1});
    client.frame(0, new byte[] {2});
    client.flush();

    assertThat(channel.isWritable()).isFalse();
    assertThat(client.thinned()).isEqualTo(1);
  }

  private static void fill(EmbeddedChannel channel) {
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
  }
}
