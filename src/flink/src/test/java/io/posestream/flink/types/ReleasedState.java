package io.posestream.flink.types;

import io.posestream.core.control.ControlState;
import io.posestream.core.control.message.AcceptedMessage;
import io.posestream.core.control.message.ControlAnswer;
import io.posestream.core.control.message.MessageLog;
import io.posestream.core.control.message.MessageSource;
import io.posestream.core.control.message.Problem;
import io.posestream.core.control.models.AcceptedModels;
import io.posestream.core.control.models.ModelChange;
import io.posestream.core.control.models.ModelRequest;
import io.posestream.core.control.models.ModelSlot;
import io.posestream.core.control.models.ModelStep;
import io.posestream.core.control.models.ReplacementModel;
import io.posestream.core.control.rules.AcceptedRules;
import io.posestream.core.control.rules.CameraRules;
import io.posestream.core.control.rules.RuleChange;
import io.posestream.core.control.rules.RuleEdit;
import io.posestream.core.control.rules.RuleRequest;
import io.posestream.core.control.rules.RuleSettings;
import io.posestream.core.control.rules.Schedule;
import io.posestream.core.control.rules.WeeklyHours;
import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.CameraActions;
import io.posestream.core.event.Confidence;
import io.posestream.core.event.EndReason;
import io.posestream.core.event.LabelProgress;
import io.posestream.core.event.OpenAction;
import io.posestream.core.event.Participant;
import io.posestream.core.event.Phase;
import io.posestream.core.event.SubjectActions;
import io.posestream.core.event.TrackShares;
import io.posestream.core.model.ModelReference;
import io.posestream.core.model.Thresholds;
import io.posestream.core.picture.Picture;
import io.posestream.core.picture.PictureFormat;
import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.FaultLedger;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.PoseSequence;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.score.LabelScore;
import io.posestream.core.score.Unscored;
import io.posestream.core.score.WindowScores;
import io.posestream.core.track.Alias;
import io.posestream.core.track.CameraTracks;
import io.posestream.core.track.KnownTrack;
import io.posestream.core.window.BufferedFrame;
import io.posestream.core.window.BufferedFrame.Arrival;
import io.posestream.core.window.CameraClock;
import io.posestream.core.window.CameraSilence;
import io.posestream.core.window.Clip;
import io.posestream.core.window.ClipTrack;
import io.posestream.core.window.Discontinuity;
import io.posestream.core.window.EmptyWindow;
import io.posestream.core.window.KeptPicture;
import io.posestream.core.window.Quality;
import io.posestream.core.window.Subject;
import io.posestream.core.window.Window;
import io.posestream.core.zone.Corner;
import io.posestream.core.zone.Zone;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a savepoint of each released version holds.
 *
 * <p>{@code src/test/resources/released/vN/TYPE.bin} is a serializer's snapshot, as it stands in a
 * savepoint's header, followed by {@link #values}, as they stand in its state. When a codec changes
 * after a release, {@link ReleasedStateWriter} writes the folder of the next version, and {@code
 * ReleasedStateTest} gets its name; an older folder is never written anew. Whatever a later version
 * adds is empty or zero here, so that all versions hold the same values.
 */
final class ReleasedState {
  private static final Picture PICTURE =
      Picture.owning(PictureFormat.JPEG, 640, 360, new byte[] {1, 2, 3});
  private static final FrameOrigin ORIGIN = new FrameOrigin("pose.frames.v1", 3, 99, "00-ab-cd-01");
  private static final BoundingBox BOX = new BoundingBox(10, 20, 30, 60);
  private static final Subject PERSON = Subject.person("lobby", "7");
  private static final Window WINDOW = new Window(1000, 3000);
  private static final EmptyWindow EMPTY_WINDOW = new EmptyWindow("lobby", WINDOW, 28);
  private static final CameraSilence SILENCE = new CameraSilence("lobby", WINDOW);
  private static final Quality QUALITY = new Quality(28, 30, 2, 0.8f);
  private static final ModelReference MODEL =
      new ModelReference("starter", "1.0.0", "0".repeat(64), "fp32");

  private static final RuleEdit EDIT = new RuleEdit(Optional.of("lobby"), Optional.of(everyRule()));
  private static final RuleEdit TAKEN_BACK = new RuleEdit(Optional.empty(), Optional.empty());
  private static final RuleChange CHANGE = new RuleChange(3, 5000, List.of(EDIT, TAKEN_BACK));
  private static final ReplacementModel OFFERED =
      new ReplacementModel("models/next", MODEL, Map.of("fall", new Thresholds(0.7, 0.4)));
  private static final ModelChange LOADED =
      new ModelChange(1, 4000, ModelSlot.MAIN, ModelStep.LOAD, Optional.of(OFFERED), true);
  private static final Problem PROBLEM = new Problem("default.enter", "expected a score");
  private static final MessageSource SOURCE = new MessageSource("action.control.v1", 0, 99, 4000);

