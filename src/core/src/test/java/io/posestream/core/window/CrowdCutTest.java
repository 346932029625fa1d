package io.posestream.core.window;

import static io.posestream.core.window.Body.waving;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.model.Heads;
import io.posestream.core.model.Scope;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.track.LinkRules;
import io.posestream.core.window.AssemblyListener.Dropped;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Windows of 2 s with 20 frames for a model that answers each person and pair in one run. */
class CrowdCutTest {
  private static final ClipForm EACH = new ClipForm(8, 1, 0, Heads.EACH);

  private static CameraStream camera(Map<Scope, ClipForm> forms, int maxClips) {
    return camera(forms, ClipGates.DEFAULTS.withMaxClips(maxClips).withCrowdFrom(1));
  }

  private static CameraStream camera(Map<Scope, ClipForm> forms, ClipGates gates) {
    return new CameraStream(
        AssemblyPolicy.of(forms, KeypointLayout.COCO17)
            .withGrid(new WindowGrid(2000, 2000, WindowGrid.Phase.ALIGNED))
            .withMaxOutOfOrdernessMillis(0)
            .withMinFrames(4)
            .withGates(gates)
            .withLinks(LinkRules.OFF));
  }

  private static CameraStream watching(CameraStream camera, Body... bodies) {
    for (int i = 0; i < 20; i++) {
      camera.take(Body.frame(i, bodies));
    }
    return camera.flush();
  }

  @Test
  void makesOneClipOfEverybodyWithAPartForEach() {
    CameraStream camera = camera(Map.of(Scope.PERSON, EACH, Scope.PAIR, EACH), 16);

    watching(camera, waving("b", 100), waving("a", 190), waving("far", 500));

    assertThat(camera.clips).isEmpty();
    assertThat(camera.crowds).hasSize(1);
    CrowdClip crowd = camera.crowds.get(0);
    assertThat(crowd.everybody().poses().persons()).isEqualTo(3);
    assertThat(crowd.parts())
        .extracting(CrowdClip.Part::subject)
        .containsExactly(
            Subject.person("cam", "a"),
            Subject.person("cam", "b"),
            Subject.person("cam", "far"),
            Subject.pair("cam", "a", "b"));
  }

  @Test
  void aPartShowsItsOwnTracks() {
    CameraStream camera = camera(Map.of(Scope.PERSON, EACH, Scope.PAIR, EACH), 16);

    watching(camera, waving("b", 100), waving("a", 190));

    Clip pair = camera.crowds.get(0).clips().get(2);
    assertThat(pair.tracks()).extracting(ClipTrack::trackId).containsExactly("a", "b");
    assertThat(pair.poses().x(0, 0, 0)).isEqualTo(190);
    assertThat(pair.poses().x(1, 0, 0)).isEqualTo(100);
  }

  @Test
  void theSceneOfAnotherModelGetsAClipOfItsOwnFirst() {
    CameraStream camera = camera(Map.of(Scope.PERSON, EACH, Scope.SCENE, new ClipForm(4, 1)), 16);

    watching(camera, waving("a", 100));

    assertThat(camera.clips).extracting(Clip::subject).containsExactly(Subject.scene("cam"));
    assertThat(camera.crowds).hasSize(1);
  }

  @Test
  void noBudgetBoundsPersonsWhomOneRunAnswers() {
    CameraStream camera = camera(Map.of(Scope.PERSON, EACH), 1);

    watching(camera, waving("a", 100), waving("b", 300), waving("c", 500));

    assertThat(camera.crowds.get(0).parts()).hasSize(3);
    assertThat(camera.drops).doesNotContainKey(Dropped.PERSON_OVER_BUDGET);
  }

  @Test
  void fewPersonsAndPairsGetClipsOfTheirOwn() {
    Map<Scope, ClipForm> forms = Map.of(Scope.PERSON, EACH, Scope.PAIR, EACH);
    CameraStream camera = camera(forms, ClipGates.DEFAULTS.withCrowdFrom(4));

    watching(camera, waving("b", 100), waving("a", 190));

    assertThat(camera.crowds).isEmpty();
    assertThat(camera.clips)
        .extracting(Clip::subject)
        .containsExactly(
            Subject.person("cam", "a"), Subject.person("cam", "b"), Subject.pair("cam", "a", "b"));
    assertThat(camera.clips).extracting(clip -> clip.poses().persons()).containsExactly(1, 1, 2);
  }

  @Test
  void fewAreACrowdIfTheSameModelAnswersTheScene() {
    Map<Scope, ClipForm> forms = Map.of(Scope.PERSON, EACH, Scope.SCENE, EACH);
    CameraStream camera = camera(forms, ClipGates.DEFAULTS.withCrowdFrom(9));

    watching(camera, waving("a", 100));

    assertThat(camera.clips).isEmpty();
    assertThat(camera.crowds.get(0).parts()).hasSize(2);
  }
}
