package io.posestream.formats.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every sample has joint j at (100 + j, 200 + 2j) in pixels of a picture of 640x480. */
class ConversionTest {
  private static final ImageSize SIZE = new ImageSize(640, 480);

  private final Path folder;
  private final List<PoseFrame> frames = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();

  ConversionTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void readsAFolderOfOpenPoseInTheOrderOfItsNumbers() throws IOException {
    Path street = Files.createDirectory(folder.resolve("street"));
    write("street/street_000000000010_keypoints.json", openPose(25, -1));
    write("street/street_000000000009_keypoints.json", openPose(25, -1));

    convert(FrameDialect.OPENPOSE, street, TrackIds.TRACKED);

    assertThat(frames).extracting(PoseFrame::number).containsExactly(9L, 10L);
    assertThat(frames).extracting(PoseFrame::timeMicros).containsExactly(900_000L, 1_000_000L);
    assertThat(frames).extracting(PoseFrame::camera).containsOnly("street");
    assertThat(frames).extracting(PoseFrame::layout).containsOnly(KeypointLayout.BODY25);
    assertThat(frames).allSatisfy(frame -> assertSample(onlyPerson(frame), "1", 25));
  }

  @Test
  void refusesAFolderOfTwoCameras() throws IOException {
    Path street = Files.createDirectory(folder.resolve("street"));
    write("street/a_01_keypoints.json", openPose(25, -1));
    write("street/b_01_keypoints.json", openPose(25, -1));

    assertThatIOException()
        .isThrownBy(() -> convert(FrameDialect.OPENPOSE, street, TrackIds.TRACKED))
        .withMessageContaining("got a_01_keypoints.json and b_01_keypoints.json");
  }

  @Test
  void readsAStreamOfOpenPoseOfItsOtherModelIfDeclared() throws IOException {
    Path stream = write("s.jsonl", openPose(18, 4) + "\n" + openPose(18, 4) + "\n");

    convert(FrameDialect.OPENPOSE, stream, declared(KeypointLayout.COCO18), TrackIds.GIVEN);

    assertThat(frames).hasSize(2);
    assertSample(onlyPerson(frames.get(1)), "4", 18);
    assertThat(frames.get(1).number()).isEqualTo(1);
  }

  @Test
  void doesNotGuessTheJointsFromTheirNumber() throws IOException {
    convert(FrameDialect.OPENPOSE, write("s.jsonl", openPose(18, 4)), TrackIds.GIVEN);

    assertThat(frames).isEmpty();
    assertThat(refused)
        .singleElement()
        .asString()
        .contains("s.jsonl: expected 25 joints (body25) in 'pose_keypoints_2d', got 18")
        .contains("coco18");
  }

  @Test
  void leavesOutPeopleWithoutAnyJoint() throws IOException {
    String nobody = openPose(25, -1).replaceAll("\\d+\\.0,\\d+\\.0,0.5", "0.0,0.0,0.0");

    convert(FrameDialect.OPENPOSE, write("s.json", nobody), TrackIds.GIVEN);

    assertThat(frames).singleElement().satisfies(frame -> assertThat(frame.persons()).isEmpty());
  }

  @Test
  void asksForATrackerWhereThereAreNoIds() throws IOException {
    convert(FrameDialect.OPENPOSE, write("s.json", openPose(25, -1)), TrackIds.GIVEN);

    assertThat(refused).singleElement().asString().contains("expected track ids, got none");
  }

  @Test
  void readsResultsOfAlphaPoseByPicture() throws IOException {
    String result =
        "{\"image_id\":\"%d.jpg\",\"category_id\":1,\"keypoints\":[%s],\"score\":3.1,\"box\":[1,2,3,4],\"idx\":[%d.0]}";
    String results =
        "[%s,%s,%s]"
            .formatted(
                result.formatted(3, flat(17), 1),
                result.formatted(3, flat(17), 2),
                result.formatted(12, flat(17), 1));

    convert(FrameDialect.ALPHAPOSE, write("alphapose-results.json", results), TrackIds.GIVEN);

    assertThat(frames).extracting(PoseFrame::number).containsExactly(3L, 12L);
    assertThat(frames.get(0).persons()).extracting(Person::trackId).containsExactly("1", "2");
    assertSample(onlyPerson(frames.get(1)), "1", 17);
    assertThat(onlyPerson(frames.get(1)).box()).contains(new BoundingBox(1, 2, 3, 4));
    assertThat(onlyPerson(frames.get(1)).score()).isEqualTo(0.5f);
  }

