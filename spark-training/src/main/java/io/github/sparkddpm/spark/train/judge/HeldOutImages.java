package io.github.sparkddpm.spark.train.judge;

import io.github.sparkddpm.data.ImageRange;
import io.github.sparkddpm.data.ImageSet;
import io.github.sparkddpm.data.Labels;
import io.github.sparkddpm.network.GuidedModel;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.data.ShardReader;
import io.github.sparkddpm.spark.train.TrainingRun;
import io.github.sparkddpm.spark.train.judge.Peers.Block;
import io.github.sparkddpm.training.HeldOutNoise;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;

/** The first of the images that a run does not train on, in memory. */
final class HeldOutImages {

  private final ImageSet images;
  private final ImageRange range;

  private HeldOutImages(ImageSet images, ImageRange range) {
    this.images = images;
    this.range = range;
  }

  /**
   * Reads the images.
   *
   * @throws io.github.sparkddpm.spark.data.DatasetException if they are not what was prepared
   */
  static HeldOutImages read(TrainingRun run, Configuration hadoop) throws IOException {
    // Those below are trained on.
    ImageRange range = new ImageRange(run.dataset().count(), count(run));
    PreparedDataset all = new PreparedDataset(run.dataset().folder(), run.dataset().manifest());
    return new HeldOutImages(new ShardReader(all, hadoop).load(range), range);
  }

  /** Returns the number of images that are read. */
  static long count(TrainingRun run) {
    long heldOut = run.dataset().manifest().count() - run.dataset().count();
    return Math.min(heldOut, run.plan().training().judging().validateImages());
  }

  int count() {
    return images.count();
  }

  /** Returns the loss of every image of a block. */
  double[] losses(Block block, UNet network, HeldOutNoise noise) {
    long firstId = range.firstId() + block.first();
    int[] positions = IntStream.range(block.first(), block.first() + block.count()).toArray();
    int[] labels = Arrays.stream(positions).map(i -> images.label(i).orElse(Labels.NONE)).toArray();
    long[] ids = LongStream.range(firstId, firstId + block.count()).toArray();
    return noise.losses(
        new GuidedModel(network, 1, labels), block.first(), ids, images.batch(positions));
  }

  /** Returns the timestep of every image. */
  int[] timesteps(HeldOutNoise noise) {
    return IntStream.range(0, count())
        .map(position -> noise.timestep(position, range.firstId() + position))
        .toArray();
  }
}
