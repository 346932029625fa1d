package io.posestream.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.testkit.kafka.EmbeddedKafka;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class BrokerCheckITCase {
  @Test
  void brokersAnswer() throws Exception {
    try (EmbeddedKafka broker = EmbeddedKafka.start()) {
      BrokerCheck check = new BrokerCheck(broker.bootstrapServers(), Map.of());

      assertThat(check.brokersAnswer().join()).isTrue();
    }
  }

  @Test
  void brokersThatHangDoNotAnswerAndPartitionsShareTheCheck() throws Exception {
    try (ServerSocket hanging = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      BrokerCheck check = new BrokerCheck("localhost:" + hanging.getLocalPort(), Map.of());

      CompletableFuture<Boolean> first = check.brokersAnswer();

      assertThat(check.brokersAnswer()).isSameAs(first);
      assertThat(first.join()).isFalse();
      assertThat(check.brokersAnswer()).isNotSameAs(first);
    }
  }
}
