package io.posestream.flink.types;

import io.posestream.core.desk.ControlLedger;
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
      case CLIP -> random.clip();
      case WINDOW_SCORES -> random.scores();
      case ACTION_EVENT -> random.event();
      case CAMERA_ACTIONS -> random.actions();
      case CAMERA_TRACKS -> random.tracks();
      case CONTROL_REQUEST -> random.flip() ? random.rules().request() : random.models().request();
      case CONTROL_CHANGE -> random.flip() ? random.rules().change() : random.models().change();
      case RULE_BOOK -> random.rules().book();
      case MODEL_BOOK -> random.models().book();
      case CONTROL_LEDGER -> new ControlLedger(random.rules().ledger(), random.models().ledger());
      case CONTROL_ANSWER -> random.rules().answer();
    };
  }
}
