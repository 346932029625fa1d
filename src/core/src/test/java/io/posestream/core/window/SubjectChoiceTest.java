package io.posestream.core.window;

import static io.posestream.core.window.Body.still;
import static io.posestream.core.window.Body.waving;
import static java.util.Map.entry;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.core.model.Scope;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.track.LinkRules;
import io.posestream.core.window.AssemblyListener.Dropped;
import io.posestream.core.zone.Corner;
import io.posestream.core.zone.Zone;
import io.posestream.core.zone.ZoneMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Windows of 2 s with 20 frames; one joint score of 0.2, half the frames, a motion of 0.05. */
class SubjectChoiceTest {
  private static final ClipGates GATES =
      ClipGates.DEFAULTS.withMinSeen(0.5).withMinMotion(0.05).withMaxClips(6);

  private static CameraStream camera(ClipGates gates, Scope... scopes) {
    return new CameraStream(policy(gates, ZoneMap.NONE, scopes));
  }

  private static AssemblyPolicy policy(ClipGates gates, ZoneMap zones, Scope... scopes) {
    return AssemblyPolicy.of(
            Arrays.stream(scopes).collect(toMap(scope -> scope, scope -> new ClipForm(8, 1))),
            KeypointLayout.COCO17)
        .withGrid(new WindowGrid(2000, 2000, WindowGrid.Phase.ALIGNED))
        .withMaxOutOfOrdernessMillis(0)
        .withMinFrames(4)
        .withLimits(FrameLimits.DEFAULTS.withMaxPersons(20).withMaxFrames(500).withMaxTracks(20))
        .withGates(gates)
        .withLinks(LinkRules.OFF)
        .withZones(zones);
  }

  private static CameraStream watching(CameraStream camera, Body... bodies) {
    return watching(camera, 0, 20, bodies).flush();
  }

  private static CameraStream watching(CameraStream camera, int from, int to, Body... bodies) {
    for (int i = from; i < to; i++) {
      camera.take(Body.frame(i, bodies));
    }
    return camera;
  }

  private static List<Subject> subjects(CameraStream camera) {
    return camera.clips.stream().map(Clip::subject).toList();
  }

  @Test
  void makesOneClipOfTwoWhoAreClose() {
    CameraStream camera = camera(GATES, Scope.PAIR);

    watching(camera, waving("b", 100), waving("a", 190), waving("far", 500));

    assertThat(subjects(camera)).containsExactly(Subject.pair("cam", "a", "b"));
    Clip clip = camera.clips.get(0);
    assertThat(clip.tracks()).extracting(ClipTrack::trackId).containsExactly("a", "b");
    assertThat(clip.poses().persons()).isEqualTo(2);
    assertThat(clip.poses().x(0, 0, 0)).isEqualTo(190);
    assertThat(clip.poses().x(1, 0, 0)).isEqualTo(100);
  }

  @Test
  void measuresDistanceInTheSizeOfTheBodies() {
    CameraStream camera = camera(GATES, Scope.PAIR);

    watching(
        camera,
        new Body("small", 100, 240, 40, 20, 0.5),
        new Body("little", 190, 240, 40, 20, 0.5),
        new Body("big", 400, 240, 300, 50, 0.5),
        new Body("tall", 600, 240, 300, 50, 0.5));

    assertThat(subjects(camera)).containsExactly(Subject.pair("cam", "big", "tall"));
  }

  @Test
  void makesNoPairOfTwoWhoMeetOnlyBriefly() {
    CameraStream camera = camera(GATES, Scope.PAIR);

    watching(camera, 0, 13, waving("a", 100), waving("b", 400));
    watching(camera, 13, 20, waving("a", 100), waving("b", 150)).flush();

    assertThat(camera.clips).isEmpty();
  }

  @Test
  void makesNoPairOfTwoWhoAreHardlySeenTogether() {
    CameraStream camera = camera(ClipGates.OPEN.withMaxClips(6), Scope.PAIR);

    watching(camera, 0, 14, waving("a", 100));
    watching(camera, 14, 20, waving("a", 100), waving("b", 150)).flush();

    assertThat(camera.clips).isEmpty();
  }

