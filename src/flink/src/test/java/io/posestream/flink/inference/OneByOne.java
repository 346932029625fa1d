package io.posestream.flink.inference;

import io.posestream.core.model.ActionModel;
import io.posestream.core.model.ActionModelFactory;
import io.posestream.core.model.ClipScores;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.pose.PoseSequence;
import java.util.List;

/** Opens models that gain nothing from batches, as those on a CPU do. */
record OneByOne(ActionModelFactory models) implements ActionModelFactory {
  @Override
  public ModelDescription describe() {
    return models.describe();
  }

  @Override
  public ActionModel open() {
    ActionModel opened = models.open();
    return new ActionModel() {
      @Override
      public ModelDescription description() {
        return opened.description();
      }

      @Override
      public List<ClipScores> score(List<PoseSequence> clips) {
        return opened.score(clips);
      }

      @Override
      public boolean gainsFromBatches() {
        return false;
      }

      @Override
      public void close() {
        opened.close();
      }
    };
  }
}
