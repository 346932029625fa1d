package io.posestream.job.security;

import io.posestream.testkit.folder.TemporaryFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclBinding;

/**
 * A broker that talks to nobody without TLS and SCRAM, and lets nobody do what no ACL allows.
 *
 * <p>A process of its own, as its settings are those of a whole JVM.
 */
final class SecuredBroker implements AutoCloseable {
  static final String USER = "posestream";
  private static final String ADMIN = "admin";
  private static final String STORE_PASSWORD = "store-secret";

  private final TemporaryFolder folder;
  private final Process process;
  private final int port;

  private SecuredBroker(TemporaryFolder folder, Process process, int port) {
    this.folder = folder;
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it.
   *
   * @param password of the user
   */
  static SecuredBroker start(String password) throws Exception {
    TemporaryFolder folder =
        TemporaryFolder.create(
            Path.of(System.getProperty("java.io.tmpdir")), "posestream-secured-");
    makeStores(folder.path());
    int port = freePort();
    Path settings = folder.path().resolve("server.properties");
    try (var out = Files.newBufferedWriter(settings)) {
      settings(folder.path(), port, freePort()).store(out, null);
    }
    run(folder.path(), format(settings, password));
    Process process = process(folder.path(), java("kafka.Kafka", settings.toString())).start();
    SecuredBroker broker = new SecuredBroker(folder, process, port);
    broker.awaitReady();
    return broker;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void makeStores(Path folder) throws Exception {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> pass = List.of("-storepass", STORE_PASSWORD, "-storetype", "PKCS12");
    List<String> key =
        List.of(
            keytool,
            "-genkeypair",
            "-alias",
            "broker",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-ext",
            "SAN=dns:localhost,ip:127.0.0.1",
            "-keystore",
            "keys.p12");
    run(folder, joined(key, pass));
    run(
        folder,
        joined(
            List.of(
                keytool,
                "-exportcert",
                "-alias",
                "broker",
                "-keystore",
                "keys.p12",
                "-file",
                "broker.crt"),
            pass));
    run(
        folder,
        joined(
            List.of(
                keytool,
                "-importcert",
                "-noprompt",
                "-alias",
                "broker",
                "-file",
                "broker.crt",
                "-keystore",
                "trust.p12"),
            pass));
  }

  private static List<String> joined(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private static Properties settings(Path folder, int port, int controller) {
    Properties settings = new Properties();
    settings.putAll(
        Map.of(
            "node.id", "1",
            "process.roles", "broker,controller",
            "controller.quorum.voters", "1@localhost:" + controller,
            "controller.listener.names", "CONTROLLER",
            "listeners",
                "SASL_SSL://localhost:%d,CONTROLLER://localhost:%d".formatted(port, controller),
            "listener.security.protocol.map", "SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name", "SASL_SSL",
            "sasl.enabled.mechanisms", "SCRAM-SHA-512",
            "sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-512",
            "log.dirs", folder.resolve("log").toString()));
    settings.putAll(
        Map.of(
            "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
            jaas(ADMIN, "admin-secret"),
            "ssl.keystore.location",
            folder.resolve("keys.p12").toString(),
            "ssl.keystore.password",
            STORE_PASSWORD,
            "ssl.keystore.type",
            "PKCS12",
            "ssl.truststore.location",
            folder.resolve("trust.p12").toString(),
            "ssl.truststore.password",
            STORE_PASSWORD,
            "ssl.truststore.type",
            "PKCS12",
            "authorizer.class.name",
            "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            // The controller's own listener has no users.
            "super.users",
            "User:admin;User:ANONYMOUS",
            "offsets.topic.replication.factor",
            "1"));
    settings.putAll(
        Map.of(
            "offsets.topic.num.partitions", "3",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "transaction.state.log.num.partitions", "3",
            "group.initial.rebalance.delay.ms", "0",
            "auto.create.topics.enable", "false"));
    return settings;
  }

  private static String jaas(String user, String password) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
        .formatted(user, password);
  }

  private static List<String> format(Path settings, String password) {
    return java(
        "kafka.tools.StorageTool",
        "format",
        "-t",
        "cG9zZXN0cmVhbS1sb2NhbA",
        "-c",
        settings.toString(),
        "--add-scram",
        "SCRAM-SHA-512=[name=%s,password=admin-secret]".formatted(ADMIN),
        "--add-scram",
        "SCRAM-SHA-512=[name=%s,password=%s]".formatted(USER, password));
  }

  private static List<String> java(String main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx384m", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of(arguments));
    return command;
  }

  private static ProcessBuilder process(Path folder, List<String> command) {
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("broker.out").toFile()));
  }

  private static void run(Path folder, List<String> command) throws Exception {
    if (process(folder, command).start().waitFor() != 0) {
      throw new IOException(Files.readString(folder.resolve("broker.out")));
    }
  }

  private void awaitReady() throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      try (Admin admin = admin()) {
        admin.listTopics().names().get();
        return;
      } catch (ExecutionException e) {
        if (System.nanoTime() > end || !process.isAlive()) {
          close();
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
  }

  String bootstrapServers() {
    return "localhost:" + port;
  }

  /** Returns the client properties of a user, as they stand below {@code kafka.properties}. */
  Map<String, String> client(String user, String password) {
    return Map.of(
        "security.protocol",
        "SASL_SSL",
        "sasl.mechanism",
        "SCRAM-SHA-512",
        "sasl.jaas.config",
        jaas(user, password),
        "ssl.truststore.location",
        folder.path().resolve("trust.p12").toString(),
        "ssl.truststore.password",
        STORE_PASSWORD);
  }

  private Admin admin() {
    Properties client = new Properties();
    client.putAll(client(ADMIN, "admin-secret"));
    client.put("bootstrap.servers", bootstrapServers());
    client.put("default.api.timeout.ms", "5000");
    client.put("request.timeout.ms", "3000");
    return Admin.create(client);
  }

  void createTopics(List<String> names) throws Exception {
    try (Admin admin = admin()) {
      List<NewTopic> topics = names.stream().map(name -> new NewTopic(name, 2, (short) 1)).toList();
      admin.createTopics(topics).all().get();
    }
  }

  void allow(List<AclBinding> acls) throws Exception {
    try (Admin admin = admin()) {
      admin.createAcls(acls).all().get();
    }
  }

  /** Returns the client properties of who may do everything. */
  Map<String, String> everything() {
    return client(ADMIN, "admin-secret");
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    folder.close();
  }
}
