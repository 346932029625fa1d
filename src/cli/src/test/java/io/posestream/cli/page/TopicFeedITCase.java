package io.posestream.cli.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.PoseFrame;
import io.posestream.flink.avro.EventMessage;
import io.posestream.flink.avro.FrameMessage;
import io.posestream.formats.json.FrameJson;
import io.posestream.job.kafka.TopicReader.From;
import io.posestream.testkit.fixture.SampleResults;
import io.posestream.testkit.kafka.EmbeddedKafka;
import io.posestream.testkit.simulation.DemoScenes;
import io.posestream.view.store.StoreListener;
import io.posestream.view.store.ViewStore;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class TopicFeedITCase {
  private final ViewStore store = new ViewStore(1 << 20);
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  @Test
  void whatIsInTheTopicsComesToThePageSoon() throws Exception {
    store.listen(new Seen());
    PoseFrame frame = DemoScenes.lobby().frames().get(0);
    PoseFrame other = DemoScenes.yard().frames().get(0);
    try (EmbeddedKafka broker = EmbeddedKafka.start()) {
      broker.createTopic("frames", 2);
      broker.createTopic("events", 2);
      try (TopicFeed feed =
              new TopicFeed(broker.bootstrapServers(), Map.of(), From.BEGINNING, store);
          KafkaProducer<byte[], byte[]> producer = broker.producer()) {
        feed.frames("frames");
        feed.events("events");
        producer.send(new ProducerRecord<>("frames", FrameMessage.encode(frame))).get();
        producer.send(new ProducerRecord<>("frames", FrameJson.line(other).getBytes(UTF_8))).get();
        producer.send(new ProducerRecord<>("frames", new byte[] {1, 2, 3})).get();
        assertThat(next()).startsWith("frame");
        assertThat(next()).startsWith("frame");

        producer
            .send(
                new ProducerRecord<>("events", EventMessage.encode(SampleResults.personFallEnds())))
            .get();
        long readable = System.nanoTime();
        assertThat(next()).contains("\"phase\":\"ENDED\"");
        System.out.printf(
            "an event is with the page's server %.0f ms after it is readable%n",
            (System.nanoTime() - readable) / 1e6);
      }
    }
    assertThat(store.cameras()).hasSizeGreaterThanOrEqualTo(2);
  }

  private String next() throws InterruptedException {
    String what = seen.poll(30, TimeUnit.SECONDS);
    return what == null ? "nothing within 30 s" : what;
  }

  /** Keeps what the page would be told. */
  private final class Seen implements StoreListener {
    @Override
    public void frame(int camera, byte[] frame) {
      seen.add("frame of " + camera);
    }

    @Override
    public void message(String json) {
      seen.add(json);
    }
  }
}
