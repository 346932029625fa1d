package io.posestream.estimator.video;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.estimator.video.VideoAddress.Kind;
import org.junit.jupiter.api.Test;

class VideoAddressTest {
  @Test
  void tellsFilesStreamsAndCamerasApart() {
    assertThat(VideoAddress.of("home.mp4").kind()).isEqualTo(Kind.FILE);
    assertThat(VideoAddress.of("/dev/video2").kind()).isEqualTo(Kind.DEVICE);
    assertThat(VideoAddress.of("webcam").kind()).isEqualTo(Kind.DEVICE);
    assertThat(VideoAddress.of("rtsp://10.0.0.7/live").kind()).isEqualTo(Kind.STREAM);
    assertThat(VideoAddress.of("HTTP://10.0.0.7:8080/mjpeg").kind()).isEqualTo(Kind.STREAM);
  }

  @Test
  void doesNotShowAPassword() {
    VideoAddress address = VideoAddress.of("rtsp://admin:secret@10.0.0.7/live");

    assertThat(address.url()).contains("secret");
    assertThat(address).hasToString("rtsp://admin:***@10.0.0.7/live");
  }

  @Test
  void readsRtspOverTcp() {
    assertThat(VideoAddress.of("rtsp://10.0.0.7/live").options())
        .containsEntry("rtsp_transport", "tcp");
    assertThat(VideoAddress.of("http://10.0.0.7/live").options()).isEmpty();
  }

  @Test
  void doesNotTakeAFileForAProtocolOfItsOwn() {
    assertThat(VideoAddress.of("concat:a.mp4").url()).isEqualTo("file:concat:a.mp4");
  }
}