  @Test
  void samplesAPairFromTheFramesThatShowBoth() {
    CameraStream camera = camera(GATES, Scope.PAIR);

    watching(camera, 0, 8, waving("a", 100));
    watching(camera, 8, 20, waving("a", 100), waving("b", 150)).flush();

    Clip clip = camera.clips.get(0);
    assertThat(clip.quality().framesUsed()).isEqualTo(12);
    assertThat(clip.poses().score(1, 0, 0)).isEqualTo(0.5f);
  }

  @Test
  void givesAGhostNoClipOfItsOwn() {
    CameraStream camera = camera(GATES, Scope.PERSON, Scope.PAIR);

    watching(camera, waving("a", 100), waving("ghost", 150).scoring(0.1));

    assertThat(subjects(camera)).containsExactly(Subject.person("cam", "a"));
    assertThat(camera.drops).containsOnly(entry(Dropped.TRACK_LOW_SCORE, 1));
  }

  @Test
  void givesATrackOfFewFramesNoClipOfItsOwn() {
    CameraStream camera = camera(GATES, Scope.PERSON);

    watching(camera, 0, 11, waving("a", 100));
    watching(camera, 11, 20, waving("a", 100), waving("b", 400)).flush();

    assertThat(subjects(camera)).containsExactly(Subject.person("cam", "a"));
    assertThat(camera.drops).containsOnly(entry(Dropped.TRACK_TOO_FEW_FRAMES, 1));
  }

  @Test
  void givesAPersonWhoStandsStillNoClip() {
    CameraStream camera = camera(GATES, Scope.PERSON);

    watching(camera, waving("a", 100), still("b", 400));

    assertThat(subjects(camera)).containsExactly(Subject.person("cam", "a"));
    assertThat(camera.drops).containsOnly(entry(Dropped.TRACK_STILL, 1));
  }

  @Test
  void takesOneBadFrameForNoMotion() {
    CameraStream camera = camera(GATES, Scope.PERSON);

    watching(camera, 0, 10, still("a", 100));
    watching(camera, 10, 11, still("a", 140));
    watching(camera, 11, 20, still("a", 100)).flush();

    assertThat(camera.clips).isEmpty();
  }

  @Test
  void makesAPairOfOneWhoMovesAndOneWhoStandsStill() {
    CameraStream camera = camera(GATES, Scope.PAIR);

    watching(camera, waving("a", 100), still("b", 140), still("c", 180));

    assertThat(subjects(camera))
        .containsExactly(Subject.pair("cam", "a", "b"), Subject.pair("cam", "a", "c"));
    assertThat(camera.drops).containsOnly(entry(Dropped.PAIR_STILL, 1));
  }

  @Test
  void takesTheClosestPairsFirstIfTheBudgetIsShort() {
    CameraStream camera = camera(ClipGates.OPEN.withMaxClips(2), Scope.PAIR);

    watching(camera, waving("a", 100), waving("b", 190), waving("c", 260), waving("d", 300));

    assertThat(subjects(camera))
        .containsExactly(Subject.pair("cam", "c", "d"), Subject.pair("cam", "b", "c"));
    assertThat(camera.drops).containsOnly(entry(Dropped.PAIR_OVER_BUDGET, 1));
  }

  @Test
  void takesThePersonsWhoMoveMostIfTheBudgetIsShort() {
    CameraStream camera = camera(ClipGates.OPEN.withMaxClips(2), Scope.PERSON);

    watching(
        camera,
        new Body("a", 100, 240, 100, 10, 0.5),
        new Body("b", 250, 240, 100, 30, 0.5),
        new Body("c", 400, 240, 100, 10, 0.5),
        new Body("d", 550, 240, 100, 10, 0.5));

    assertThat(subjects(camera))
        .containsExactly(Subject.person("cam", "a"), Subject.person("cam", "b"));
    assertThat(camera.drops).containsOnly(entry(Dropped.PERSON_OVER_BUDGET, 2));
  }

  @Test
  void leavesPairsHalfOfAShortBudget() {
    CameraStream camera = camera(ClipGates.OPEN.withMaxClips(4), Scope.PERSON, Scope.PAIR);

    watching(camera, waving("a", 100), waving("b", 150), waving("c", 200), waving("d", 250));

    assertThat(subjects(camera))
        .extracting(Subject::scope)
        .containsExactly(Scope.PERSON, Scope.PERSON, Scope.PAIR, Scope.PAIR);
    assertThat(camera.drops)
        .containsOnly(entry(Dropped.PERSON_OVER_BUDGET, 2), entry(Dropped.PAIR_OVER_BUDGET, 3));
  }

