package io.posestream.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posestream.core.event.ActionEvent;
import io.posestream.flink.avro.EventMessage;
import io.posestream.formats.json.EventJson;
import io.posestream.formats.json.NvIncidentJson;
import io.posestream.job.config.KafkaOptions;
import io.posestream.job.kafka.TopicReader;
import io.posestream.job.kafka.TopicReader.From;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command that follows the event topic. */
@Command(
    name = "events",
    description = "Print action events as they are committed, until stopped.",
    mixinStandardHelpOptions = true)
final class EventsCommand implements Callable<Integer> {
  private static final Duration POLL = Duration.ofMillis(200);

  @Mixin private KafkaArguments kafka;

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      description = "Topic to follow; default ${DEFAULT-VALUE}.")
  private String topic = KafkaOptions.EVENTS_TOPIC.defaultValue();

  @Option(
      names = "--from-beginning",
      description = "Also print the events that the topic already holds.")
  private boolean fromBeginning;

  /** How events are printed. */
  enum Format {
    TEXT(EventLine::of),
    JSON(EventJson::line),
    NV_INCIDENT(NvIncidentJson::line);

    @SuppressWarnings("ImmutableEnumChecker") // A static method.
    private final Function<ActionEvent, String> line;

    Format(Function<ActionEvent, String> line) {
      this.line = line;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "${COMPLETION-CANDIDATES}: JSON lines, or JSON lines in the manner of NVIDIA's"
              + " nv.Incident; default ${DEFAULT-VALUE}.")
  private Format format = Format.TEXT;

  @Option(names = "--json", description = "Short for --format json.")
  private boolean json;

  @Option(names = "--max", paramLabel = "N", description = "Stop after N events; default: never.")
  private long max = Long.MAX_VALUE;

  @Spec private CommandSpec spec;

  private long printed;
  private long foreign;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  EventsCommand() {}

  @Override
  public Integer call() {
    if (max < 1) {
      throw Home.refused(spec, "--max", "a positive number", max);
    }
    PrintWriter out = spec.commandLine().getOut();
    try (TopicReader reader = reader()) {
      if (format() == Format.TEXT) {
        out.println(EventLine.header());
      }
      while (printed < max) {
        reader.poll(POLL, record -> print(record, out));
      }
      sayForeign();
    } catch (KafkaException e) {
      throw kafka.failed(topic, "read", e);
    }
    return 0;
  }

  private TopicReader reader() {
    From start = fromBeginning ? From.BEGINNING : From.NOW;
    return new TopicReader(kafka.bootstrap(), kafka.properties(), topic, start);
  }

  private static byte[] value(ConsumerRecord<byte[], byte[]> record) throws IOException {
    byte @Nullable [] value = record.value();
    if (value == null) {
      throw new IOException("it has no value");
    }
    return value;
  }

  // Events that the job wrote as JSON are printed as they stand.
  private static boolean isJson(byte @Nullable [] value) {
    return value != null && EventJson.isEvent(value);
  }

  private Format format() {
    return json && format == Format.TEXT ? Format.JSON : format;
  }

  private void print(ConsumerRecord<byte[], byte[]> record, PrintWriter out) {
    if (printed == max) {
      return;
    }
    if (isJson(record.value())) {
      out.println(new String(record.value(), UTF_8));
      printed++;
      return;
    }
    try {
      ActionEvent event = EventMessage.decode(value(record));
      out.println(format().line.apply(event));
      printed++;
    } catch (IOException e) {
      passOver(record, String.valueOf(e.getMessage()));
    }
  }

  // The first is told in full, and how many there were when that doubles: a topic of other records
  // must not flood the terminal.
  private void passOver(ConsumerRecord<byte[], byte[]> record, String why) {
    foreign++;
    if (foreign == 1) {
      say(
          "expected action events in topic %s, got another record at partition %d, offset %d: %s;"
                  .formatted(topic, record.partition(), record.offset(), why)
              + " it is passed over");
    } else if (Long.bitCount(foreign) == 1) {
      sayForeign();
    }
  }

  private void sayForeign() {
    if (foreign > 1) {
      say("%d records of topic %s are no action events".formatted(foreign, topic));
    }
  }

  private void say(String what) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(spec.qualifiedName() + ": " + what);
    err.flush();
  }
}
