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
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Type information of everything that travels between operators or lives in state. */
public final class PoseStreamTypes {
  private PoseStreamTypes() {}

  /** Returns the type of frames; give it to the source of a {@code DataStream<PoseFrame>}. */
  public static TypeInformation<PoseFrame> poseFrame() {
    return new RecordTypeInformation<>(RecordType.POSE_FRAME);
  }

  /** Returns the type of records that cannot be used. */
  public static TypeInformation<RejectedRecord> rejectedRecord() {
    return new RecordTypeInformation<>(RecordType.REJECTED_RECORD);
  }

  /** Returns the type of what a camera's frames lost. */
  public static TypeInformation<FaultLedger> faultLedger() {
    return new RecordTypeInformation<>(RecordType.FAULT_LEDGER);
  }

  /** Returns the type of records as they were read. */
  public static TypeInformation<DecodedRecord> decodedRecord() {
    return new RecordTypeInformation<>(RecordType.DECODED_RECORD);
  }

  /** Returns the type of frames that wait for their windows. */
  public static TypeInformation<BufferedFrame> bufferedFrame() {
    return new RecordTypeInformation<>(RecordType.BUFFERED_FRAME);
  }

  /** Returns the type of camera clocks. */
  public static TypeInformation<CameraClock> cameraClock() {
    return new RecordTypeInformation<>(RecordType.CAMERA_CLOCK);
  }

  /** Returns the type of pictures that wait for their windows. */
  public static TypeInformation<KeptPicture> keptPicture() {
    return new RecordTypeInformation<>(RecordType.KEPT_PICTURE);
  }

  /** Returns the type of clips. */
  public static TypeInformation<Clip> clip() {
    return new RecordTypeInformation<>(RecordType.CLIP);
  }

  /** Returns the type of clips, and of absences of anything to score. */
  public static TypeInformation<WindowOutcome> windowOutcome() {
    return new RecordTypeInformation<>(RecordType.WINDOW_OUTCOME);
  }

  /** Returns the type of scores that carry their labels. */
  public static TypeInformation<WindowScores> windowScores() {
    return windowScores(LabelCatalog.EMPTY);
  }

  /** Returns the type of scores that refer to labels. */
  public static TypeInformation<WindowScores> windowScores(LabelCatalog labels) {
    return new RecordTypeInformation<>(RecordType.WINDOW_SCORES, labels);
  }

  /** Returns the type of scores, and of absences that passed the model. */
  public static TypeInformation<ScoreOutcome> scoreOutcome(LabelCatalog labels) {
    return new RecordTypeInformation<>(RecordType.SCORE_OUTCOME, labels);
  }

  /** Returns the type of events. */
  public static TypeInformation<ActionEvent> actionEvent() {
    return new RecordTypeInformation<>(RecordType.ACTION_EVENT);
  }

  /** Returns the type of a camera's open actions, whose scores refer to labels. */
  public static TypeInformation<CameraActions> cameraActions(LabelCatalog labels) {
    return new RecordTypeInformation<>(RecordType.CAMERA_ACTIONS, labels);
  }

  /** Returns the type of what is remembered of a camera's tracks. */
  public static TypeInformation<CameraTracks> cameraTracks() {
    return new RecordTypeInformation<>(RecordType.CAMERA_TRACKS);
  }

  /** Returns the type of messages that ask for a change. */
  public static TypeInformation<ControlRequest> controlRequest() {
    return new RecordTypeInformation<>(RecordType.CONTROL_REQUEST);
  }

  /** Returns the type of accepted changes. */
  public static TypeInformation<ControlChange> controlChange() {
    return new RecordTypeInformation<>(RecordType.CONTROL_CHANGE);
  }

  /** Returns the type of all accepted rules. */
  public static TypeInformation<AcceptedRules> acceptedRules() {
    return new RecordTypeInformation<>(RecordType.RULE_BOOK);
  }

  /** Returns the type of all accepted models. */
  public static TypeInformation<AcceptedModels> acceptedModels() {
    return new RecordTypeInformation<>(RecordType.MODEL_BOOK);
  }

  /** Returns the type of all that messages have changed. */
  public static TypeInformation<ControlState> controlState() {
    return new RecordTypeInformation<>(RecordType.CONTROL_LEDGER);
  }

  /** Returns the type of answers to messages that ask for a change. */
  public static TypeInformation<ControlAnswer> controlAnswer() {
    return new RecordTypeInformation<>(RecordType.CONTROL_ANSWER);
  }
}
