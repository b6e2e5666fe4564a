package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.data.ImageRange;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.evaluation.KernelDistance;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.evaluate.ImageJudge.ScoreOutput;
import java.io.IOException;
import java.util.Optional;

/** Judges of tiny images by the digits' features. */
public final class TinyJudge {

  private TinyJudge() {}

  /** A judge that compares with all images of a dataset. */
  public static ImageJudge of(PreparedDataset dataset) throws IOException {
    return of(dataset, dataset.shape());
  }

  /** A judge whose model refuses what it gets. */
  public static ImageJudge broken(PreparedDataset dataset) throws IOException {
    return of(dataset, new ImageShape(3, 8, 8));
  }

  private static ImageJudge of(PreparedDataset dataset, ImageShape shape) throws IOException {
    FeaturePlan model = Digits.model();
    DistributedEvaluator evaluator =
        new DistributedEvaluator(LocalSpark.session(), EngineConfig.AUTO, 2, progress -> {});
    FeatureSample reference =
        evaluator.features(
            model, PreparedImages.of(dataset, new ImageRange(0, dataset.count()), 0), 100);
    return evaluator.judge(
        model,
        Optional.of(new ScoreOutput("logits", 10)),
        shape,
        new Comparison(
            reference.statistics().gaussian(),
            reference,
            new KernelDistance(new NoiseStream(1), 10, 5),
            true,
            true),
        "tiny");
  }
}