  private ReleasedState() {}

  /** Returns a value with everything in it, then one with as little as may be. */
  static List<Object> values(RecordType type) {
    return switch (type) {
      case POSE_FRAME -> List.of(frame(), emptyFrame());
      case REJECTED_RECORD -> List.of(undecodable(), duplicate());
      case FAULT_LEDGER -> List.of(new FaultLedger(List.of(), emptyFrame()));
      case DECODED_RECORD -> List.of(DecodedRecord.of(frame()), DecodedRecord.of(duplicate()));
      case BUFFERED_FRAME ->
          List.of(
              new BufferedFrame(frame(), Arrival.IN_ORDER),
              new BufferedFrame(emptyFrame(), Arrival.OUT_OF_ORDER));
      case CAMERA_CLOCK ->
          List.of(
              new CameraClock(42, 5_000_000, 4_000_000, new Discontinuity(7, 9_000_000, 2), 31),
              CameraClock.closedThrough(Long.MIN_VALUE));
      case KEPT_PICTURE -> List.of(new KeptPicture(5_000_000, PICTURE));
      case CLIP -> List.of(clip(), emptyClip());
      case WINDOW_OUTCOME -> List.of(clip(), EMPTY_WINDOW, SILENCE);
      case WINDOW_SCORES -> List.of(scores(), bareScores());
      case SCORE_OUTCOME -> List.of(scores(), new Unscored(EMPTY_WINDOW), new Unscored(SILENCE));
      case ACTION_EVENT -> List.of(ended(), started());
      case CAMERA_ACTIONS ->
          List.of(new CameraActions(List.of(openAction()), 3000), CameraActions.NONE);
      case CAMERA_TRACKS -> List.of(cameraTracks(), CameraTracks.NONE);
      case CONTROL_REQUEST ->
          List.of(request(List.of(EDIT, TAKEN_BACK)), request(List.of()), load());
      case CONTROL_CHANGE -> List.of(CHANGE, new RuleChange(1, 0, List.of()), LOADED);
      case RULE_BOOK -> List.of(AcceptedRules.EMPTY.with(CHANGE), AcceptedRules.EMPTY);
      case MODEL_BOOK -> List.of(AcceptedModels.EMPTY.with(LOADED), AcceptedModels.EMPTY);
      case CONTROL_LEDGER -> List.of(controlState(), ControlState.EMPTY);
      case CONTROL_ANSWER -> List.of(accepted(), refused());
    };
  }

  private static PoseFrame frame() {
    float[] keypoints = new float[51];
    for (int i = 0; i < keypoints.length; i++) {
      keypoints[i] = i % Person.STRIDE == 2 ? 0.5f : 100 + i;
    }
    return new PoseFrame(
        "lobby",
        42,
        1_767_323_045_678_901L,
        1280,
        720,
        KeypointLayout.COCO17,
        List.of(new Person("7", keypoints, 0.9f), new Person("8", keypoints, 0.8f, BOX)),
        ORIGIN);
  }

  private static PoseFrame emptyFrame() {
    return new PoseFrame("yard", 0, 0, 1, 1, KeypointLayout.BODY25, List.of());
  }

  private static RejectedRecord undecodable() {
    return RejectedRecord.undecoded(
        RejectReason.UNDECODABLE, "expected a PoseFrame", ORIGIN, new byte[] {1, 2, 3});
  }

  private static RejectedRecord duplicate() {
    return RejectedRecord.frame(frame(), RejectReason.DUPLICATE_FRAME, "expected each frame once");
  }

  private static Clip clip() {
    float[] coordinates = {1, 2, 3, 4};
    PoseSequence poses = new PoseSequence(1, 2, 1, coordinates, new float[] {1, 0}, 720, 1280);
    return new Clip(PERSON, WINDOW, poses, tracks(), QUALITY, ORIGIN.traceparent());
  }

  private static Clip emptyClip() {
    PoseSequence nobody = new PoseSequence(0, 2, 1, new float[0], new float[0], 720, 1280);
    return new Clip(Subject.scene("yard"), WINDOW, nobody, List.of(), QUALITY, "");
  }

  private static List<ClipTrack> tracks() {
    return List.of(
        new ClipTrack("7", 28, Optional.of(BOX)), new ClipTrack("8", 9, Optional.empty()));
  }

  private static WindowScores scores() {
    return new WindowScores(
        PERSON,
        WINDOW,
        List.of("fall", "other"),
        new float[] {0.75f, 0.25f},
        2,
        tracks(),
        QUALITY,
        MODEL,
        ORIGIN.traceparent());
  }

