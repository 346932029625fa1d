package io.posestream.core.score;

import io.posestream.core.model.ModelReference;
import io.posestream.core.window.Clip;
import io.posestream.core.window.ClipTrack;
import io.posestream.core.window.Quality;
import io.posestream.core.window.Subject;
import io.posestream.core.window.Window;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The model's answer for one subject in one window.
 *
 * <p>Immutable and thread-safe.
 */
public final class WindowScores {
  private final Subject subject;
  private final Window window;
  private final List<String> labels;
  private final float[] probabilities;
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
        probabilities,
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
      float[] probabilities,
      int persons,
      List<ClipTrack> tracks,
      Quality quality,
      ModelReference model,
      String traceparent,
      List<LabelEvidence> evidence) {
    if (labels.size() != probabilities.length) {
      throw new IllegalArgumentException(
          "expected %d probabilities, one per label, got %d"
              .formatted(labels.size(), probabilities.length));
    }
    this.subject = subject;
    this.window = window;
    this.labels = List.copyOf(labels);
    this.probabilities = probabilities.clone();
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
      float[] probabilities,
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
  public WindowScores withProbabilities(float[] others) {
    return new WindowScores(
        subject, window, labels, others, persons, tracks, quality, model, traceparent, evidence);
  }

  /**
   * Returns whether nobody was there to answer for: the window gave no clip, or, if it has no
   * frames either, the camera was silent. All probabilities are 0 then.
   */
  public boolean showsNobody() {
    return persons == 0;
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
    return probabilities[label];
  }

  /** Returns a copy of the probabilities by class. */
  public float[] probabilities() {
    return probabilities.clone();
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
    return IntStream.range(0, probabilities.length)
        .boxed()
        .sorted(Comparator.comparingDouble(label -> -probabilities[label]))
        .limit(count)
        .map(label -> new LabelScore(labels.get(label), probabilities[label]))
        .toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WindowScores that
        && subject.equals(that.subject)
        && window.equals(that.window)
        && labels.equals(that.labels)
        && Arrays.equals(probabilities, that.probabilities)
        && persons == that.persons
        && tracks.equals(that.tracks)
        && quality.equals(that.quality)
        && model.equals(that.model)
        && traceparent.equals(that.traceparent)
        && evidence.equals(that.evidence);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        subject, window, labels, Arrays.hashCode(probabilities), tracks, quality, model);
  }

  @Override
  public String toString() {
    return "WindowScores[%s, %s, %s]".formatted(subject, window, top(3));
  }
}
