package io.posestream.flink.window;

import static java.util.stream.Collectors.toMap;

import io.posestream.core.model.Scope;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.track.LinkRules;
import io.posestream.core.window.AssemblyPolicy;
import io.posestream.core.window.Clip;
import io.posestream.core.window.ClipForm;
import io.posestream.core.window.ClipGates;
import io.posestream.core.window.FrameLimits;
import io.posestream.core.window.WindowGrid;
import io.posestream.core.window.WindowOutcome;
import io.posestream.flink.types.PoseStreamTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/** A clip assembler with its state and timers, and what has come out of it. */
final class AssemblerHarness implements AutoCloseable {
  /** Where state lives. */
  enum Backend {
    HASHMAP {
      @Override
      StateBackend open() {
        return new HashMapStateBackend();
      }
    },
    ROCKSDB {
      @Override
      StateBackend open() {
        return new EmbeddedRocksDBStateBackend();
      }
    };

    abstract StateBackend open();
  }

  private final Backend backend;
  private final KeyedOneInputStreamOperatorTestHarness<String, PoseFrame, WindowOutcome> operator;

  private AssemblerHarness(
      AssemblyPolicy policy, Backend backend, Optional<OperatorSubtaskState> restored)
      throws Exception {
    this.backend = backend;
    operator =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new ClipAssembler(policy)), PoseFrame::camera, Types.STRING);
    operator.setStateBackend(backend.open());
    operator.setup(PoseStreamTypes.windowOutcome().createSerializer(new SerializerConfigImpl()));
    if (restored.isPresent()) {
      operator.initializeState(restored.get());
    }
    operator.open();
  }

  static AssemblerHarness open(AssemblyPolicy policy) throws Exception {
    return open(policy, Backend.HASHMAP);
  }

  static AssemblerHarness open(AssemblyPolicy policy, Backend backend) throws Exception {
    return new AssemblerHarness(policy, backend, Optional.empty());
  }

  static AssemblerHarness restore(
      AssemblyPolicy policy, Backend backend, OperatorSubtaskState state) throws Exception {
    return new AssemblerHarness(policy, backend, Optional.of(state));
  }

  /** Windows of 2 s every second, 500 ms of disorder, 10 s of silence, at least 4 frames. */
  static AssemblyPolicy policy(Scope... scopes) {
    return policy(WindowGrid.Phase.ALIGNED, scopes);
  }

  static AssemblyPolicy policy(WindowGrid.Phase phase, Scope... scopes) {
    return policy(phase, LinkRules.OFF, scopes);
  }

  /** The same, and tracks may be lost for a second. */
  static AssemblyPolicy linking(Scope... scopes) {
    return policy(WindowGrid.Phase.ALIGNED, LinkRules.DEFAULTS.withMaxTracks(20), scopes);
  }

  private static AssemblyPolicy policy(WindowGrid.Phase phase, LinkRules links, Scope... scopes) {
    return AssemblyPolicy.of(
            Arrays.stream(scopes).collect(toMap(scope -> scope, scope -> new ClipForm(8, 1))),
            KeypointLayout.COCO17)
        .withGrid(new WindowGrid(2000, 1000, phase))
        .withMinFrames(4)
        .withLimits(FrameLimits.DEFAULTS.withMaxPersons(5).withMaxFrames(500).withMaxTracks(3))
        .withGates(ClipGates.OPEN)
        .withLinks(links);
  }

  AssemblerHarness take(PoseFrame frame) throws Exception {
    operator.processElement(frame, frame.timeMillis());
    return this;
  }

  AssemblerHarness take(List<PoseFrame> frames) throws Exception {
    for (PoseFrame frame : frames) {
      take(frame);
    }
    return this;
  }

  AssemblerHarness watermark(long millis) throws Exception {
    operator.processWatermark(millis);
    return this;
  }

  AssemblerHarness endOfInput() throws Exception {
    return watermark(Long.MAX_VALUE);
  }

  OperatorSubtaskState snapshot() throws Exception {
    return operator.snapshot(1, 1);
  }

  List<Clip> clips() {
    List<Clip> clips = new ArrayList<>();
    operator
        .extractOutputValues()
        .forEach(
            any ->
                any.accept(
                    clips::add, crowd -> clips.addAll(crowd.clips()), empty -> {}, silent -> {}));
    return clips;
  }

  /** Everything that came out, clips and absences. */
  List<WindowOutcome> outcomes() {
    return operator.extractOutputValues();
  }

  List<Clip> clipsOf(String camera) {
    return clips().stream().filter(clip -> clip.subject().camera().equals(camera)).toList();
  }

  /** The ends of the windows of all clips, in the order of the clips. */
  List<Long> ends() {
    return clips().stream().map(clip -> clip.window().endMillis()).toList();
  }

  List<RejectedRecord> rejected() {
    return side(ClipAssembler.REJECTED);
  }

  List<RejectReason> reasons() {
    return rejected().stream().map(RejectedRecord::reason).toList();
  }

  List<Long> lateNumbers() {
    return lateFrames().stream().map(PoseFrame::number).toList();
  }

  List<PoseFrame> lateFrames() {
    return side(ClipAssembler.LATE);
  }

  private <T> List<T> side(OutputTag<T> tag) {
    Queue<StreamRecord<T>> side = operator.getSideOutput(tag);
    return side == null ? List.of() : side.stream().map(StreamRecord::getValue).toList();
  }

  int stateEntries() {
    return backend == Backend.HASHMAP
        ? operator.numKeyedStateEntries()
        : keysOf("camera-clock")
            + keysOf("window-frames")
            + keysOf("camera-tracks")
            + keysOf("window-pictures");
  }

  // RocksDB cannot count its entries, but it can list the keys of a state.
  private int keysOf(String state) {
    KeyedStateBackend<String> keyed = operator.getOperator().getKeyedStateBackend();
    try (Stream<String> keys = keyed.getKeys(state, VoidNamespace.INSTANCE)) {
      return Math.toIntExact(keys.count());
    }
  }

  int timers() {
    return operator.numEventTimeTimers();
  }

  @Override
  public void close() {
    try {
      operator.close();
    } catch (Exception e) {
      throw new IllegalStateException("the operator could not be closed", e);
    }
  }
}
