package io.posestream.flink.types;

import io.posestream.core.control.ControlState;
import io.posestream.core.control.message.ControlAnswer;
import io.posestream.core.control.message.ControlChange;
import io.posestream.core.control.message.ControlRequest;
import io.posestream.core.control.models.AcceptedModels;
import io.posestream.core.control.rules.AcceptedRules;
import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.CameraActions;
import io.posestream.core.pose.FaultLedger;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.score.ScoreOutcome;
import io.posestream.core.score.WindowScores;
import io.posestream.core.track.CameraTracks;
import io.posestream.core.window.BufferedFrame;
import io.posestream.core.window.CameraClock;
import io.posestream.core.window.Clip;
import io.posestream.core.window.KeptPicture;
import io.posestream.core.window.WindowOutcome;
import java.util.function.Function;

/** The types that travel between operators or live in state; names are part of savepoints. */
enum RecordType {
  POSE_FRAME(PoseFrame.class, PoseCodecs.FRAME),
  REJECTED_RECORD(RejectedRecord.class, PoseCodecs.REJECTED),
  FAULT_LEDGER(FaultLedger.class, PoseCodecs.LEDGER),
  DECODED_RECORD(DecodedRecord.class, PoseCodecs.DECODED),
  BUFFERED_FRAME(BufferedFrame.class, WindowCodecs.BUFFERED),
  CAMERA_CLOCK(CameraClock.class, WindowCodecs.CLOCK),
  KEPT_PICTURE(KeptPicture.class, WindowCodecs.KEPT_PICTURE),
  CLIP(Clip.class, WindowCodecs.CLIP),
  WINDOW_OUTCOME(WindowOutcome.class, WindowCodecs.OUTCOME),
  WINDOW_SCORES(WindowScores.class, ScoreCodecs::scores),
  SCORE_OUTCOME(ScoreOutcome.class, ScoreCodecs::outcome),
  ACTION_EVENT(ActionEvent.class, EventCodecs.EVENT),
  CAMERA_ACTIONS(CameraActions.class, LifecycleCodecs::actions),
  CAMERA_TRACKS(CameraTracks.class, TrackCodecs.TRACKS),
  CONTROL_REQUEST(ControlRequest.class, ControlCodecs.REQUEST),
  CONTROL_CHANGE(ControlChange.class, ControlCodecs.CHANGE),
  RULE_BOOK(AcceptedRules.class, RuleCodecs.ACCEPTED),
  MODEL_BOOK(AcceptedModels.class, ModelCodecs.ACCEPTED),
  CONTROL_LEDGER(ControlState.class, ControlCodecs.STATE),
  CONTROL_ANSWER(ControlAnswer.class, ControlCodecs.ANSWER);

  private final Class<?> typeClass;
  private final Function<LabelCatalog, ? extends Codec<?>> codec;

  <T> RecordType(Class<T> typeClass, Codec<T> codec) {
    this(typeClass, anyLabels -> codec);
  }

  <T> RecordType(Class<T> typeClass, Function<LabelCatalog, Codec<T>> codec) {
    this.typeClass = typeClass;
    this.codec = codec;
  }

  Class<?> typeClass() {
    return typeClass;
  }

  /** Returns the codec; types with scores in them look their labels up in a catalog. */
  @SuppressWarnings("unchecked") // Each constant pairs a class with its own codec.
  <T> Codec<T> codec(LabelCatalog labels) {
    return (Codec<T>) codec.apply(labels);
  }
}
