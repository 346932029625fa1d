package io.posestream.flink.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.core.model.ActionModel;
import io.posestream.core.model.ActionModelFactory;
import io.posestream.core.model.ClipScores;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.pose.PoseSequence;
import io.posestream.flink.fixture.FakeModel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class OpeningModelTest {
  private final Counter failures = new SimpleCounter();
  private final InferenceMetrics metrics =
      new InferenceMetrics(
          new UnregisteredMetricsGroup() {
            @Override
            public Counter counter(String name) {
              return name.equals("modelFailures") ? failures : new SimpleCounter();
            }

            @Override
            public UnregisteredMetricsGroup addGroup(String name) {
              return this;
            }
          });
  private final Queue<Runnable> waiting = new ArrayDeque<>();

  private OpeningModel opening(Supplier<ActionModel> open) {
    return new OpeningModel("next", () -> new Factory(open), waiting::add, metrics);
  }

  private OpeningModel opened(Supplier<ActionModel> open) {
    OpeningModel model = opening(open);
    open();
    return model;
  }

  /** Does the work of the opener's thread. */
  private void open() {
    waiting.forEach(Runnable::run);
    waiting.clear();
  }

  @Test
  void isTheModelOnceItIsOpen() {
    OpeningModel model = opening(OpeningModelTest::model);
    assertThat(model.ifOpen()).isEmpty();

    open();

    assertThat(model.ifOpen()).isPresent().isEqualTo(model.whenOpen());
    model.close();
  }

  @Test
  void isNoModelIfItCannotBeOpened() {
    IllegalStateException reason = new IllegalStateException("no such folder");
    OpeningModel model = opened(failingWith(reason));

    assertThat(model.whenOpen()).isEmpty();
    assertThat(model.ifOpen()).isEmpty();
    assertThat(model.reason()).isSameAs(reason);
    assertThat(failures.getCount()).isEqualTo(1);
  }

  @Test
  void throwsAnErrorThatIsNotTheModelsFault() {
    OutOfMemoryError error = new OutOfMemoryError("Direct buffer memory");
    OpeningModel model = opened(failingWith(error));

    assertThatThrownBy(model::whenOpen).isSameAs(error);
    assertThatThrownBy(model::ifOpen).isSameAs(error);
  }

  @Test
  void failsIfTheModelCannotBeClosed() {
    OpeningModel model = opened(Unclosable::new);

    assertThatThrownBy(model::close).hasMessage("the device is gone");
  }

  @Test
  void countsAModelThatOpensTooLateAndCannotBeClosed() {
    OpeningModel model = opening(Unclosable::new);
    model.close();

    open();

    assertThat(failures.getCount()).isEqualTo(1);
  }

  @Test
  void closesAModelThatOpensTooLate() {
    FakeModel late = FakeModel.named("late");
    OpeningModel model = opening(late::open);
    model.close();

    open();

    assertThat(late.calls().opened()).isEqualTo(1);
    assertThat(late.calls().closed()).isEqualTo(1);
    assertThat(failures.getCount()).isZero();
  }

  @Test
  void countsAModelThatDidNotOpenAndWasNeverAskedFor() {
    OpeningModel model = opened(failingWith(new IllegalStateException("no such folder")));

    model.close();

    assertThat(failures.getCount()).isEqualTo(1);
  }

  @Test
  void countsAModelThatDidNotOpenOnce() {
    OpeningModel model = opened(failingWith(new IllegalStateException("no such folder")));

    model.whenOpen();
    model.close();

    assertThat(failures.getCount()).isEqualTo(1);
  }

  @Test
  void closesAModelThatWasGivenUp() {
    FakeModel failing = FakeModel.named("failing");
    OpeningModel model = opened(failing::open);
    model.fail(new IllegalStateException("failed in shadow"));

    model.close();

    assertThat(model.whenOpen()).isEmpty();
    assertThat(failing.calls().closed()).isEqualTo(1);
  }

  private static ActionModel model() {
    return FakeModel.named("next").open();
  }

  private static Supplier<ActionModel> failingWith(RuntimeException reason) {
    return () -> {
      throw reason;
    };
  }

  private static Supplier<ActionModel> failingWith(Error error) {
    return () -> {
      throw error;
    };
  }

  private record Factory(Supplier<ActionModel> opening) implements ActionModelFactory {
    @Override
    public ModelDescription describe() {
      return FakeModel.named("described").describe();
    }

    @Override
    public ActionModel open() {
      return opening.get();
    }
  }

  private static final class Unclosable implements ActionModel {
    @Override
    public ModelDescription description() {
      return FakeModel.named("described").describe();
    }

    @Override
    public List<ClipScores> score(List<PoseSequence> clips) {
      return List.of();
    }

    @Override
    public void close() {
      throw new IllegalStateException("the device is gone");
    }
  }
}
