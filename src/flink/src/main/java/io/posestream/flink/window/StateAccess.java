package io.posestream.flink.window;

import java.util.concurrent.Callable;
import org.apache.flink.util.FlinkRuntimeException;

/** State access declares every exception; a failing state backend must fail the task. */
final class StateAccess {
  private StateAccess() {}

  /** An access without a result. */
  interface Action {
    void run() throws Exception;
  }

  static <T> T get(Callable<T> access) {
    try {
      return access.call();
    } catch (Exception e) {
      throw new FlinkRuntimeException("the state of the camera's frames cannot be accessed", e);
    }
  }

  static void run(Action access) {
    get(
        () -> {
          access.run();
          return true;
        });
  }
}