  @Test
  void readsAlphaPoseOfDeclaredHalpe26() throws IOException {
    String result = "[{\"image_id\":\"0.jpg\",\"keypoints\":[%s],\"idx\":7}]".formatted(flat(26));

    convert(
        FrameDialect.ALPHAPOSE,
        write("r.json", result),
        declared(KeypointLayout.HALPE26),
        TrackIds.GIVEN);

    assertSample(onlyPerson(frames.get(0)), "7", 26);
  }

  @Test
  void readsEveryFormOfMmpose() throws IOException {
    String instance =
        "{\"keypoints\":%s,\"keypoint_scores\":%s,\"bbox\":[[1,2,4,6]],\"bbox_score\":0.75,\"track_id\":5}"
            .formatted(pairs(17), scores(17));
    String frame = "{\"frame_id\":%d,\"instances\":[" + instance + "]}";
    write(
        "video.json",
        "{\"meta_info\":{\"dataset_name\":\"coco\"},\"instance_info\":[%s]}"
            .formatted(frame.formatted(8)));
    write(
        "image.json",
        "{\"meta_info\":{\"dataset_name\":\"coco\"},\"instance_info\":[%s]}".formatted(instance));
    write("inferencer-video.json", "[%s,%s]".formatted(frame.formatted(0), frame.formatted(1)));
    write("inferencer-image.json", "[%s]".formatted(instance));

    for (String name : List.of("video", "image", "inferencer-video", "inferencer-image")) {
      convert(FrameDialect.MMPOSE, folder.resolve(name + ".json"), TrackIds.GIVEN);
    }

    assertThat(refused).isEmpty();
    assertThat(frames).extracting(PoseFrame::number).containsExactly(8L, 0L, 0L, 1L, 0L);
    assertThat(frames).allSatisfy(read -> assertSample(onlyPerson(read), "5", 17));
    assertThat(onlyPerson(frames.get(0)).box()).contains(new BoundingBox(1, 2, 3, 4));
    assertThat(onlyPerson(frames.get(0)).score()).isEqualTo(0.75f);
  }

  @Test
  void takesTheLayoutMmposeNames() throws IOException {
    String results =
        "{\"meta_info\":{\"dataset_name\":\"%s\"},\"instance_info\":[{\"keypoints\":%s,\"track_id\":1}]}";

    convert(
        FrameDialect.MMPOSE,
        write("w.json", results.formatted("coco_wholebody", pairs(133))),
        TrackIds.GIVEN);
    convert(
        FrameDialect.MMPOSE,
        write("x.json", results.formatted("ap10k", pairs(17))),
        TrackIds.GIVEN);

    assertThat(frames).extracting(PoseFrame::layout).containsExactly(KeypointLayout.COCO_WHOLEBODY);
    assertThat(refused).singleElement().asString().contains("'ap10k': declare one of");
  }

  @Test
  void readsPoseResultsOfMmaction() throws IOException {
    String picture =
        "{\"keypoints\":[%s,%s],\"keypoint_scores\":[%s,%s],\"bboxes\":[[0,0,9,9],[1,2,4,6]]}"
            .formatted(pairs(17), pairs(17), scores(17), scores(17));

    convert(FrameDialect.MMPOSE, write("p.json", "[" + picture + "]"), TrackIds.TRACKED);

    assertThat(frames.get(0).persons()).extracting(Person::trackId).containsExactly("1", "2");
    assertSample(frames.get(0).persons().get(1), "2", 17);
  }

  @Test
  void readsAPictureALineOfUltralytics() throws IOException {
    Path lines = write("yolo.jsonl", ultralytics("1") + "\n[]\n" + ultralytics("1") + "\n");

    convert(FrameDialect.ULTRALYTICS, lines, TrackIds.GIVEN);

    assertThat(frames).extracting(frame -> frame.persons().size()).containsExactly(1, 0, 1);
    assertSample(onlyPerson(frames.get(2)), "1", 17);
    assertThat(onlyPerson(frames.get(2)).box()).contains(new BoundingBox(1, 2, 3, 4));
  }

  @Test
  void asksForTheUnitOfNormalisedCoordinates() throws IOException {
    String normalised =
        ultralytics("1")
            .replaceAll("\"x\":\\[.*?]", "\"x\":" + list(17, j -> (100 + j) / 640.0))
            .replaceAll("\"y\":\\[.*?]", "\"y\":" + list(17, j -> (200 + 2 * j) / 480.0));
    Path file = write("yolo.jsonl", normalised);

    convert(FrameDialect.ULTRALYTICS, file, TrackIds.GIVEN);
    convert(
        FrameDialect.ULTRALYTICS,
        file,
        new Declaration(Optional.empty(), Optional.of(Unit.NORMALISED), Optional.of(SIZE)),
        TrackIds.GIVEN);

    assertThat(refused).singleElement().asString().contains("expected pixel coordinates");
    assertSample(onlyPerson(frames.get(0)), "1", 17);
  }

