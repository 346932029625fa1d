package io.posestream.cli.command;

import io.posestream.core.model.ActionModel;
import io.posestream.core.model.Heads;
import io.posestream.core.zone.ZoneMap;
import io.posestream.job.config.ConfigException;
import io.posestream.job.config.InferenceOptions;
import io.posestream.job.config.ZonesFile;
import io.posestream.onnx.OnnxActionModel;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.device.OnnxOptions;
import io.posestream.view.model.EventModels;
import io.posestream.view.server.PageOptions;
import io.posestream.view.store.ViewStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The arguments with which a command serves the page. */
final class PageArguments {
  private static final long MEGABYTE = 1 << 20;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port of the page; default ${DEFAULT-VALUE}, 0 for any that is free.")
  private int port = PageOptions.DEFAULT_PORT;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description =
          "Address to listen on; default ${DEFAULT-VALUE}, this computer alone. On any other a"
              + " token is asked for.")
  private String host = PageOptions.LOOPBACK;

  @Option(
      names = "--allow-host",
      paramLabel = "NAME",
      description = "A further name under which browsers may ask for the page.")
  private List<String> otherHosts = new ArrayList<>();

  @Option(
      names = "--zones",
      paramLabel = "FILE",
      description = "Zones to draw, as the job reads them.")
  private @Nullable Path zones;

  @Option(
      names = "--frame-memory",
      paramLabel = "MB",
      description = "Memory for frames; the oldest make room. Default ${DEFAULT-VALUE}.")
  private long frameMegabytes = 256;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  PageArguments() {}

  /** Refuses what is no port or no memory, before anything is read. */
  void check() {
    if (port < 0 || port > 65_535) {
      throw Home.refused(spec, "--port", "a port in 0..65535", port);
    }
    if (frameMegabytes < 1) {
      throw Home.refused(spec, "--frame-memory", "a positive number", frameMegabytes);
    }
  }

  PageOptions options() {
    check();
    return new PageOptions(host, port, new LinkedHashSet<>(otherHosts));
  }

  ViewStore newStore() {
    check();
    return new ViewStore(frameMegabytes * MEGABYTE);
  }

  ZoneMap zones() {
    if (zones == null) {
      return ZoneMap.NONE;
    }
    try {
      return ZonesFile.read(Home.existingFile(spec, "--zones", zones)).places();
    } catch (ConfigException e) {
      throw new ParameterException(spec.commandLine(), "--zones: " + e.getMessage(), e);
    }
  }

  /** Returns the models that show what was seen, opened when they are first needed. */
  static EventModels models(Path model) {
    Path scene = Home.resolve(InferenceOptions.SCENE_MODEL.defaultValue());
    return new EventModels(() -> open(ofClips(Bundle.read(model))), () -> open(Bundle.read(scene)));
  }

  // One run for everybody has no activation of each of them; a second look has.
  private static Bundle ofClips(Bundle bundle) {
    return bundle.description().heads() == Heads.EACH ? Bundle.read(Home.clipModel()) : bundle;
  }

  private static ActionModel open(Bundle bundle) {
    return OnnxActionModel.open(bundle, OnnxOptions.DEFAULTS);
  }
}
