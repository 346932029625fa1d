package io.posestream.job.start;

import io.posestream.job.config.KafkaSettings;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/** Tells whether a consumer group has read its topic before. */
final class GroupOffsets {
  private GroupOffsets() {}

  /**
   * Returns whether the group has offsets of the frame topic.
   *
   * @throws KafkaException if the brokers do not answer
   */
  static boolean exist(KafkaSettings kafka) {
    Properties client = kafka.clientProperties();
    client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    try (Admin admin = Admin.create(client)) {
      return admin
          .listConsumerGroupOffsets(kafka.groupId())
          .partitionsToOffsetAndMetadata()
          .get()
          .entrySet()
          .stream()
          .anyMatch(
              offset ->
                  offset.getValue() != null && offset.getKey().topic().equals(kafka.framesTopic()));
    } catch (ExecutionException e) {
      throw new KafkaException(reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while asking for the group's offsets", e);
    }
  }

  private static String reason(ExecutionException e) {
    Throwable cause = e.getCause();
    return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
  }
}
