package io.posestream.cli.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Kafka, a JobManager with the job, and TaskManagers, each a process of its own on this machine.
 *
 * <p>All of them listen on the loopback address, and are started again when they end. They outlive
 * this JVM: {@link #find} finds them again.
 */
public final class LocalCluster {
  private static final String FILE = "cluster.properties";
  // One for all clusters of these folders: a broker refuses to join another.
  private static final String CLUSTER_ID = "cG9zZXN0cmVhbS1sb2NhbA";

  private final Path folder;
  private final Properties facts;

  private LocalCluster(Path folder, Properties facts) {
    this.folder = folder;
    this.facts = facts;
  }

  /** Where a new cluster listens. */
  public enum Listening {
    /** On the ports that the documentation names. */
    USUAL_PORTS,
    /** On ports that are free now. */
    FREE_PORTS
  }

  /**
   * Starts Kafka, creates the topics, and starts Flink with the job.
   *
   * @param spec what the cluster consists of
   * @param installation where its jars lie
   * @param listening where it listens
   * @param topics to create, those that exist stay
   * @param patience how long Kafka may take
   * @throws IOException if Kafka does not come up
   */
  public static LocalCluster up(
      ClusterSpec spec,
      Installation installation,
      Listening listening,
      List<ClusterTopic> topics,
      Duration patience)
      throws IOException, InterruptedException {
    ClusterPorts ports =
        listening == Listening.FREE_PORTS
            ? ClusterPorts.free(spec.brokers())
            : ClusterPorts.usual(spec.brokers());
    ClusterFiles files = new ClusterFiles(spec, ports, installation);
    ClusterCommands commands = new ClusterCommands(spec, ports, installation);
    files.write();
    LocalCluster cluster = new LocalCluster(spec.folder(), facts(spec, ports));
    cluster.save();
    cluster.startBrokers(files, commands);
    cluster.createTopics(topics, spec.brokers(), patience);
    cluster.startFlink(commands);
    return cluster;
  }

  private static Properties facts(ClusterSpec spec, ClusterPorts ports) {
    Properties facts = new Properties();
    facts.setProperty("bootstrap-servers", ports.bootstrapServers());
    facts.setProperty("rest-port", Integer.toString(ports.rest()));
    facts.setProperty("brokers", Integer.toString(spec.brokers()));
    facts.setProperty("task-managers", Integer.toString(spec.taskManagers()));
    return facts;
  }

  private void save() throws IOException {
    try (var out = Files.newBufferedWriter(folder.resolve(FILE))) {
      facts.store(out, null);
    }
  }

  /** Returns the cluster of a folder, if one was started there. */
  public static Optional<LocalCluster> find(Path folder) throws IOException {
    Path file = folder.toAbsolutePath().normalize().resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Properties facts = new Properties();
    try (var in = Files.newBufferedReader(file)) {
      facts.load(in);
    }
    return Optional.of(new LocalCluster(folder.toAbsolutePath().normalize(), facts));
  }

  private void startBrokers(ClusterFiles files, ClusterCommands commands)
      throws IOException, InterruptedException {
    for (int id = 1; id <= count("brokers"); id++) {
      format(commands.format(files.brokerFile(id), CLUSTER_ID));
    }
    for (int id = 1; id <= count("brokers"); id++) {
      Supervised broker = broker(id);
      broker.start(commands.broker(files.brokerFile(id), broker.name()), Map.of());
    }
  }

  private void format(List<String> command) throws IOException, InterruptedException {
    Path log = folder.resolve("log/format.out");
    Files.createDirectories(folder.resolve("tmp/format"));
    int code =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    if (code != 0) {
      throw new IOException("the folder of Kafka cannot be made: see " + log);
    }
  }

  private void startFlink(ClusterCommands commands) throws IOException {
    Supervised jobManager = jobManager();
    jobManager.start(commands.jobManager(jobManager.name()), commands.environment());
    for (Supervised taskManager : taskManagers()) {
      taskManager.start(commands.taskManager(taskManager.name()), commands.environment());
    }
  }

  private void createTopics(List<ClusterTopic> wanted, int brokers, Duration patience)
      throws IOException, InterruptedException {
    short replicas = (short) Math.min(3, brokers);
    Instant end = Instant.now().plus(patience);
    List<NewTopic> topics =
        wanted.stream()
            .map(topic -> new NewTopic(topic.name(), topic.partitions(), replicas))
            .toList();
    while (true) {
      try (Admin admin = Admin.create(client())) {
        create(admin, topics);
        return;
      } catch (ExecutionException e) {
        if (Instant.now().isAfter(end)) {
          throw new IOException("Kafka does not come up: see " + broker(1).output(), e);
        }
      }
    }
  }

  private Map<String, Object> client() {
    return Map.of(
        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
        bootstrapServers(),
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        5_000,
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
        2_000);
  }

  private static void create(Admin admin, List<NewTopic> topics)
      throws ExecutionException, InterruptedException {
    for (NewTopic topic : topics) {
      try {
        admin.createTopics(List.of(topic)).all().get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }

  private int count(String fact) {
    return Integer.parseInt(facts.getProperty(fact));
  }

  /** Returns where clients connect to Kafka. */
  public String bootstrapServers() {
    return facts.getProperty("bootstrap-servers");
  }

  /** Returns the port of Flink's REST interface. */
  public int restPort() {
    return count("rest-port");
  }

  /** Returns Flink's REST interface. */
  public JobRest rest() {
    return new JobRest(restPort());
  }

  /** Returns a broker. */
  public Supervised broker(int id) {
    return new Supervised(folder, "broker-" + id);
  }

  /** Returns the JobManager. */
  public Supervised jobManager() {
    return new Supervised(folder, "jobmanager");
  }

  /** Returns the TaskManagers. */
  public List<Supervised> taskManagers() {
    List<Supervised> all = new ArrayList<>();
    for (int id = 1; id <= count("task-managers"); id++) {
      all.add(new Supervised(folder, "taskmanager-" + id));
    }
    return all;
  }

  /** Returns all processes, in the order in which they are started. */
  public List<Supervised> processes() {
    List<Supervised> all = new ArrayList<>();
    for (int id = 1; id <= count("brokers"); id++) {
      all.add(broker(id));
    }
    all.add(jobManager());
    all.addAll(taskManagers());
    return all;
  }

  /**
   * Waits until all tasks of the job run and it has completed a checkpoint.
   *
   * @throws IOException if it takes longer than that
   */
  public JobRest.Job awaitJob(Duration patience) throws IOException, InterruptedException {
    Instant end = Instant.now().plus(patience);
    JobRest rest = rest();
    while (Instant.now().isBefore(end)) {
      Optional<JobRest.Job> job = rest.job();
      if (job.isPresent() && job.get().isWhole() && rest.completedCheckpoints(job.get()) > 0) {
        return job.get();
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    throw new IOException("the job does not run: see " + jobManager().output());
  }

  /** Stops all processes, the last one started first. */
  public void down() throws IOException, InterruptedException {
    List<Supervised> all = processes();
    for (int i = all.size() - 1; i >= 0; i--) {
      all.get(i).stop();
    }
  }
}
