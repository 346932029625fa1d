package io.posestream.job.config;

import io.posestream.core.event.EventPolicy;
import io.posestream.core.event.Persistence;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Options under {@code events.}: when scores become events. */
public final class EventOptions {
  public static final ConfigOption<Duration> LOST_AFTER =
      ConfigOptions.key("events.lost-after")
          .durationType()
          .defaultValue(Duration.ofMillis(EventPolicy.DEFAULTS.lostAfterMillis()))
          .withDescription(
              "Event time without scores after which a subject's actions end while its camera"
                  + " continues; a silent camera's actions end after frames.idle-timeout.");

  public static final ConfigOption<Map<String, String>> ENTER =
      ConfigOptions.key("events.enter")
          .mapType()
          .defaultValue(Map.of())
          .withDescription(
              "Score at which an action starts, by label; other labels keep the bundle's"
                  + " thresholds.");

  public static final ConfigOption<Map<String, String>> EXIT =
      ConfigOptions.key("events.exit")
          .mapType()
          .defaultValue(Map.of())
          .withDescription(
              "Score below which an action ends, by label; other labels keep the bundle's"
                  + " thresholds.");

  public static final ConfigOption<Integer> CONFIRM_WINDOWS =
      ConfigOptions.key("events.confirm-windows")
          .intType()
          .defaultValue(Persistence.DEFAULTS.confirmWindows())
          .withDescription(
              "Consecutive windows that must support an action before it starts: one at or above"
                  + " enter, the others at or above a third of exit. With 1, a single clear"
                  + " window is enough; see smoothing.");

  public static final ConfigOption<Duration> GAP =
      ConfigOptions.key("events.gap")
          .durationType()
          .defaultValue(Duration.ofMillis(Persistence.DEFAULTS.gapMillis()))
          .withDescription(
              "Event time below exit, or out of sight, after which an action ends; a longer gap"
                  + " joins interrupted actions but reports the end later.");

  public static final ConfigOption<Duration> MIN_DURATION =
      ConfigOptions.key("events.min-duration")
          .durationType()
          .defaultValue(Duration.ofMillis(Persistence.DEFAULTS.minDurationMillis()))
          .withDescription(
              "Minimum duration of an action; a shorter one is retracted; 0 ms retracts none.");

  public static final ConfigOption<Duration> MAX_DURATION =
      ConfigOptions.key("events.max-duration")
          .durationType()
          .defaultValue(Duration.ofMillis(Persistence.DEFAULTS.maxDurationMillis()))
          .withDescription(
              "Event time after which an action ends; if it continues, a new one starts.");

  public static final ConfigOption<Duration> COOL_DOWN =
      ConfigOptions.key("events.cool-down")
          .durationType()
          .defaultValue(Duration.ofMillis(Persistence.DEFAULTS.coolDownMillis()))
          .withDescription(
              "Event time after the end of an action in which the same subject starts neither it"
                  + " nor another action of its group, unless that is more severe or involves a"
                  + " new person.");

  public static final ConfigOption<Duration> UPDATE_INTERVAL =
      ConfigOptions.key("events.update-interval")
          .durationType()
          .defaultValue(Duration.ofMillis(EventPolicy.DEFAULTS.updateIntervalMillis()))
          .withDescription(
              "Minimum event time between two messages about an open action; 0 ms sends only its"
                  + " start and its end.");

  public static final ConfigOption<Double> SMOOTHING =
      ConfigOptions.key("events.smoothing")
          .doubleType()
          .defaultValue(EventPolicy.DEFAULTS.smoothing())
          .withDescription(
              "Weight of the past in a score, from 0 to below 1; a higher value bridges bad"
                  + " windows but misses short actions. The first window counts as if nothing"
                  + " came before it, so with 0.3 it must reach enter / 0.7.");

  public static final ConfigOption<Map<String, String>> LABELS =
      ConfigOptions.key("events.labels")
          .mapType()
          .defaultValue(Map.of())
          .withDescription(
              "Settings for single labels, such as fall: {confirm-windows: 1, severity: 3, group:"
                  + " posture}; also gap, min-duration, max-duration and cool-down. A subject has"
                  + " only one action of a group at a time, the most severe.");

  private EventOptions() {}
}