  private static WindowScores bareScores() {
    return new WindowScores(
        Subject.scene("yard"), WINDOW, List.of(), new float[0], 0, List.of(), QUALITY, MODEL, "");
  }

  private static ActionEvent started() {
    return new ActionEvent(
        "0b0f7a52",
        0,
        Phase.STARTED,
        Optional.empty(),
        Subject.scene("yard"),
        "fall",
        0,
        1000,
        Optional.empty(),
        WINDOW,
        new Confidence(0.9f, 0.9f, 0.9f),
        List.of(),
        List.of(),
        0,
        QUALITY,
        MODEL,
        "",
        0,
        0);
  }

  private static ActionEvent ended() {
    return new ActionEvent(
        "0b0f7a52",
        1,
        Phase.ENDED,
        Optional.of(EndReason.BELOW_THRESHOLD),
        PERSON,
        "fall",
        0,
        1000,
        Optional.of(4000L),
        WINDOW,
        new Confidence(0.25f, 0.9f, 0.6f),
        List.of(new LabelScore("other", 0.75f), new LabelScore("fall", 0.25f)),
        List.of(
            new Participant("7", Optional.of(1f), Optional.of(BOX)),
            new Participant("8", Optional.empty(), Optional.empty())),
        2,
        QUALITY,
        MODEL,
        ORIGIN.traceparent(),
        0,
        0);
  }

  private static RuleRequest request(List<RuleEdit> edits) {
    return new RuleRequest(
        "night",
        edits.isEmpty() ? Optional.empty() : Optional.of(5000L),
        edits,
        edits.isEmpty() ? List.of(PROBLEM) : List.of(),
        "0a1b",
        SOURCE);
  }

  private static ModelRequest load() {
    return new ModelRequest(
        "new",
        Optional.empty(),
        ModelSlot.MAIN,
        Optional.of(ModelStep.LOAD),
        Optional.of(OFFERED.bundle()),
        true,
        List.of(),
        "0a1b",
        SOURCE);
  }

  private static ControlState controlState() {
    MessageLog messages = new MessageLog(List.of(new AcceptedMessage("night", "0a1b", 3, 5000)));
    return new ControlState(
        AcceptedRules.EMPTY.with(CHANGE), messages, AcceptedModels.EMPTY.with(LOADED), messages);
  }

  private static ControlAnswer accepted() {
    return new ControlAnswer(
        "night",
        ControlAnswer.Kind.RULES,
        ControlAnswer.Outcome.ACCEPTED,
        3,
        5000,
        List.of(),
        SOURCE);
  }

  private static ControlAnswer refused() {
    return new ControlAnswer(
        "",
        ControlAnswer.Kind.MODEL,
        ControlAnswer.Outcome.REFUSED,
        0,
        0,
        List.of(PROBLEM),
        SOURCE);
  }

  private static CameraRules everyRule() {
    RuleSettings fall =
        new RuleSettings(
            Optional.of(0.7),
            Optional.of(0.4),
            Optional.of(3),
            Optional.of(500L),
            Optional.of(1500L),
            Optional.of(60_000L),
            Optional.of(2000L),
            Optional.of("posture"),
            Optional.of(3),
            Optional.of(Set.of("door", "yard")),
            Optional.of(Set.of("screen")),
            Optional.of(
                new Schedule(
                    ZoneId.of("Europe/Berlin"),
                    List.of(
                        new WeeklyHours(Set.of(DayOfWeek.MONDAY, DayOfWeek.SUNDAY), 1320, 360)))),
            Optional.of(false));
    List<Corner> corners = List.of(new Corner(0, 0), new Corner(0.5, 0), new Corner(0, 0.25));
    return new CameraRules(
        RuleSettings.NONE,
        Map.of("fall", fall),
        Optional.of(Set.of("fall", "wave")),
        Optional.of(List.of(new Zone("door", corners))));
  }

  private static SubjectActions openAction() {
    OpenAction open =
        new OpenAction("0b0f7a52", 1000, 3000, 3000, 3000, 1, 2, 1.5, 0.9f, TrackShares.NONE);
    LabelProgress fall =
        new LabelProgress("fall", 0, List.of(), Optional.of(open), Optional.empty());
    return new SubjectActions(PERSON, WINDOW, Optional.of(scores()), List.of(fall));
  }

  private static CameraTracks cameraTracks() {
    Person pose = frame().persons().get(0);
    KnownTrack known = new KnownTrack("7", "9", 5_000_000, pose, 12, -3, 4_000_000, 3_000_000);
    return new CameraTracks(6_000_000, List.of(known), List.of(new Alias("9", 4_000_000, "7")));
  }
}
