package io.github.sparkddpm.spark.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.sparkddpm.data.ImageRange;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.evaluation.FeatureGaussian;
import io.github.sparkddpm.evaluation.FeatureModelException;
import io.github.sparkddpm.evaluation.Judgement.Verdict;
import io.github.sparkddpm.evaluation.KernelDistance;
import io.github.sparkddpm.evaluation.PrecisionRecall;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.evaluate.Distances.Judgements;
import io.github.sparkddpm.spark.evaluate.Distances.Row;
import io.github.sparkddpm.spark.evaluate.Memorization.Match;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distances on real digits: 1,000 to train on, others held out. */
class FeatureDistancesTest {

  private static final NoiseStream NOISE = new NoiseStream(2);

  @TempDir private static Path folder;
  private static PreparedDataset dataset;
  private static FeaturePlan model;

  @BeforeAll
  static void prepare() throws IOException {
    dataset = Digits.prepare(folder.resolve("prepared"));
    model = Digits.model();
  }

  @Test
  void theStatisticsDoNotDependOnTheTasks() {
    PreparedImages images = images(0, 330);
    FeatureSample one = evaluator(1).features(model, images, 120);
    FeatureSample six = evaluator(6).features(model, images, 120);

    assertThat(six.statistics().count()).isEqualTo(330);
    assertThat(six.first()).hasDimensions(120, 32);
    assertThat(Arrays.deepEquals(six.first(), one.first())).isTrue();
    FeatureGaussian expected = one.statistics().gaussian();
    FeatureGaussian found = six.statistics().gaussian();
    assertThat(found.mean()).containsExactly(expected.mean(), within(1e-11));
    assertThat(found.covariance()).containsExactly(expected.covariance(), within(1e-10));
  }

  @Test
  void realDigitsAreNearAndNoiseIsFar() {
    DistributedEvaluator evaluator = evaluator(2);
    FeatureSample reference = evaluator.features(model, images(1000, 400), 400);
    Comparison comparison =
        new Comparison(
            reference.statistics().gaussian(),
            reference,
            new KernelDistance(NOISE, 10, 100),
            true,
            false);
    FeaturePlan logits = model.withOutput("logits");
    FeatureSample training = evaluator.features(model, images(0, 400), 400);
    FeatureSample random =
        evaluator.features(model, new NoiseImages(NOISE, Digits.SHAPE, 400), 400);
    FeatureSample scores = evaluator.features(logits, images(1000, 400), 400);
    Row real = comparison.of("real", training, Optional.of(scores));
    Row halves = comparison.halves("halves", Optional.of(scores));
    Row noise = comparison.of("noise", random, Optional.empty());

    assertThat(halves.images()).isEqualTo(200);
    assertThat(noise.frechet()).isGreaterThan(10 * real.frechet());
    assertThat(noise.frechet()).isGreaterThan(10 * halves.frechet());
    assertThat(noise.kernel().mean()).isGreaterThan(10 * Math.abs(real.kernel().mean()));
    assertThat(Math.abs(halves.kernel().mean())).isLessThan(1);
    assertThat(real.precisionRecall().orElseThrow().precision()).isGreaterThan(0.6);
    assertThat(real.precisionRecall().orElseThrow().recall()).isGreaterThan(0.6);
    assertThat(noise.precisionRecall()).contains(new PrecisionRecall(0, 0));
    assertThat(real.inceptionScore().orElseThrow().mean()).isBetween(8.0, 10.0);
    assertThat(halves.inceptionScore().orElseThrow().mean()).isBetween(8.0, 10.0);
    assertThat(halves.inceptionScore()).isNotEqualTo(real.inceptionScore());
    assertThat(noise.inceptionScore()).isEmpty();
    assertThat(comparison.of("itself", reference, Optional.empty()).frechet())
        .isCloseTo(0, within(1e-6));
  }

