package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.data.Labels;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.evaluation.FeatureModel;
import io.github.sparkddpm.spark.evaluate.Recognition.Count;
import io.github.sparkddpm.spark.executor.CoreShare;
import io.github.sparkddpm.spark.executor.TaskReporter;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.broadcast.Broadcast;

/**
 * The classes that a model finds in some blocks of images, compared with their labels. Images
 * without one are not counted.
 *
 * @param plan of a model whose output has a score for each class
 */
record RecognitionTask(EngineConfig engine, Broadcast<FeaturePlan> plan, ImageCollection images)
    implements EvaluationStage.Work<Recognition> {

  @Override
  public List<Recognition> measure(
      List<ImageBlock> blocks, Configuration hadoop, TaskReporter reporter) throws IOException {
    try (CoreShare cores = CoreShare.open(plan.value().threads(), engine);
        FeatureModel model = plan.value().load(images.shape(), cores.take())) {
      SortedMap<Integer, Count> counts = new TreeMap<>();
      for (ImageBlock block : blocks) {
        cores.take();
        LabelledPixels read = images.read(block.first(), block.count(), hadoop);
        int[] labels = read.labels();
        float[][] scores = model.features(read.pixels());
        for (int i = 0; i < labels.length; i++) {
          if (labels[i] != Labels.NONE) {
            Count one = new Count(1, highest(scores[i]) == labels[i] ? 1 : 0);
            counts.merge(labels[i], one, Count::plus);
          }
        }
        reporter.add(block.count());
      }
      return List.of(new Recognition(counts));
    }
  }

  private static int highest(float[] scores) {
    int highest = 0;
    for (int label = 1; label < scores.length; label++) {
      highest = scores[label] > scores[highest] ? label : highest;
    }
    return highest;
  }
}
