package io.posestream.flink;

import io.posestream.core.rule.RuleAnswer;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * What action recognition gives under rules that change.
 *
 * @param actions scores, events and what could not be used
 * @param answers one to each message that asks for rules
 */
public record ControlledStreams(ActionStreams actions, DataStream<RuleAnswer> answers) {}
