package io.posestream.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What Flink's REST interface tells of the one job of a cluster. */
public final class JobRest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final String url;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  /** Creates a client of the JobManager that listens on a port of this machine. */
  public JobRest(int port) {
    this.url = "http://127.0.0.1:" + port;
  }

  /**
   * A job as the JobManager sees it.
   *
   * @param id its id
   * @param state such as {@code RUNNING}
   * @param runningTasks those that run
   * @param tasks all of them
   */
  public record Job(String id, String state, int runningTasks, int tasks) {
    /** Returns whether every task runs. */
    public boolean isWhole() {
      return state.equals("RUNNING") && tasks > 0 && runningTasks == tasks;
    }
  }

  /** Returns the newest job; empty if there is none, or nobody answers. */
  public Optional<Job> job() throws InterruptedException {
    try {
      JsonNode job = get("/jobs/overview").path("jobs").path(0);
      return job.isMissingNode()
          ? Optional.empty()
          : Optional.of(
              new Job(
                  job.path("jid").asText(),
                  job.path("state").asText(),
                  job.at("/tasks/running").asInt(),
                  job.at("/tasks/total").asInt()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns how many checkpoints the job has completed. */
  public int completedCheckpoints(Job job) throws IOException, InterruptedException {
    return get("/jobs/%s/checkpoints".formatted(job.id())).at("/counts/completed").asInt();
  }

  /**
   * Stops the job with a savepoint.
   *
   * @return path of the savepoint
   * @throws IOException if the job does not stop; then it goes on
   */
  public String stop(Job job) throws IOException, InterruptedException {
    String triggers = "/jobs/%s/stop".formatted(job.id());
    JsonNode asked = send(request(triggers).POST(HttpRequest.BodyPublishers.ofString("{}")));
    String status = "/jobs/%s/savepoints/%s".formatted(job.id(), asked.path("request-id").asText());
    JsonNode answer = get(status);
    // To be accepted says nothing: a job whose tasks are just starting goes on as if nothing were.
    while (!answer.at("/status/id").asText().equals("COMPLETED")) {
      TimeUnit.MILLISECONDS.sleep(200);
      answer = get(status);
    }
    JsonNode location = answer.at("/operation/location");
    if (!location.isTextual()) {
      throw new IOException("the job does not stop: " + cause(answer));
    }
    return location.asText();
  }

  private static String cause(JsonNode answer) {
    String trace = answer.at("/operation/failure-cause/stack-trace").asText();
    return trace.lines().findFirst().orElse("no reason given");
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(TIMEOUT)
        .header("Content-Type", "application/json");
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          "expected 2xx from %s, got %d".formatted(response.uri(), response.statusCode()));
    }
    return JSON.readTree(response.body());
  }
}
