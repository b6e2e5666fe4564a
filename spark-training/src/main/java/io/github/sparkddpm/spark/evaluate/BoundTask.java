package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.data.Labels;
import io.github.sparkddpm.data.PixelScaling;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.evaluation.BoundStatistics;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.spark.executor.CoreShare;
import io.github.sparkddpm.spark.executor.TaskReporter;
import io.github.sparkddpm.spark.weights.Weights;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The bound of some blocks of images; the weights are read once.
 *
 * @param engine what computes on the executors
 * @param weights that are judged
 */
record BoundTask(EngineConfig engine, BoundPlan plan, ImageCollection images, Weights weights)
    implements EvaluationStage.Work<BoundStatistics> {

  @Override
  public List<BoundStatistics> measure(
      List<ImageBlock> blocks, Configuration hadoop, TaskReporter reporter) throws IOException {
    try (CoreShare cores = CoreShare.open(plan.threads(), engine);
        UNet network = weights.load(plan.network(), cores.engine(), hadoop)) {
      List<BoundStatistics> measured = new ArrayList<>();
      for (ImageBlock block : blocks) {
        cores.take();
        LabelledPixels read = images.read(block.first(), block.count(), hadoop);
        INDArray x0 = PixelScaling.scale(read.pixels(), images.shape());
        int[] labels = plan.network().classes() == 0 ? Labels.none(block.count()) : read.labels();
        measured.add(
            plan.estimator(network, labels).estimate(x0, ids(block), labels, reporter::add));
      }
      return measured;
    }
  }

  private long[] ids(ImageBlock block) {
    return IntStream.range(block.first(), block.first() + block.count())
        .mapToLong(images::id)
        .toArray();
  }
}