  @Test
  void readsLabelsOfUltralyticsWithAndWithoutConfidenceAndId() throws IOException {
    Path labels = Files.createDirectory(folder.resolve("labels"));
    String person =
        "0 0.25 0.5 0.1 0.2 "
            + IntStream.range(0, 17)
                .mapToObj(j -> "%s %s 0.5".formatted((100 + j) / 640f, (200 + 2 * j) / 480f))
                .collect(Collectors.joining(" "));
    write("labels/v_1.txt", person + " 0.75 3\n");
    write("labels/v_2.txt", person + " 3\n");
    write("labels/v_4.txt", person + " 0.75\n");

    convert(FrameDialect.ULTRALYTICS_TXT, labels, TrackIds.GIVEN);

    assertThat(frames).extracting(PoseFrame::number).containsExactly(1L, 2L);
    assertThat(frames).allSatisfy(frame -> assertSample(onlyPerson(frame), "3", 17));
    assertThat(frames).extracting(frame -> onlyPerson(frame).score()).containsExactly(0.75f, 0.5f);
    assertThat(onlyPerson(frames.get(0)).box()).contains(new BoundingBox(128, 192, 64, 96));
    assertThat(refused).singleElement().asString().contains("v_4.txt: expected track ids");
  }

  @Test
  void readsEveryFormOfMediaPipe() throws IOException {
    String person =
        IntStream.range(0, 33)
            .mapToObj(
                j ->
                    "{\"x\":%s,\"y\":%s,\"z\":0,\"visibility\":0.5}"
                        .formatted((100 + j) / 640.0, (200 + 2 * j) / 480.0))
            .collect(Collectors.joining(",", "[", "]"));
    Path lines =
        write(
            "m.jsonl",
            String.join(
                "\n",
                "{\"landmarks\":[%s],\"worldLandmarks\":[[]]}".formatted(person),
                "{\"pose_landmarks\":[%s]}".formatted(person),
                "{\"poseLandmarks\":%s}".formatted(person),
                "{\"landmark\":%s}".formatted(person),
                "{\"landmarks\":[]}"));

    convert(FrameDialect.MEDIAPIPE, lines, TrackIds.TRACKED);

    assertThat(refused).isEmpty();
    assertThat(frames).hasSize(5);
    assertThat(frames.subList(0, 4)).allSatisfy(frame -> assertSample(onlyPerson(frame), "1", 33));
    assertThat(frames.get(4).persons()).isEmpty();
  }

  @Test
  void readsDlStreamersKeypointsInTheirObjects() throws IOException {
    List<String> names =
        KeypointLayout.COCO17.jointNames().stream()
            .map(name -> name.contains("_") ? name.split("_")[1] + "_" + name.charAt(0) : name)
            .toList();
    String data =
        IntStream.range(0, 17)
            .mapToObj(j -> "%s,%s".formatted((50 + j) / 100.0, (100 + 2 * j) / 200.0))
            .collect(Collectors.joining(","));
    String message =
        "{\"objects\":[{\"detection\":{\"confidence\":0.75,\"label\":\"person\"},\"id\":9,\"x\":50,\"y\":100,\"w\":100,\"h\":200,\"tensors\":[{\"format\":\"cosine\",\"data\":[1]},{\"format\":\"keypoints\",\"dims\":[17,2],\"confidence\":%s,\"point_names\":[%s],\"data\":[%s]}]}],\"resolution\":{\"height\":480,\"width\":640},\"source\":\"rtsp://dock\",\"timestamp\":2500000000}"
            .formatted(
                scores(17), names.stream().collect(Collectors.joining("\",\"", "\"", "\"")), data);

    new Conversion(
            new Conversion.Settings(
                FrameDialect.DLSTREAMER,
                Declaration.NONE,
                Optional.empty(),
                OptionalDouble.empty(),
                TrackIds.GIVEN))
        .run(
            write(
                "d.jsonl",
                message
                    + "\n{\"resolution\":{\"height\":480,\"width\":640},\"timestamp\":3000000000}"),
            collector());

    assertThat(refused).isEmpty();
    assertThat(frames).extracting(PoseFrame::camera).containsExactly("rtsp://dock", "d");
    assertThat(frames).extracting(PoseFrame::timeMillis).containsExactly(2500L, 3000L);
    assertSample(onlyPerson(frames.get(0)), "9", 17);
  }

