package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.evaluation.FeatureModel;
import io.github.sparkddpm.evaluation.NearestImages;
import io.github.sparkddpm.spark.executor.CoreShare;
import io.github.sparkddpm.spark.executor.TaskReporter;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.broadcast.Broadcast;

/** Compares every query with every image of some blocks, exactly. */
record NearestTask(
    EngineConfig engine,
    Broadcast<FeaturePlan> plan,
    ImageCollection images,
    Broadcast<Queries> queries)
    implements EvaluationStage.Work<Nearest> {

  @Override
  public List<Nearest> measure(List<ImageBlock> blocks, Configuration hadoop, TaskReporter reporter)
      throws IOException {
    try (CoreShare cores = CoreShare.open(plan.value().threads(), engine);
        FeatureModel model = plan.value().load(images.shape(), cores.take())) {
      Nearest nearest = Nearest.ofNone(queries.value().count());
      for (ImageBlock block : blocks) {
        cores.take();
        byte[] pixels = images.pixels(block.first(), block.count(), hadoop);
        compare(block, pixels, model.features(pixels), nearest);
        reporter.add(block.count());
      }
      return List.of(nearest);
    }
  }

  private void compare(ImageBlock block, byte[] pixels, float[][] features, Nearest nearest) {
    Queries sought = queries.value();
    int size = images.shape().size();
    for (int q = 0; q < sought.count(); q++) {
      for (int i = 0; i < features.length; i++) {
        int position = block.first() + i;
        nearest
            .inPixels()
            .offer(
                q,
                position,
                NearestImages.squaredDistance(sought.pixels(), q * size, pixels, i * size, size));
        nearest
            .inFeatures()
            .offer(q, position, NearestImages.squaredDistance(sought.features(q), features[i]));
      }
    }
  }
}
