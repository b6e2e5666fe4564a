package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.evaluation.FeatureModel;
import io.github.sparkddpm.evaluation.FeatureStatistics;
import io.github.sparkddpm.spark.executor.CoreShare;
import io.github.sparkddpm.spark.executor.TaskReporter;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.broadcast.Broadcast;

/**
 * The features of some blocks of images, gathered into one sample.
 *
 * @param engine what computes on the executors
 * @param keep of how many images, from the first position on, the vectors are kept
 */
record FeatureTask(
    EngineConfig engine, Broadcast<FeaturePlan> plan, ImageCollection images, int keep)
    implements EvaluationStage.Work<FeatureSample> {

  @Override
  public List<FeatureSample> measure(
      List<ImageBlock> blocks, Configuration hadoop, TaskReporter reporter) throws IOException {
    try (CoreShare cores = CoreShare.open(plan.value().threads(), engine);
        FeatureModel model = plan.value().load(images.shape(), cores.take())) {
      FeatureStatistics statistics = new FeatureStatistics(model.features());
      Map<Integer, float[]> first = new HashMap<>();
      for (ImageBlock block : blocks) {
        cores.take();
        float[][] vectors = model.features(images.pixels(block.first(), block.count(), hadoop));
        for (int i = 0; i < vectors.length; i++) {
          statistics.add(vectors[i]);
          if (block.first() + i < keep) {
            first.put(block.first() + i, vectors[i]);
          }
        }
        reporter.add(block.count());
      }
      return List.of(new FeatureSample(statistics, first));
    }
  }
}
