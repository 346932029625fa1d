package io.posestream.flink.types;

import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.CameraActions;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.rule.RuleAnswer;
import io.posestream.core.rule.RuleBook;
import io.posestream.core.rule.RuleChange;
import io.posestream.core.rule.RuleLedger;
import io.posestream.core.rule.RuleRequest;
import io.posestream.core.score.WindowScores;
import io.posestream.core.track.CameraTracks;
import io.posestream.core.window.BufferedFrame;
import io.posestream.core.window.CameraClock;
import io.posestream.core.window.Clip;

/** The types that travel between operators or live in state; names are part of savepoints. */
enum RecordType {
  POSE_FRAME(PoseFrame.class, PoseCodecs.FRAME),
  REJECTED_RECORD(RejectedRecord.class, PoseCodecs.REJECTED),
  DECODED_RECORD(DecodedRecord.class, PoseCodecs.DECODED),
  BUFFERED_FRAME(BufferedFrame.class, WindowCodecs.BUFFERED),
  CAMERA_CLOCK(CameraClock.class, WindowCodecs.CLOCK),
  CLIP(Clip.class, WindowCodecs.CLIP),
  WINDOW_SCORES(WindowScores.class, ScoreCodecs.SCORES),
  ACTION_EVENT(ActionEvent.class, EventCodecs.EVENT),
  CAMERA_ACTIONS(CameraActions.class, LifecycleCodecs.ACTIONS),
  CAMERA_TRACKS(CameraTracks.class, TrackCodecs.TRACKS),
  RULE_REQUEST(RuleRequest.class, RuleCodecs.REQUEST),
  RULE_CHANGE(RuleChange.class, RuleCodecs.CHANGE),
  RULE_BOOK(RuleBook.class, RuleCodecs.BOOK),
  RULE_LEDGER(RuleLedger.class, RuleCodecs.LEDGER),
  RULE_ANSWER(RuleAnswer.class, RuleCodecs.ANSWER);

  private final Class<?> typeClass;
  private final Codec<?> codec;

  <T> RecordType(Class<T> typeClass, Codec<T> codec) {
    this.typeClass = typeClass;
    this.codec = codec;
  }

  Class<?> typeClass() {
    return typeClass;
  }

  @SuppressWarnings("unchecked") // Each constant pairs a class with its own codec.
  <T> Codec<T> codec() {
    return (Codec<T>) codec;
  }
}
