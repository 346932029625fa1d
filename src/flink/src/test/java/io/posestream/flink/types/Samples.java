package io.posestream.flink.types;

import io.posestream.core.control.ControlState;
import io.posestream.core.window.KeptPicture;
import io.posestream.flink.fixture.RandomRecords;

/** Made-up values of every type that lives in state or travels. */
final class Samples {
  private Samples() {}

  static Object of(RecordType type, RandomRecords random) {
    return switch (type) {
      case POSE_FRAME -> random.frame();
      case REJECTED_RECORD -> random.rejected();
      case FAULT_LEDGER -> random.faultLedger();
      case DECODED_RECORD -> DecodedRecord.of(random.frame());
      case BUFFERED_FRAME -> random.buffered();
      case CAMERA_CLOCK -> random.clock();
      case KEPT_PICTURE -> new KeptPicture(7, random.picture());
      case CLIP -> random.clip();
      case WINDOW_OUTCOME -> random.windowOutcome();
      case WINDOW_SCORES -> random.scores();
      case SCORE_OUTCOME -> random.scoreOutcome();
      case ACTION_EVENT -> random.event();
      case CAMERA_ACTIONS -> random.actions();
      case CAMERA_TRACKS -> random.tracks();
      case CONTROL_REQUEST -> random.flip() ? random.rules().request() : random.models().request();
      case CONTROL_CHANGE -> random.flip() ? random.rules().change() : random.models().change();
      case RULE_BOOK -> random.rules().accepted();
      case MODEL_BOOK -> random.models().accepted();
      case CONTROL_LEDGER ->
          new ControlState(
              random.rules().accepted(),
              random.rules().messages(),
              random.models().accepted(),
              random.models().messages());
      case CONTROL_ANSWER -> random.rules().answer();
    };
  }
}
