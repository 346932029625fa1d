package io.posestream.onnx.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.core.model.ModelFailedException;
import io.posestream.onnx.TinyBundle;
import io.posestream.onnx.bundle.BundleException;
import io.posestream.onnx.session.OpenModels.Key;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Opening is held up here as TensorRT does when it builds an engine. */
@Timeout(30)
class OpenModelsTest {
  private static final Key SLOW = new Key("slow", TinyBundle.ON_CPU);
  private static final Key OTHER = new Key("other", TinyBundle.ON_CPU);

  private final CountDownLatch built = new CountDownLatch(1);
  private final AtomicInteger openings = new AtomicInteger();

  @AfterEach
  void leavesNothingOpen() {
    assertThat(OpenModels.count()).isZero();
  }

  @Test
  void aModelClosesWhileAnotherIsBeingOpened() throws Exception {
    OpenModels.acquire(OTHER, this::open);
    FutureTask<LoadedModel> opening = started(SLOW, this::openOnceBuilt);

    OpenModels.release(OTHER);

    assertThat(OpenModels.count()).isOne();
    built.countDown();
    opening.get();
    OpenModels.release(SLOW);
  }

  @Test
  void handlesThatComeWhileAModelIsBeingOpenedShareIt() throws Exception {
    FutureTask<LoadedModel> first = started(SLOW, this::openOnceBuilt);
    FutureTask<LoadedModel> second = started(SLOW, this::openOnceBuilt);
    built.countDown();

    assertThat(second.get()).isSameAs(first.get());
    assertThat(openings).hasValue(1);
    OpenModels.release(SLOW);
    OpenModels.release(SLOW);
  }

  @Test
  void aModelThatFailedToOpenIsTriedAgain() {
    BundleException broken = new BundleException("broken", "mend it");
    assertThatThrownBy(
            () ->
                OpenModels.acquire(
                    OTHER,
                    () -> {
                      throw broken;
                    }))
        .isSameAs(broken);

    OpenModels.acquire(OTHER, this::open);

    OpenModels.release(OTHER);
  }

  @Test
  void aThreadThatIsInterruptedDoesNotWaitForTheModel() throws Exception {
    FutureTask<LoadedModel> cancelled = new FutureTask<>(() -> acquire(SLOW, this::openOnceBuilt));
    Thread task = start(cancelled);
    awaitOpening();

    task.interrupt();

    assertThatThrownBy(cancelled::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ModelFailedException.class)
        .hasRootCauseInstanceOf(InterruptedException.class);
    built.countDown();
    awaitNothingOpen();
  }

  @Test
  void aThreadThatComesAfterAnInterruptedOneTakesOverItsModel() throws Exception {
    FutureTask<LoadedModel> cancelled = new FutureTask<>(() -> acquire(SLOW, this::openOnceBuilt));
    Thread task = start(cancelled);
    awaitOpening();
    task.interrupt();
    task.join();

    FutureTask<LoadedModel> next = new FutureTask<>(() -> acquire(SLOW, this::openOnceBuilt));
    start(next);
    built.countDown();

    assertThat(next.get().description().name()).isEqualTo("tiny");
    assertThat(openings).hasValue(1);
    OpenModels.release(SLOW);
  }

  private static LoadedModel acquire(Key key, Supplier<LoadedModel> opener) {
    return OpenModels.acquire(key, opener);
  }

  private FutureTask<LoadedModel> started(Key key, Supplier<LoadedModel> opener)
      throws InterruptedException {
    FutureTask<LoadedModel> task = new FutureTask<>(() -> acquire(key, opener));
    start(task);
    awaitOpening();
    return task;
  }

  private static Thread start(Runnable task) {
    Thread thread = new Thread(task);
    thread.start();
    return thread;
  }

  private void awaitOpening() throws InterruptedException {
    while (openings.get() == 0) {
      Thread.sleep(5);
    }
  }

  private static void awaitNothingOpen() throws InterruptedException {
    while (OpenModels.count() > 0) {
      Thread.sleep(5);
    }
  }

  private LoadedModel open() {
    return LoadedModel.open(TinyBundle.read(), TinyBundle.ON_CPU);
  }

  private LoadedModel openOnceBuilt() {
    openings.incrementAndGet();
    try {
      built.await();
      return open();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
