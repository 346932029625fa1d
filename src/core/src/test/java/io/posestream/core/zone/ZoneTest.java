package io.posestream.core.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ZoneTest {
  private static Zone zone(double... coordinates) {
    List<Corner> corners = new ArrayList<>();
    for (int i = 0; i < coordinates.length; i += 2) {
      corners.add(new Corner(coordinates[i], coordinates[i + 1]));
    }
    return new Zone("door", corners);
  }

  @Test
  void knowsWhatLiesInsideOfIt() {
    Zone square = zone(0.2, 0.2, 0.6, 0.2, 0.6, 0.8, 0.2, 0.8);

    assertThat(square.contains(0.4, 0.5)).isTrue();
    assertThat(square.contains(0.21, 0.79)).isTrue();
    assertThat(square.contains(0.7, 0.5)).isFalse();
    assertThat(square.contains(0.4, 0.1)).isFalse();
  }

  @Test
  void mayHaveABay() {
    Zone horseshoe = zone(0, 0, 1, 0, 1, 1, 0.7, 1, 0.7, 0.3, 0.3, 0.3, 0.3, 1, 0, 1);

    assertThat(horseshoe.contains(0.5, 0.6)).isFalse();
    assertThat(horseshoe.contains(0.1, 0.6)).isTrue();
    assertThat(horseshoe.contains(0.9, 0.6)).isTrue();
    assertThat(horseshoe.contains(0.5, 0.1)).isTrue();
  }

  @Test
  void refusesToCrossItself() {
    assertThatThrownBy(() -> zone(0, 0, 1, 1, 1, 0, 0, 1))
        .hasMessage(
            "expected edges that do not cross, got a crossing of the edges after corners 1 and 3");
  }

  @Test
  void refusesToTouchItself() {
    assertThatThrownBy(() -> zone(0, 0, 1, 0, 1, 1, 0.5, 0, 0, 1))
        .hasMessageStartingWith("expected edges that do not cross");
  }

  @Test
  void refusesFewerThanThreeCorners() {
    assertThatThrownBy(() -> zone(0, 0, 1, 1)).hasMessage("expected at least 3 corners, got 2");
  }

  @Test
  void refusesCornersOnOneLine() {
    assertThatThrownBy(() -> zone(0.1, 0.1, 0.5, 0.5, 0.9, 0.9))
        .hasMessage("expected corners around an area, got all on one line");
  }

  @Test
  void refusesACornerTwice() {
    assertThatThrownBy(() -> zone(0, 0, 1, 0, 1, 1, 0, 0))
        .hasMessage("expected each corner once, got [0.0, 0.0] as number 1 and 4");
  }

  @Test
  void refusesCornersOutsideTheImage() {
    assertThatThrownBy(() -> zone(0, 0, 640, 0, 640, 480))
        .hasMessage(
            "expected corners within 0..1 of the image's width and height, got [640.0, 0.0]");
    assertThatThrownBy(() -> new Corner(Double.NaN, 0)).hasMessageContaining("got [NaN, 0.0]");
  }

  @Test
  void refusesTwoZonesOfOneName() {
    Zone door = zone(0, 0, 1, 0, 1, 1);

    assertThatThrownBy(() -> new ZoneMap(Map.of("gate", List.of(door, door))))
        .hasMessage("expected each zone once, got 'door' twice (camera=gate)");
  }

  @Test
  void countsWhoIsInAnIncludedZoneAndInNoExcludedOne() {
    ZoneRule rule = new ZoneRule(Set.of("door", "hall"), Set.of("screen"));

    assertThat(rule.admits(List.of("hall"))).isTrue();
    assertThat(rule.admits(List.of("hall", "screen"))).isFalse();
    assertThat(rule.admits(List.of())).isFalse();
    assertThat(ZoneRule.ANYWHERE.admits(List.of())).isTrue();
    assertThat(new ZoneRule(Set.of(), Set.of("screen")).admits(List.of())).isTrue();
  }

  @Test
  void refusesToIncludeWhatItExcludes() {
    assertThatThrownBy(() -> new ZoneRule(Set.of("door"), Set.of("door")))
        .hasMessage("expected a zone to be included or excluded, got 'door' in both");
  }
}
