package io.posestream.flink;

import io.posestream.core.control.message.ControlAnswer;
import io.posestream.core.score.WindowScores;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * What action recognition gives under rules and models that change.
 *
 * @param actions scores, events and what could not be used
 * @param shadow scores of models that run in shadow; they make no events
 * @param answers one to each message that asks for a change
 */
public record ControlledStreams(
    ActionStreams actions, DataStream<WindowScores> shadow, DataStream<ControlAnswer> answers) {}
