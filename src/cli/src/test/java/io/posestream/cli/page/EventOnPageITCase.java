package io.posestream.cli.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.posestream.core.zone.ZoneMap;
import io.posestream.flink.avro.EventMessage;
import io.posestream.flink.avro.FrameMessage;
import io.posestream.job.kafka.TopicReader.From;
import io.posestream.testkit.browser.Chromium;
import io.posestream.testkit.fixture.SampleResults;
import io.posestream.testkit.kafka.EmbeddedKafka;
import io.posestream.testkit.simulation.DemoScenes;
import io.posestream.view.server.PageContent;
import io.posestream.view.server.PageContent.Pace;
import io.posestream.view.server.PageOptions;
import io.posestream.view.server.PageServer;
import io.posestream.view.store.ViewStore;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a record of Kafka to what one sees in a real browser. */
@Timeout(120)
class EventOnPageITCase {
  @Test
  void anEventIsSeenSoonAfterItIsReadable(@TempDir Path profile) throws Exception {
    assumeTrue(Chromium.program().isPresent(), "chromium is not installed: the page is not tried");
    ViewStore store = new ViewStore(1 << 20);
    try (EmbeddedKafka broker = EmbeddedKafka.start();
        PageServer.Started server =
            PageServer.start(new PageOptions("127.0.0.1", 0, Set.of()), content(store))) {
      broker.createTopic("frames", 1);
      broker.createTopic("events", 1);
      try (TopicFeed feed =
              new TopicFeed(broker.bootstrapServers(), Map.of(), From.BEGINNING, store);
          KafkaProducer<byte[], byte[]> producer = broker.producer();
          Chromium browser = Chromium.start(profile, 1200, 800)) {
        feed.frames("frames");
        feed.events("events");
        byte[] frame = FrameMessage.encode(DemoScenes.lobby().frames().get(0));
        producer.send(new ProducerRecord<>("frames", frame)).get();
        browser.open(server.address());
        browser.await("document.querySelectorAll('.tile').length === 1");

        byte[] event = EventMessage.encode(SampleResults.personFallEnds());
        producer.send(new ProducerRecord<>("events", event)).get();
        long readable = System.currentTimeMillis();
        browser.await("document.documentElement.dataset.newestEventSeen !== undefined");
        long seen =
            browser.evaluate("Number(document.documentElement.dataset.newestEventSeen)").asLong();

        System.out.printf(
            "an event is seen %d ms after it is readable in Kafka%n", seen - readable);
        assertThat(browser.evaluate("document.body.innerText").asText())
            .containsIgnoringCase("fall");
        assertThat(browser.faults()).isEmpty();
      }
    }
  }

  private static PageContent content(ViewStore store) {
    return new PageContent(
        "topics", Pace.LIVE, store, ZoneMap.NONE, Map.of(), Optional.empty(), Optional.empty());
  }
}
