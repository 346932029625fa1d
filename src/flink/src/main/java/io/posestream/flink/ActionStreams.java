package io.posestream.flink;

import io.posestream.core.event.ActionEvent;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.score.WindowScores;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * What action recognition gives.
 *
 * @param scores one answer per subject and complete window; timestamp = window end
 * @param events the life-cycle of actions, in order for each camera
 * @param rejected frames that break the order of their camera's stream, or a bound, and letters on
 *     what other frames lost
 * @param late frames that came after their last window was closed
 */
public record ActionStreams(
    DataStream<WindowScores> scores,
    DataStream<ActionEvent> events,
    DataStream<RejectedRecord> rejected,
    DataStream<PoseFrame> late) {}