  @Test
  void readsOnAfterALineThatIsBroken() throws IOException {
    Path lines = write("yolo.jsonl", ultralytics("1") + "\n{\"a\":\nnull\n" + ultralytics("1"));

    convert(FrameDialect.ULTRALYTICS, lines, TrackIds.GIVEN);

    assertThat(frames).hasSize(2);
    assertThat(refused).hasSize(2);
    assertThat(refused.get(0)).contains("yolo.jsonl line 2: expected JSON");
  }

  @Test
  void readsGzip() throws IOException {
    Path file = folder.resolve("yolo.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write((ultralytics("1") + "\n" + ultralytics("1")).getBytes(UTF_8));
    }

    convert(FrameDialect.ULTRALYTICS, file, TrackIds.GIVEN);

    assertThat(frames).hasSize(2);
  }

  @Test
  void asksForTheSizeOfThePicture() throws IOException {
    convert(
        FrameDialect.ULTRALYTICS,
        write("y.jsonl", ultralytics("1")),
        Declaration.NONE,
        TrackIds.GIVEN);

    assertThat(refused).singleElement().asString().contains("expected the size of the picture");
  }

  @Test
  void asksForFramesASecondWhereThereAreNoTimes() throws IOException {
    new Conversion(
            new Conversion.Settings(
                FrameDialect.ULTRALYTICS,
                new Declaration(Optional.empty(), Optional.empty(), Optional.of(SIZE)),
                Optional.empty(),
                OptionalDouble.empty(),
                TrackIds.GIVEN))
        .run(write("y.jsonl", ultralytics("1")), collector());

    assertThat(refused).singleElement().asString().contains("declare --fps");
  }

  private void convert(FrameDialect dialect, Path in, TrackIds ids) throws IOException {
    convert(
        dialect, in, new Declaration(Optional.empty(), Optional.empty(), Optional.of(SIZE)), ids);
  }

  private void convert(FrameDialect dialect, Path in, Declaration declared, TrackIds ids)
      throws IOException {
    new Conversion(
            new Conversion.Settings(
                dialect, declared, Optional.empty(), OptionalDouble.of(10), ids))
        .run(in, collector());
  }

  private static Declaration declared(KeypointLayout layout) {
    return new Declaration(Optional.of(layout), Optional.empty(), Optional.of(SIZE));
  }

  private Conversion.FrameConsumer collector() {
    return new Conversion.FrameConsumer() {
      @Override
      public void accept(PoseFrame frame) {
        frames.add(frame);
      }

      @Override
      public void refuse(String reason) {
        refused.add(reason);
      }
    };
  }

  private static Person onlyPerson(PoseFrame frame) {
    assertThat(frame.persons()).hasSize(1);
    return frame.persons().get(0);
  }

  private static void assertSample(Person person, String track, int joints) {
    assertThat(person.trackId()).isEqualTo(track);
    assertThat(person.joints()).isEqualTo(joints);
    for (int joint = 0; joint < joints; joint++) {
      assertThat(person.x(joint)).isCloseTo(100 + joint, within());
      assertThat(person.y(joint)).isCloseTo(200 + 2 * joint, within());
      assertThat(person.jointScore(joint)).isEqualTo(0.5f);
    }
  }

  private static Offset<Float> within() {
    return Offset.offset(0.01f);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static String openPose(int joints, int id) {
    return "{\"version\":1.3,\"people\":[{\"person_id\":[%d],\"pose_keypoints_2d\":[%s],\"face_keypoints_2d\":[]}]}"
        .formatted(id, flat(joints));
  }

  private static String ultralytics(String id) {
    return "[{\"name\":\"person\",\"class\":0,\"confidence\":0.75,\"box\":{\"x1\":1,\"y1\":2,\"x2\":4,\"y2\":6},\"track_id\":%s,\"keypoints\":{\"x\":%s,\"y\":%s,\"visible\":%s}}]"
        .formatted(id, list(17, j -> 100 + j), list(17, j -> 200 + 2 * j), scores(17));
  }

  private static String flat(int joints) {
    return IntStream.range(0, joints)
        .mapToObj(j -> "%d.0,%d.0,0.5".formatted(100 + j, 200 + 2 * j))
        .collect(Collectors.joining(","));
  }

  private static String pairs(int joints) {
    return list(joints, j -> "[%d,%d]".formatted(100 + j, 200 + 2 * j));
  }

  private static String scores(int joints) {
    return list(joints, j -> 0.5).replace("0.50", "0.5");
  }

  private static String list(int size, IntFunction<Object> value) {
    return IntStream.range(0, size)
        .mapToObj(value)
        .map(String::valueOf)
        .collect(Collectors.joining(",", "[", "]"));
  }
}
