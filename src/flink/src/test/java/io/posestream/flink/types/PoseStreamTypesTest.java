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
          PoseStreamTypes.clip(),
          PoseStreamTypes.windowScores(),
          PoseStreamTypes.actionEvent(),
          PoseStreamTypes.cameraActions(),
          PoseStreamTypes.cameraTracks(),
          PoseStreamTypes.controlRequest(),
          PoseStreamTypes.controlChange(),
          PoseStreamTypes.ruleBook(),
          PoseStreamTypes.modelBook(),
          PoseStreamTypes.controlLedger(),
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
            "Clip",
            "WindowScores",
            "ActionEvent",
            "CameraActions",
            "CameraTracks",
            "ControlRequest",
            "ControlChange",
            "RuleBook",
            "ModelBook",
            "ControlLedger",
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
