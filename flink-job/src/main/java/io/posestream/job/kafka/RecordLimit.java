package io.posestream.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Serializable;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * How large a record the producer takes.
 *
 * <p>A record that it refuses fails the task, which reads the same input again after every restart:
 * one record would stop the job for good.
 *
 * @param bytes of key, value and headers together
 */
record RecordLimit(int bytes) implements Serializable {
  private static final int DEFAULT_REQUEST = 1024 * 1024;
  // More than the headers of a batch with one record, whose lengths are written as numbers.
  private static final int ENVELOPE = 512;

  /** Returns the limit that a client's properties set. */
  static RecordLimit of(Properties client) {
    String request = client.getProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
    int most = request == null ? DEFAULT_REQUEST : Integer.parseInt(request.strip());
    return new RecordLimit(Math.max(0, most - ENVELOPE));
  }

  /** Returns by how many bytes a record is too large; 0 if it is not. */
  int excess(ProducerRecord<byte[], byte[]> record) {
    long size = length(record.key()) + length(record.value());
    for (Header header : record.headers()) {
      size += ENVELOPE / 16 + header.key().getBytes(UTF_8).length + length(header.value());
    }
    return (int) Math.max(0, size - bytes);
  }

  private static long length(byte[] part) {
    return part == null ? 0 : part.length;
  }
}
