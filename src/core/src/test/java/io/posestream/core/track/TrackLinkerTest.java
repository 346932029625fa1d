package io.posestream.core.track;

import static io.posestream.core.window.Body.waving;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.window.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A camera with ten frames a second; bodies of 100 px; tracks may be lost for a second. */
class TrackLinkerTest {
  private final List<PoseFrame> frames = new ArrayList<>();
  private int next;

  private TrackLinkerTest seeing(int times, Body... bodies) {
    for (int i = 0; i < times; i++) {
      frames.add(Body.frame(next++, bodies));
    }
    return this;
  }

  private CameraTracks linked() {
    return linked(LinkRules.DEFAULTS.withMaxTracks(50));
  }

  private CameraTracks linked(LinkRules rules) {
    return new TrackLinker(rules).link(frames, CameraTracks.NONE, 100L * next, 0).tracks();
  }

  private String trackAt(CameraTracks tracks, String trackerId, int frame) {
    return tracks.trackOf(trackerId, 100_000L * frame);
  }

  @Test
  void goesOnWithALostTrackUnderItsNewId() {
    CameraTracks tracks =
        seeing(10, waving("1", 200)).seeing(5).seeing(5, waving("2", 210)).linked();

    assertThat(trackAt(tracks, "2", 15)).isEqualTo("1");
    assertThat(trackAt(tracks, "1", 5)).isEqualTo("1");
    assertThat(tracks.switchedSince("1", 1500)).isTrue();
    assertThat(tracks.switchedSince("1", 1600)).isFalse();
  }

  @Test
  void followsThroughSeveralNewIds() {
    seeing(10, waving("1", 200)).seeing(2).seeing(10, waving("2", 205)).seeing(2);

    assertThat(trackAt(seeing(5, waving("3", 210)).linked(), "3", 25)).isEqualTo("1");
  }

  @Test
  void foreseesWhereOneWhoWalksWillBe() {
    for (int i = 0; i < 20; i++) {
      seeing(1, waving("1", 100 + 10 * i));
    }
    seeing(3).seeing(5, waving("2", 100 + 10 * 23));

    assertThat(trackAt(linked(), "2", 23)).isEqualTo("1");
  }

  @Test
  void takesOneElsewhereForANewPerson() {
    assertThat(trackAt(seeing(10, waving("1", 200)).seeing(3, waving("2", 400)).linked(), "2", 10))
        .isEqualTo("2");
  }

  @Test
  void takesOneOfAnotherSizeForANewPerson() {
    seeing(10, waving("1", 200)).seeing(2).seeing(3, new Body("2", 200, 240, 190, 30, 0.5));

    assertThat(trackAt(linked(), "2", 12)).isEqualTo("2");
  }

  @Test
  void takesOneWhoComesTooLateForANewPerson() {
    assertThat(
            trackAt(
                seeing(10, waving("1", 200)).seeing(12).seeing(3, waving("2", 200)).linked(),
                "2",
                22))
        .isEqualTo("2");
  }

  @Test
  void linksNobodyIfTwoFitNearlyAlike() {
    seeing(10, waving("1", 200), waving("2", 230)).seeing(2).seeing(3, waving("3", 215));

    assertThat(trackAt(linked(), "3", 12)).isEqualTo("3");
  }

  @Test
  void changesIdsBackThatWereSwapped() {
    seeing(10, waving("1", 200), waving("2", 260));
    seeing(10, waving("2", 200), waving("1", 260));

    CameraTracks tracks = linked();

    assertThat(trackAt(tracks, "1", 9)).isEqualTo("1");
    assertThat(trackAt(tracks, "1", 10)).isEqualTo("2");
    assertThat(trackAt(tracks, "2", 10)).isEqualTo("1");
    assertThat(tracks.switchedSince("1", 1000)).isTrue();
    assertThat(tracks.switchedSince("2", 1000)).isTrue();
  }

  @Test
  void followsTwoWhoCrossWhoseIdsAreSwappedWhereTheyMeet() {
    for (int i = 0; i < 20; i++) {
      Body toTheRight = waving(i < 12 ? "1" : "2", 100 + 20 * i);
      Body toTheLeft = waving(i < 12 ? "2" : "1", 320 - 20 * i);
      seeing(1, toTheRight, toTheLeft);
    }

    CameraTracks tracks = linked();

    assertThat(trackAt(tracks, "2", 19)).isEqualTo("1");
    assertThat(trackAt(tracks, "1", 19)).isEqualTo("2");
  }

  @Test
  void leavesTwoWhoCrossUnderTheirOwnIdsAlone() {
    for (int i = 0; i < 20; i++) {
      seeing(1, waving("1", 100 + 20 * i), waving("2", 320 - 20 * i));
    }

    assertThat(linked().aliases()).isEmpty();
  }

  @Test
  void breaksATrackThatJumpsFurtherThanABodyCan() {
    CameraTracks tracks = seeing(10, waving("1", 100)).seeing(5, waving("1", 500)).linked();

    assertThat(trackAt(tracks, "1", 9)).isEqualTo("1");
    assertThat(trackAt(tracks, "1", 10)).isEqualTo("1@1000");
    assertThat(tracks.switchedSince("1@1000", 1000)).isTrue();
  }

  @Test
  void isBackOnTheTrackAfterOneBadFrame() {
    seeing(10, waving("1", 100)).seeing(1, waving("1", 500)).seeing(9, waving("1", 100));

    CameraTracks tracks = linked();

    assertThat(trackAt(tracks, "1", 10)).isEqualTo("1@1000");
    assertThat(trackAt(tracks, "1", 11)).isEqualTo("1");
  }

