package io.posestream.testkit.simulation.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.posestream.testkit.simulation.body.Vec3;
import org.junit.jupiter.api.Test;

class CameraTest {
  @Test
  void levelCameraSeesItsOwnHeightInTheMiddle() {
    Vec3 pixel = new Camera(1.5, 0, 1).project(new Vec3(0, 1.5, 5), 1000, 600);

    assertThat(pixel).isEqualTo(new Vec3(500, 300, 5));
  }

  @Test
  void twiceAsFarIsHalfAsLarge() {
    Camera camera = new Camera(1.5, 0, 1);

    assertThat(camera.project(new Vec3(1, 1.5, 5), 1000, 600).x() - 500).isEqualTo(200);
    assertThat(camera.project(new Vec3(1, 1.5, 10), 1000, 600).x() - 500).isEqualTo(100);
  }

  @Test
  void pitchLowersTheView() {
    Camera camera = new Camera(3, 45, 1);
    Vec3 centre = camera.project(new Vec3(0, 0, 3), 1000, 600);

    assertThat(centre.y()).isCloseTo(300, within(1e-9));
    assertThat(centre.z()).isCloseTo(3 * Math.sqrt(2), within(1e-9));
  }
}
