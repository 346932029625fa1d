package io.posestream.flink.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.junit.jupiter.api.Test;

class PoseStreamTypesTest {
  private static final List<TypeInformation<?>> ALL =
      List.of(
          PoseStreamTypes.poseFrame(),
          PoseStreamTypes.rejectedRecord(),
          PoseStreamTypes.faultLedger(),
          PoseStreamTypes.decodedRecord(),
          PoseStreamTypes.bufferedFrame(),
          PoseStreamTypes.cameraClock(),
          PoseStreamTypes.keptPicture(),
          PoseStreamTypes.clip(),
          PoseStreamTypes.windowOutcome(),
          PoseStreamTypes.windowScores(),
          PoseStreamTypes.scoreOutcome(LabelCatalog.EMPTY),
          PoseStreamTypes.actionEvent(),
          PoseStreamTypes.cameraActions(LabelCatalog.EMPTY),
          PoseStreamTypes.cameraTracks(),
          PoseStreamTypes.controlRequest(),
          PoseStreamTypes.controlChange(),
          PoseStreamTypes.acceptedRules(),
          PoseStreamTypes.acceptedModels(),
          PoseStreamTypes.controlState(),
          PoseStreamTypes.controlAnswer());

  @Test
  void giveEachTypeItsOwnSerializer() {
    assertThat(ALL)
        .extracting(type -> ((RecordSerializer<?>) serializer(type)).type())
        .containsExactly(RecordType.values());
  }

  @Test
  void tellEachTypesClass() {
    assertThat(ALL)
        .extracting(TypeInformation::getTypeClass)
        .extracting(Class::getSimpleName)
        .containsExactly(
            "PoseFrame",
            "RejectedRecord",
            "FaultLedger",
            "DecodedRecord",
            "BufferedFrame",
            "CameraClock",
            "KeptPicture",
            "Clip",
            "WindowOutcome",
            "WindowScores",
            "ScoreOutcome",
            "ActionEvent",
            "CameraActions",
            "CameraTracks",
            "ControlRequest",
            "ControlChange",
            "AcceptedRules",
            "AcceptedModels",
            "ControlState",
            "ControlAnswer");
  }

  @Test
  void areEqualOnlyToThemselves() {
    assertThat(PoseStreamTypes.clip())
        .isEqualTo(PoseStreamTypes.clip())
        .hasSameHashCodeAs(PoseStreamTypes.clip())
        .isNotEqualTo(PoseStreamTypes.poseFrame())
        .hasToString("PoseStream<CLIP>");
  }

  private static Object serializer(TypeInformation<?> type) {
    return type.createSerializer(new SerializerConfigImpl());
  }
}