  @Test
  void heldOutDigitsAreAsGoodAsRealAndNoiseIsWorse() {
    DistributedEvaluator evaluator = evaluator(2);
    FeatureSample reference = evaluator.features(model, images(9000, 400), 400);
    FeatureGaussian gaussian = reference.statistics().gaussian();
    Comparison comparison =
        new Comparison(gaussian, reference, new KernelDistance(NOISE, 10, 100), true, false);
    Judgements others = comparison.judge(evaluator.features(model, images(9400, 400), 400));
    Judgements random =
        comparison.judge(evaluator.features(model, new NoiseImages(NOISE, Digits.SHAPE, 400), 400));

    assertThat(others.frechet().orElseThrow().verdict()).isEqualTo(Verdict.AS_GOOD_AS_REAL);
    assertThat(others.kernel().orElseThrow().verdict()).isEqualTo(Verdict.AS_GOOD_AS_REAL);
    assertThat(others.precision().orElseThrow().verdict()).isEqualTo(Verdict.AS_GOOD_AS_REAL);
    assertThat(others.recall().orElseThrow().verdict()).isEqualTo(Verdict.AS_GOOD_AS_REAL);
    assertThat(others.frechet().orElseThrow().images()).isEqualTo(200);
    assertThat(others.kernel().orElseThrow().images()).isEqualTo(100);
    assertThat(random.frechet().orElseThrow().verdict()).isEqualTo(Verdict.WORSE);
    assertThat(random.kernel().orElseThrow().factor()).isGreaterThan(10);
    assertThat(random.precision().orElseThrow().factor()).isGreaterThan(2);
    assertThat(random.recall().orElseThrow().verdict()).isEqualTo(Verdict.WORSE);
  }

  @Test
  void fewerImagesThanFeaturesAreRefusedUnlessAllowed() {
    FeatureSample reference = evaluator(2).features(model, images(1000, 100), 100);
    FeatureSample few = evaluator(1).features(model, images(0, 31), 31);
    KernelDistance kernel = new KernelDistance(NOISE, 2, 10);
    FeatureGaussian gaussian = reference.statistics().gaussian();

    assertThatThrownBy(() -> Comparison.requireEnough(images(0, 31), 32, false))
        .isInstanceOf(FeatureModelException.class)
        .hasMessageContaining("Cannot compare 31 images of")
        .hasMessageContaining("by 32 features")
        .hasMessageContaining("evaluate.features.allow-few=true");
    Comparison.requireEnough(images(0, 32), 32, false);
    Comparison.requireEnough(images(0, 31), 32, true);
    Comparison strict = new Comparison(gaussian, reference, kernel, false, false);
    Comparison lenient = new Comparison(gaussian, reference, kernel, false, true);
    assertThat(strict.of("few", few, Optional.empty()).frechet()).isNaN();
    assertThat(strict.judge(few).frechet()).isEmpty();
    assertThat(lenient.of("few", few, Optional.empty()).frechet()).isPositive();
    assertThat(lenient.judge(few).frechet()).isPresent();
  }

  @Test
  void copiesOfTrainingImagesAreFoundAndRealOnesAreNone() throws IOException {
    byte[] trainedOn = images(0, 1000).pixels(300, 5, new Configuration());
    Digits.writePng(folder.resolve("copies"), trainedOn);
    FolderImages copies =
        FolderImages.list(
            folder.resolve("copies").toString(), Digits.SHAPE, 0, new Configuration());
    Memorization found =
        evaluator(3).memorization(model, images(0, 1000), copies, images(2000, 200), 200);

    assertThat(found.generated())
        .extracting(Match::inPixels)
        .containsExactly(300, 301, 302, 303, 304);
    assertThat(found.generated())
        .extracting(Match::inFeatures)
        .containsExactly(300, 301, 302, 303, 304);
    assertThat(found.generated()).allMatch(match -> match.pixelDistance() == 0);
    double[] real = Memorization.pixelDistances(found.heldOut());
    assertThat(real).hasSize(200);
    assertThat(real[0]).isPositive();
    assertThat(Memorization.suspicious(Memorization.pixelDistances(found.generated()), real))
        .isEqualTo(1);
    assertThat(Memorization.suspicious(real, real)).isBetween(0.0, 0.02);
  }

  @Test
  void quantilesAreThoseOfNumPy() {
    double[] sorted = {1, 2, 4, 8};
    assertThat(Memorization.quantile(sorted, 0)).isEqualTo(1);
    assertThat(Memorization.quantile(sorted, 0.5)).isEqualTo(3);
    assertThat(Memorization.quantile(sorted, 0.9)).isCloseTo(6.8, within(1e-12));
    assertThat(Memorization.quantile(sorted, 1)).isEqualTo(8);
  }

  private static PreparedImages images(int first, int count) {
    return PreparedImages.of(dataset, new ImageRange(first, count), 0);
  }

  private static DistributedEvaluator evaluator(int partitions) {
    return new DistributedEvaluator(
        LocalSpark.session(), EngineConfig.AUTO, partitions, progress -> {});
  }
}
