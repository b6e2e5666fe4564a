package io.github.sparkddpm.spark.train.judge;

import io.github.sparkddpm.data.Labels;
import io.github.sparkddpm.data.PixelScaling;
import io.github.sparkddpm.evaluation.InceptionScore;
import io.github.sparkddpm.evaluation.PrecisionRecall;
import io.github.sparkddpm.spark.evaluate.Distances.Row;
import io.github.sparkddpm.spark.evaluate.ImageJudge;
import io.github.sparkddpm.spark.evaluate.ImageJudge.Bench;
import io.github.sparkddpm.spark.executor.TaskReporter;
import io.github.sparkddpm.spark.train.FewSteps;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.events.SampleQuality;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Judged;
import io.github.sparkddpm.spark.train.events.TrainingEvent.JudgementFailed;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws samples together with the other replicas, and compares them with real images. A judgement
 * that fails does not end the run.
 */
final class SampleJudge implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SampleJudge.class);

  private final TrainingPlan plan;
  private final ImageJudge judge;
  private final JudgingNetworks networks;
  private final Peers peers;
  private final int images;
  private Bench bench;

  /**
   * Judges nothing yet.
   *
   * @param networks that draw
   */
  SampleJudge(TrainingPlan plan, ImageJudge judge, JudgingNetworks networks, Peers peers) {
    this.plan = plan;
    this.judge = judge;
    this.networks = networks;
    this.peers = peers;
    images = plan.training().judging().judgeImages();
  }

  /**
   * Judges samples; all replicas must. What it came to is the first one's to say.
   *
   * @param name of the parameters
   * @param parameters flat vector [P] that draws them, the same on all replicas
   */
  Optional<TrainingEvent> judge(long step, String name, INDArray parameters) {
    long start = System.nanoTime();
    float[] values = new float[images * judge.width() + 1];
    int failures = values.length - 1;
    String failure = "their logs say why";
    try {
      measure(parameters, values);
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      TaskReporter.requireWanted();
      LOG.warn("Samples of step {} cannot be judged", step, e);
      values[failures] = 1;
      failure = firstLine(e);
    }
    float[] all = peers.sum(values);
    if (all[failures] > 0) {
      String reason =
          "%s of %s workers could not draw samples or compute their features: %s"
              .formatted((int) all[failures], peers.slice().workers(), failure);
      return Optional.of(new JudgementFailed(step, reason));
    }
    return peers.isFirst() ? Optional.of(compared(step, name, all, start)) : Optional.empty();
  }

  private void measure(INDArray parameters, float[] values) {
    if (bench == null) {
      bench = judge.bench(networks.threads());
    }
    int[] labels = Labels.inTurn(images, plan.network().classes());
    FewSteps sampler = new FewSteps(plan, plan.training().judging().judgeSteps());
    networks.forEach(
        parameters,
        peers.blocks(images),
        (block, network) -> {
          int end = block.first() + block.count();
          INDArray drawn =
              sampler.draw(
                  network,
                  LongStream.range(block.first(), end).toArray(),
                  Arrays.copyOfRange(labels, block.first(), end));
          bench.measure(PixelScaling.unscale(drawn), values, block.first() * judge.width());
        });
  }

  private TrainingEvent compared(long step, String name, float[] values, long start) {
    try {
      SampleQuality quality = quality(name, judge.compare(values, images));
      return new Judged(step, quality, (System.nanoTime() - start) / 1e9);
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      LOG.warn("Samples of step {} cannot be compared", step, e);
      return new JudgementFailed(step, firstLine(e));
    }
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  private SampleQuality quality(String weights, Row row) {
    return new SampleQuality(
        weights,
        judge.fingerprint(),
        row.images(),
        row.frechet(),
        row.kernel().mean(),
        row.kernel().standardDeviation(),
        row.precisionRecall().map(PrecisionRecall::precision).orElse(Double.NaN),
        row.precisionRecall().map(PrecisionRecall::recall).orElse(Double.NaN),
        row.inceptionScore().map(InceptionScore::mean).orElse(Double.NaN));
  }

  @Override
  public void close() {
    if (bench != null) {
      bench.close();
    }
  }
}
