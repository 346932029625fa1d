package io.posestream.core.window;

import static java.util.stream.Collectors.toMap;

import io.posestream.core.model.Scope;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.track.LinkRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Feeds an assembler with the frames of one camera, and keeps what comes out. */
final class CameraStream implements AssemblyListener {
  final List<Clip> clips = new ArrayList<>();
  final List<CrowdClip> crowds = new ArrayList<>();
  final List<Absence> absences = new ArrayList<>();
  final List<RejectReason> rejections = new ArrayList<>();
  final List<String> messages = new ArrayList<>();
  final List<PoseFrame> late = new ArrayList<>();
  final List<PoseFrame> spoilt = new ArrayList<>();
  final Map<Dropped, Integer> drops = new EnumMap<>(Dropped.class);
  final MemoryBuffer buffer = new MemoryBuffer();
  final MemoryBuffer doubtful = new MemoryBuffer();

  final MemoryPictures pictures = new MemoryPictures();

  private final CameraMemory memory =
      new CameraMemory(buffer, doubtful, new MemoryTracks(), pictures);

  private final WindowAssembler assembler;
  private CameraClock clock;

  CameraStream(AssemblyPolicy policy) {
    assembler = new WindowAssembler(policy);
    clock = assembler.newClock(Long.MIN_VALUE);
  }

  /** Windows of 2 s every second, 500 ms of disorder, at least 4 frames, clips of 8. */
  static AssemblyPolicy policy(Scope... scopes) {
    return AssemblyPolicy.of(
            Arrays.stream(scopes).collect(toMap(scope -> scope, scope -> new ClipForm(8, 1))),
            KeypointLayout.COCO17)
        .withMinFrames(4)
        .withLimits(FrameLimits.DEFAULTS.withMaxPersons(5).withMaxFrames(500).withMaxTracks(3))
        .withGates(ClipGates.OPEN)
        .withLinks(LinkRules.OFF);
  }

  /** Frame i of a camera with 10 frames a second. */
  static PoseFrame frame(int i, String... tracks) {
    return frameAt(i, 100L * i, tracks);
  }

  static PoseFrame frameAt(long number, long millis, String... tracks) {
    List<Person> persons = Arrays.stream(tracks).map(track -> person(track, millis)).toList();
    return new PoseFrame("cam", number, 1000 * millis, 640, 480, KeypointLayout.COCO17, persons);
  }

  private static Person person(String track, long millis) {
    float[] keypoints = new float[51];
    for (int joint = 0; joint < 17; joint++) {
      keypoints[3 * joint] = 10 + millis % 500 + joint;
      keypoints[3 * joint + 1] = 20 + joint;
      keypoints[3 * joint + 2] = 0.5f;
    }
    return new Person(track, keypoints, 1);
  }

  CameraStream take(PoseFrame frame) {
    clock = assembler.take(frame, clock, memory, this);
    return this;
  }

  CameraStream takeRange(int from, int to, String... tracks) {
    for (int i = from; i < to; i++) {
      take(frame(i, tracks));
    }
    return this;
  }

  CameraStream flush() {
    assembler.flush("cam", clock, memory, this);
    return this;
  }

  /** Forgets the camera for silence; it comes back when the others have reached an instant. */
  CameraStream forgetAt(long watermarkMillis) {
    flush();
    clock = assembler.newClock(watermarkMillis);
    return this;
  }

  List<Long> ends() {
    return clips.stream().map(clip -> clip.window().endMillis()).toList();
  }

  @Override
  public void clip(Clip clip) {
    clips.add(clip);
  }

  @Override
  public void crowd(CrowdClip crowd) {
    crowds.add(crowd);
  }

  @Override
  public void absent(Absence absence) {
    absences.add(absence);
  }

  @Override
  public void rejected(PoseFrame frame, RejectReason reason, String message) {
    rejections.add(reason);
    messages.add(message);
  }

  @Override
  public void spoilt(PoseFrame frame) {
    spoilt.add(frame);
  }

  @Override
  public void late(PoseFrame frame) {
    late.add(frame);
  }

  @Override
  public void dropped(Dropped what) {
    drops.merge(what, 1, Integer::sum);
  }
}