  @Test
  void letsATrackRunAsFastAsABodyCan() {
    for (int i = 0; i < 10; i++) {
      seeing(1, waving("1", 100 + 45 * i));
    }

    assertThat(linked().aliases()).isEmpty();
  }

  @Test
  void givesATrackBackToTheIdThatReturnsToIt() {
    seeing(10, waving("1", 200)).seeing(2).seeing(5, waving("2", 205));
    seeing(5, waving("2", 205), waving("1", 260));

    CameraTracks tracks = linked();

    assertThat(trackAt(tracks, "2", 16)).isEqualTo("1");
    assertThat(trackAt(tracks, "1", 17)).isEqualTo("1");
    assertThat(trackAt(tracks, "2", 17)).isEqualTo("2");
  }

  @Test
  void takesTheTrackersIdsAsTheyAreIfToldTo() {
    seeing(10, waving("1", 200), waving("2", 260)).seeing(10, waving("2", 200), waving("1", 260));
    seeing(5, waving("3", 200), waving("1", 600));

    assertThat(linked(LinkRules.OFF).aliases()).isEmpty();
  }

  @Test
  void looksAtEachFrameOnceWhateverTheCut() {
    seeing(10, waving("1", 200), waving("2", 260)).seeing(4).seeing(10, waving("3", 205));
    seeing(6, waving("3", 205), waving("2", 500)).seeing(6, waving("3", 500), waving("2", 205));
    CameraTracks whole = linked();

    TrackLinker linker = new TrackLinker(LinkRules.DEFAULTS.withMaxTracks(50));
    CameraTracks cut = CameraTracks.NONE;
    for (int end = 10; end <= next + 10; end += 10) {
      List<PoseFrame> window = frames.subList(Math.max(0, end - 20), Math.min(end, next));
      cut = linker.link(window, cut, 100L * end, 0).tracks();
    }

    assertThat(cut.aliases()).isEqualTo(whole.aliases()).isNotEmpty();
    assertThat(cut.known()).isEqualTo(whole.known());
  }

  @Test
  void forgetsWhoIsLongGoneAndWhatTheyWereCalled() {
    seeing(10, waving("1", 200)).seeing(2).seeing(5, waving("2", 205)).seeing(40);

    CameraTracks tracks =
        new TrackLinker(LinkRules.DEFAULTS.withMaxTracks(50))
            .link(frames, CameraTracks.NONE, 100L * next, 100L * next - 2000)
            .tracks();

    assertThat(tracks.known()).isEmpty();
    assertThat(tracks.aliases()).isEmpty();
  }

  @Test
  void remembersNoMoreTracksThanItMay() {
    for (int i = 0; i < 30; i++) {
      seeing(1, waving("id" + i, 50 + (i % 5) * 130));
    }

    TrackLinker.Linked linked =
        new TrackLinker(LinkRules.DEFAULTS.withMaxGapMillis(0).withMaxTracks(8))
            .link(frames, CameraTracks.NONE, 3000, 0);

    assertThat(linked.forgotten()).isEqualTo(22);
    assertThat(new TreeSet<>(linked.tracks().known().stream().map(KnownTrack::trackId).toList()))
        .containsExactly("id22", "id23", "id24", "id25", "id26", "id27", "id28", "id29");
  }

  /**
   * A frame in which nobody is new and nothing is amiss is followed in a shorter way. A stranger in
   * every frame, far off and never seen again, keeps it from being taken.
   */
  @Test
  void followsAlikeInFramesThatNeedNoDecision() {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 200; round++) {
      List<PoseFrame> plain = crowdWithTroubles(random);
      List<PoseFrame> strange = new ArrayList<>();
      for (PoseFrame frame : plain) {
        List<Person> persons = new ArrayList<>(frame.persons());
        persons.addAll(
            Body.frame(0, waving("stranger" + frame.number(), 1e6 + 1e3 * frame.number()))
                .persons());
        strange.add(
            new PoseFrame(
                "cam", frame.number(), frame.timeMicros(), 640, 480, frame.layout(), persons));
      }

      CameraTracks shorter = followed(plain);
      CameraTracks longer = followed(strange);

      assertThat(longer.aliases()).isEqualTo(shorter.aliases());
      assertThat(longer.known().stream().filter(track -> track.pose().x(0) < 1e5))
          .containsExactlyElementsOf(shorter.known());
    }
  }

  private static CameraTracks followed(List<PoseFrame> frames) {
    return new TrackLinker(LinkRules.DEFAULTS.withMaxTracks(1000))
        .link(frames, CameraTracks.NONE, 10_000, 0)
        .tracks();
  }

  // Five who walk about, are lost, jump, and get each other's ids.
  private static List<PoseFrame> crowdWithTroubles(SplittableRandom random) {
    double[] x = random.doubles(5, 0, 500).toArray();
    double[] speed = random.doubles(5, -25, 25).toArray();
    String[] ids = {"a", "b", "c", "d", "e"};
    List<PoseFrame> crowd = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      List<Body> bodies = new ArrayList<>();
      for (int person = 0; person < ids.length; person++) {
        x[person] += speed[person] + (random.nextInt(60) == 0 ? 200 : 0);
        speed[person] *= x[person] < 0 || x[person] > 500 ? -1 : 1;
        if (random.nextInt(12) > 0) {
          bodies.add(waving(ids[person], x[person]));
        }
      }
      if (random.nextInt(20) == 0) {
        String first = ids[0];
        ids[0] = ids[1];
        ids[1] = random.nextBoolean() ? first : "new" + i;
      }
      crowd.add(Body.frame(i, bodies.toArray(Body[]::new)));
    }
    return crowd;
  }
}
