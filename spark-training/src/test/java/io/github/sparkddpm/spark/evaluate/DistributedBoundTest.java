package io.github.sparkddpm.spark.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.sparkddpm.data.ImageRange;
import io.github.sparkddpm.data.ImageSet;
import io.github.sparkddpm.diffusion.VariationalBound;
import io.github.sparkddpm.engine.Engine;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.engine.Engines;
import io.github.sparkddpm.evaluation.BoundStatistics;
import io.github.sparkddpm.evaluation.Moments;
import io.github.sparkddpm.evaluation.TimestepStrata;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.data.ShardReader;
import io.github.sparkddpm.spark.train.TinyRun;
import io.github.sparkddpm.spark.weights.CheckpointChoice;
import io.github.sparkddpm.spark.weights.Weights;
import io.github.sparkddpm.spark.weights.WeightsSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class DistributedBoundTest {

  private static final Engine ENGINE = Engines.dl4j();

  private static final NoiseStream NOISE = new NoiseStream(7);
  private static final Configuration HADOOP = new Configuration();

  @TempDir private static Path folder;
  private static PreparedDataset dataset;
  private static Weights weights;

  @BeforeAll
  static void train() throws IOException {
    dataset = TinyRun.dataset(folder);
    Path output = folder.resolve("run");
    TinyRun.train(TinyRun.run(dataset, output, TinyRun.plan(3)));
    weights =
        WeightsSource.ofRun(output.toUri().toString(), CheckpointChoice.ofStep(3))
            .find(TinyRun.NETWORK, TinyRun.config(4, 3), key -> true, HADOOP);
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 5})
  void theBoundIsTheSameBitForBitOnAnyNumberOfTasks(int timesteps) {
    BoundStatistics one = bound(timesteps, 0, 1);

    assertThat(one.total().count()).isEqualTo(24);
    assertThat(bound(timesteps, 0, 2)).isEqualTo(one);
    assertThat(bound(timesteps, 0, 5)).isEqualTo(one);
  }

  @Test
  void theBoundIsTheMeanOfEveryImagesOwn() throws IOException {
    long[] ids = LongStream.range(0, 24).toArray();
    UNet network = weights.load(TinyRun.NETWORK, ENGINE, HADOOP);
    ImageSet images = new ShardReader(dataset, HADOOP).load(new ImageRange(0, 24));
    int[] positions = LongStream.of(ids).mapToInt(images::position).toArray();
    VariationalBound bound = new VariationalBound(TinyRun.DIFFUSION, network, NOISE);
    Moments expected = Moments.of(totals(bound, images.batch(positions), ids));
    BoundStatistics found = bound(20, 0, 2);

    assertThat(found.total().mean()).isCloseTo(expected.mean(), withinPercentage(1e-3));
    assertThat(found.total().standardError())
        .isCloseTo(expected.standardError(), withinPercentage(1e-3));
  }

  private static double[] totals(VariationalBound bound, INDArray x0, long[] ids) {
    double[] totals = bound.prior(x0);
    for (int timestep = 0; timestep < TinyRun.DIFFUSION.schedule().timesteps(); timestep++) {
      int[] timesteps = new int[ids.length];
      Arrays.fill(timesteps, timestep);
      double[] terms = bound.terms(x0, ids, timesteps);
      Arrays.setAll(totals, b -> totals[b] + terms[b]);
    }
    return totals;
  }

  @Test
  void aSubsetIsSpreadOverAllImages() {
    PreparedImages some = PreparedImages.of(dataset, new ImageRange(4, 20), 5);

    assertThat(IntStream.range(0, 5).mapToLong(some::id)).containsExactly(4L, 8L, 12L, 16L, 20L);
    assertThat(bound(20, 5, 2).total().count()).isEqualTo(5);
  }

  @Test
  void progressReachesTheListener() {
    List<EvaluationProgress> seen = new CopyOnWriteArrayList<>();
    new DistributedEvaluator(LocalSpark.session(), EngineConfig.AUTO, 2, seen::add)
        .bound(plan(20), PreparedImages.of(dataset, new ImageRange(0, 24), 0), weights);

    assertThat(seen)
        .isNotEmpty()
        .last()
        .isEqualTo(new EvaluationProgress("Bound", 480, 480, "terms"));
  }

  private static BoundStatistics bound(int timesteps, int images, int partitions) {
    return new DistributedEvaluator(
            LocalSpark.session(), EngineConfig.AUTO, partitions, progress -> {})
        .bound(plan(timesteps), PreparedImages.of(dataset, new ImageRange(0, 24), images), weights);
  }

  private static BoundPlan plan(int timesteps) {
    return new BoundPlan(
        NOISE, TinyRun.NETWORK, TinyRun.DIFFUSION, new TimestepStrata(20, timesteps), 5, 1);
  }
}
