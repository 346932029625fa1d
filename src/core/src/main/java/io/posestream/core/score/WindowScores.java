package io.posestream.core.score;

import io.posestream.core.model.ModelReference;
import io.posestream.core.model.Probabilities;
import io.posestream.core.window.CameraSilence;
import io.posestream.core.window.Clip;
import io.posestream.core.window.ClipTrack;
import io.posestream.core.window.EmptyWindow;
import io.posestream.core.window.Quality;
import io.posestream.core.window.Subject;
import io.posestream.core.window.Window;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The model's answer for one subject in one window.
 *
 * <p>Immutable and thread-safe.
 */
public final class WindowScores implements ScoreOutcome {
  private final Subject subject;
  private final Window window;
  private final List<String> labels;
  private final Probabilities probabilities;
  private final int persons;
  private final List<ClipTrack> tracks;
  private final Quality quality;
  private final ModelReference model;
  private final String traceparent;
  private final List<LabelEvidence> evidence;

  /**
   * Creates an answer without evidence.
   *
   * @param subject whom the clip showed
   * @param window the interval it was cut from
   * @param labels the model's classes in output order
   * @param probabilities by class, in 0..1
   * @param persons how many were in the clip
   * @param tracks everybody in the clip; empty where only the count is known
   * @param quality what the clip rests on
   * @param model which model answered
   * @param traceparent W3C trace context, empty if none
   * @throws IllegalArgumentException if there is not one probability per label
   */
  public WindowScores(
      Subject subject,
      Window window,
      List<String> labels,
      float[] probabilities,
      int persons,
      List<ClipTrack> tracks,
      Quality quality,
      ModelReference model,
      String traceparent) {
    this(
        subject,
        window,
        labels,
        Probabilities.of(probabilities),
        persons,
        tracks,
        quality,
        model,
        traceparent,
        List.of());
  }

  /**
   * Creates an answer.
   *
   * @param evidence when and at whom the classes that matter were seen; see the other constructor
   *     for the rest
   * @throws IllegalArgumentException if there is not one probability per label
   */
  public WindowScores(
      Subject subject,
      Window window,
      List<String> labels,
      Probabilities probabilities,
      int persons,
      List<ClipTrack> tracks,
      Quality quality,
      ModelReference model,
      String traceparent,
      List<LabelEvidence> evidence) {
    if (labels.size() != probabilities.size()) {
      throw new IllegalArgumentException(
          "expected %d probabilities, one per label, got %d"
              .formatted(labels.size(), probabilities.size()));
    }
    this.subject = subject;
    this.window = window;
    this.labels = List.copyOf(labels);
    this.probabilities = probabilities;
    this.persons = persons;
    this.tracks = List.copyOf(tracks);
    this.quality = quality;
    this.model = model;
    this.traceparent = traceparent;
    this.evidence = List.copyOf(evidence);
  }

  /** Returns the scores of a clip. */
  public static WindowScores of(
      Clip clip,
      List<String> labels,
      Probabilities probabilities,
      ModelReference model,
      List<LabelEvidence> evidence) {
    return new WindowScores(
        clip.subject(),
        clip.window(),
        labels,
        probabilities,
        clip.tracks().size(),
        clip.tracks(),
        clip.quality(),
        model,
        clip.traceparent(),
        evidence);
  }

  /**
   * Returns this answer with other probabilities.
   *
   * @throws IllegalArgumentException if there is not one probability per label
   */
  public WindowScores withProbabilities(Probabilities others) {
    return new WindowScores(
        subject, window, labels, others, persons, tracks, quality, model, traceparent, evidence);
  }

  /**
   * Returns what a later window without anybody says of the same subject: nothing is done.
   *
   * @param empty that window
   */
  public WindowScores overIn(EmptyWindow empty) {
    return new WindowScores(
        subject,
        empty.window(),
        labels,
        Probabilities.none(labels.size()),
        0,
        List.of(),
        new Quality(empty.frames(), empty.frames(), 0, 0),
        model,
        "",
        List.of());
  }

  @Override
  public String camera() {
    return subject.camera();
  }

  @Override
  public long endMillis() {
    return window.endMillis();
  }

  @Override
  public <R> R match(
      Function<WindowScores, R> scores,
      Function<EmptyWindow, R> emptyWindow,
      Function<CameraSilence, R> silence) {
    return scores.apply(this);
  }

  /** Returns whom the clip showed. */
  public Subject subject() {
    return subject;
  }

  /** Returns the interval the clip was cut from. */
  public Window window() {
    return window;
  }

  /** Returns the model's classes in output order. */
  public List<String> labels() {
    return labels;
  }

  /** Returns the probability of a class, in 0..1. */
  public float probability(int label) {
    return probabilities.of(label);
  }

  /** Returns the probabilities. */
  public Probabilities byClass() {
    return probabilities;
  }

  /** Returns a copy of the probabilities by class. */
  public float[] probabilities() {
    return probabilities.toArray();
  }

  /** Returns how many persons were in the clip. */
  public int persons() {
    return persons;
  }

  /** Returns everybody in the clip; empty where only the count is known. */
  public List<ClipTrack> tracks() {
    return tracks;
  }

  /** Returns what the clip rests on. */
  public Quality quality() {
    return quality;
  }

  /** Returns which model answered. */
  public ModelReference model() {
    return model;
  }

  /** Returns the W3C trace context of the frame that completed the window, empty if none. */
  public String traceparent() {
    return traceparent;
  }

  /** Returns when and at whom the classes that matter were seen; empty if the model cannot tell. */
  public List<LabelEvidence> evidence() {
    return evidence;
  }

  /** Returns when and at whom a class was seen. */
  public Optional<LabelEvidence> evidenceOf(int label) {
    return evidence.stream().filter(entry -> entry.label() == label).findFirst();
  }

  /** Returns the most probable classes, best first; of equals the earlier class. */
  public List<LabelScore> top(int count) {
    return IntStream.range(0, probabilities.size())
        .boxed()
        .sorted(Comparator.comparingDouble(label -> -probabilities.of(label)))
        .limit(count)
        .map(label -> new LabelScore(labels.get(label), probabilities.of(label)))
        .toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WindowScores that
        && subject.equals(that.subject)
        && window.equals(that.window)
        && labels.equals(that.labels)
        && probabilities.equals(that.probabilities)
        && persons == that.persons
        && tracks.equals(that.tracks)
        && quality.equals(that.quality)
        && model.equals(that.model)
        && traceparent.equals(that.traceparent)
        && evidence.equals(that.evidence);
  }

  @Override
  public int hashCode() {
    return Objects.hash(subject, window, labels, probabilities, tracks, quality, model);
  }

  @Override
  public String toString() {
    return "WindowScores[%s, %s, %s]".formatted(subject, window, top(3));
  }
}
