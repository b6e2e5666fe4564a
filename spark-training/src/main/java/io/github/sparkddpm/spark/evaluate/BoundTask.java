package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.data.PixelScaling;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.evaluation.BoundEstimator;
import io.github.sparkddpm.evaluation.BoundStatistics;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.spark.executor.CoreShare;
import io.github.sparkddpm.spark.executor.TaskReporter;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.storage.TrainedRun;
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
 * @param output qualified path of the run's folder
 * @param checkpoint the step whose weights are used
 */
record BoundTask(
    EngineConfig engine, BoundPlan plan, ImageCollection images, String output, long checkpoint)
    implements EvaluationStage.Work<BoundStatistics> {

  @Override
  public List<BoundStatistics> measure(
      List<ImageBlock> blocks, Configuration hadoop, TaskReporter reporter) throws IOException {
    try (CoreShare cores = CoreShare.open(plan.threads(), engine);
        UNet network = load(cores, hadoop)) {
      BoundEstimator estimator = plan.estimator(network);
      List<BoundStatistics> measured = new ArrayList<>();
      for (ImageBlock block : blocks) {
        cores.take();
        byte[] pixels = images.pixels(block.first(), block.count(), hadoop);
        INDArray x0 = PixelScaling.scale(pixels, images.shape());
        measured.add(estimator.estimate(x0, ids(block), reporter::add));
      }
      return measured;
    }
  }

  private UNet load(CoreShare cores, Configuration hadoop) throws IOException {
    return new TrainedRun(new RunFolder(output, hadoop), plan.network())
        .load(checkpoint, cores.engine());
  }

  private long[] ids(ImageBlock block) {
    return IntStream.range(block.first(), block.first() + block.count())
        .mapToLong(images::id)
        .toArray();
  }
}
