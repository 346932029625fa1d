package io.posestream.job.kafka;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;

/**
 * A writer that closes all that Kafka's opened, and in time.
 *
 * <ul>
 *   <li>The connector's writer asks for open transactions with an admin client that it never closes
 *       (5.0.0-2.2): its thread, and with it the job's class loader, would stay at every restart.
 *   <li>It aborts its transaction when it is closed. While the brokers are away that waits for as
 *       long as any call to them may, and a task that does not end in time takes its TaskManager
 *       with it. The transaction is not lost to anybody: whoever comes next aborts it.
 * </ul>
 *
 * <p>Used by the task's thread.
 */
final class ClosingWriter<T>
    implements StatefulSinkWriter<T, KafkaWriterState>, CommittingSinkWriter<T, KafkaCommittable> {
  private static final String ADMIN = "adminClient";
  private static final long MOST_MILLIS = 10_000;

  private final StatefulSinkWriter<T, KafkaWriterState> writer;
  private final CommittingSinkWriter<T, KafkaCommittable> committing;

  /** Creates a writer that owns another. */
  <W extends StatefulSinkWriter<T, KafkaWriterState> & CommittingSinkWriter<T, KafkaCommittable>>
      ClosingWriter(W writer) {
    this.writer = writer;
    this.committing = writer;
  }

  @Override
  public void write(T element, Context context) throws IOException, InterruptedException {
    writer.write(element, context);
  }

  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    writer.flush(endOfInput);
  }

  @Override
  public void writeWatermark(Watermark watermark) throws IOException, InterruptedException {
    writer.writeWatermark(watermark);
  }

  @Override
  public Collection<KafkaCommittable> prepareCommit() throws IOException, InterruptedException {
    return committing.prepareCommit();
  }

  @Override
  public List<KafkaWriterState> snapshotState(long checkpoint) throws IOException {
    return writer.snapshotState(checkpoint);
  }

  @Override
  public void close() throws IOException {
    Optional<AutoCloseable> admin = admin(writer);
    Timer deadline = interruptAfter(Thread.currentThread());
    try (AutoCloseable last = admin.orElse(() -> {})) {
      writer.close();
    } catch (Exception e) {
      // A new exception: Flink cannot add one to itself, and would end the process over it.
      throw new IOException("the Kafka writer could not be closed: " + e, e);
    } finally {
      deadline.cancel();
      // The interruption was meant for the call to the brokers alone.
      Thread.interrupted();
    }
  }

  private static Timer interruptAfter(Thread task) {
    Timer timer = new Timer("close-kafka-writer", true);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            task.interrupt();
          }
        },
        MOST_MILLIS);
    return timer;
  }

  /** Returns the admin client that a writer of the connector has opened, if any. */
  static Optional<AutoCloseable> admin(Object writer) {
    for (Class<?> type = writer.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(ADMIN) && field.trySetAccessible()) {
          return value(field, writer);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<AutoCloseable> value(Field field, Object writer) {
    try {
      return Optional.ofNullable((AutoCloseable) field.get(writer));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("a field made accessible cannot be hidden: " + field, e);
    }
  }
}