  @Test
  void cutsTheSceneWhateverTheGates() {
    CameraStream camera = camera(GATES, Scope.SCENE, Scope.PERSON, Scope.PAIR);

    watching(camera, still("a", 100), still("b", 150).scoring(0.1));

    assertThat(subjects(camera)).containsExactly(Subject.scene("cam"));
    assertThat(camera.clips.get(0).poses().persons()).isEqualTo(2);
  }

  @Test
  void cutsEachScopeAsItsModelTakesIt() {
    AssemblyPolicy policy =
        AssemblyPolicy.of(
                Map.of(Scope.SCENE, new ClipForm(4, 2), Scope.PERSON, new ClipForm(6, 1)),
                KeypointLayout.COCO17)
            .withGrid(new WindowGrid(2000, 2000, WindowGrid.Phase.ALIGNED))
            .withMaxOutOfOrdernessMillis(0)
            .withMinFrames(4)
            .withLimits(
                FrameLimits.DEFAULTS.withMaxPersons(20).withMaxFrames(500).withMaxTracks(20))
            .withGates(ClipGates.OPEN)
            .withLinks(LinkRules.OFF);

    CameraStream camera = watching(new CameraStream(policy), waving("a", 100));

    assertThat(camera.clips).extracting(clip -> clip.poses().frames()).containsExactly(8, 6);
  }

  @Test
  void namesTwoTracksInOneOrder() {
    assertThat(Subject.pair("cam", "b", "a")).isEqualTo(Subject.pair("cam", "a", "b"));
    assertThatThrownBy(() -> new Subject("cam", Scope.PAIR, List.of("b", "a")))
        .hasMessage("expected two tracks in ascending order, got [b, a] (camera=cam)");
    assertThatThrownBy(() -> new Subject("cam", Scope.PERSON, List.of()))
        .hasMessage("expected 1 tracks in scope person, got [] (camera=cam)");
  }

  @Test
  void saysInWhichZonesTheFeetWereForMostOfTheWindow() {
    Zone left = zone("left", 0, 0.5);
    Zone right = zone("right", 0.5, 1);
    CameraStream camera =
        new CameraStream(
            policy(GATES, new ZoneMap(Map.of("cam", List.of(left, right))), Scope.SCENE));

    watching(camera, 0, 12, waving("stays", 100), waving("goes", 250));
    watching(camera, 12, 20, waving("stays", 100), waving("goes", 400)).flush();
    watching(camera, 20, 40, waving("stays", 100), waving("goes", 400)).flush();

    assertThat(camera.clips)
        .extracting(clip -> clip.tracks().stream().map(track -> track.zones()).toList())
        .containsExactly(
            List.of(List.of("left"), List.of("left")), List.of(List.of("right"), List.of("left")));
  }

  private static Zone zone(String id, double from, double to) {
    return new Zone(
        id,
        List.of(new Corner(from, 0), new Corner(to, 0), new Corner(to, 1), new Corner(from, 1)));
  }

  @Test
  void scoresOneOnceMoreWhoHasComeToRest() {
    CameraStream camera =
        new CameraStream(
            AssemblyPolicy.of(Map.of(Scope.PERSON, new ClipForm(8, 1)), KeypointLayout.COCO17)
                .withMaxOutOfOrdernessMillis(0)
                .withMinFrames(4)
                .withLimits(
                    FrameLimits.DEFAULTS.withMaxPersons(20).withMaxFrames(500).withMaxTracks(20))
                .withGates(GATES)
                .withLinks(LinkRules.OFF));

    watching(camera, 0, 20, waving("a", 100));
    watching(camera, 20, 80, still("a", 100)).flush();

    // It moves in the windows to 2000 and 3000 ms, and is still from the one to 4000 ms on.
    assertThat(camera.ends()).containsExactly(2000L, 3000L, 4000L);
    assertThat(camera.drops).containsEntry(Dropped.TRACK_STILL, 5);
  }
}
