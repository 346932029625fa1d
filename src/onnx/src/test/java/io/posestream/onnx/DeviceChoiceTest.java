package io.posestream.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.onnx.device.Device;
import io.posestream.onnx.device.DeviceNotAvailableException;
import io.posestream.onnx.device.OnnxOptions;
import io.posestream.onnx.session.LoadedModel;
import io.posestream.onnx.session.OpenModels;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens without a GPU; on a machine that has one the tests are skipped. */
class DeviceChoiceTest {
  private final Warnings warnings = new Warnings();

  @BeforeEach
  void listen() {
    warnings.start();
    logger().addAppender(warnings);
  }

  @AfterEach
  void stopListening() {
    logger().removeAppender(warnings);
    assertThat(OpenModels.count()).isZero();
  }

  @Test
  void anExplicitDeviceThatDoesNotOpenNamesTheSettingAndTheRemedy() {
    OnnxOptions cuda = OnnxOptions.DEFAULTS.withDevice(Device.CUDA);

    assertThatThrownBy(() -> openWithoutGpu(cuda).close())
        .isInstanceOf(DeviceNotAvailableException.class)
        .hasMessageStartingWith("inference.device: cuda does not open: ")
        .hasMessageContaining("Fix: build with -Pgpu and run where an NVIDIA driver, CUDA 12")
        .hasMessageEndingWith("or set inference.device to cpu or auto");
  }

  @Test
  void explicitTensorrtAsksForTensorrt() {
    OnnxOptions tensorrt = OnnxOptions.DEFAULTS.withDevice(Device.TENSORRT);

    assertThatThrownBy(() -> openWithoutGpu(tensorrt).close())
        .isInstanceOf(DeviceNotAvailableException.class)
        .hasMessageContaining("inference.device: tensorrt does not open: ")
        .hasMessageContaining("TensorRT 10");
  }

  @Test
  void autoFallsBackToTheCpuWithOneWarning() {
    try (OnnxActionModel model = openWithoutGpu(OnnxOptions.DEFAULTS);
        OnnxActionModel again = openWithoutGpu(OnnxOptions.DEFAULTS)) {
      assertThat(model.device()).isEqualTo(Device.CPU);
      assertThat(again.device()).isEqualTo(Device.CPU);
      assertThat(model.score(TinyBundle.clips(1, model.description()))).hasSize(1);
    }

    assertThat(warnings.messages)
        .singleElement()
        .asString()
        .startsWith("inference.device: auto opened no GPU, tiny 0.1.0")
        .contains("tensorrt: ")
        .contains("cuda: ");
  }

  @Test
  void theCpuOpensWithoutWarning() {
    OnnxActionModel.open(TinyBundle.read(), TinyBundle.ON_CPU).close();

    assertThat(warnings.messages).isEmpty();
  }

  private static OnnxActionModel openWithoutGpu(OnnxOptions options) {
    OnnxActionModel model = OnnxActionModel.open(TinyBundle.read(), options);
    if (model.device() != Device.CPU) {
      model.close();
      Assumptions.abort("this machine has a GPU");
    }
    return model;
  }

  private static Logger logger() {
    return (Logger) LogManager.getLogger(LoadedModel.class);
  }

  private static final class Warnings extends AbstractAppender {
    private final List<String> messages = new CopyOnWriteArrayList<>();

    Warnings() {
      super("warnings", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      if (event.getLevel().isMoreSpecificThan(Level.WARN)) {
        messages.add(event.getMessage().getFormattedMessage());
      }
    }
  }
}
