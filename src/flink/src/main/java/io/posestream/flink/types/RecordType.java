package io.posestream.flink.types;

import io.posestream.core.control.ControlAnswer;
import io.posestream.core.control.ControlChange;
import io.posestream.core.control.ControlRequest;
import io.posestream.core.desk.ControlLedger;
import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.CameraActions;
import io.posestream.core.pose.FaultLedger;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.rollout.ModelBook;
import io.posestream.core.rule.RuleBook;
import io.posestream.core.score.WindowScores;
import io.posestream.core.track.CameraTracks;
import io.posestream.core.window.BufferedFrame;
import io.posestream.core.window.CameraClock;
import io.posestream.core.window.Clip;

/** The types that travel between operators or live in state; names are part of savepoints. */
enum RecordType {
  POSE_FRAME(PoseFrame.class, PoseCodecs.FRAME),
  REJECTED_RECORD(RejectedRecord.class, PoseCodecs.REJECTED),
  FAULT_LEDGER(FaultLedger.class, PoseCodecs.LEDGER),
  DECODED_RECORD(DecodedRecord.class, PoseCodecs.DECODED),
  BUFFERED_FRAME(BufferedFrame.class, WindowCodecs.BUFFERED),
  CAMERA_CLOCK(CameraClock.class, WindowCodecs.CLOCK),
  CLIP(Clip.class, WindowCodecs.CLIP),
  WINDOW_SCORES(WindowScores.class, ScoreCodecs.SCORES),
  ACTION_EVENT(ActionEvent.class, EventCodecs.EVENT),
  CAMERA_ACTIONS(CameraActions.class, LifecycleCodecs.ACTIONS),
  CAMERA_TRACKS(CameraTracks.class, TrackCodecs.TRACKS),
  CONTROL_REQUEST(ControlRequest.class, ControlCodecs.REQUEST),
  CONTROL_CHANGE(ControlChange.class, ControlCodecs.CHANGE),
  RULE_BOOK(RuleBook.class, RuleCodecs.BOOK),
  MODEL_BOOK(ModelBook.class, ModelCodecs.BOOK),
  CONTROL_LEDGER(ControlLedger.class, ControlCodecs.LEDGER),
  CONTROL_ANSWER(ControlAnswer.class, ControlCodecs.ANSWER);

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
