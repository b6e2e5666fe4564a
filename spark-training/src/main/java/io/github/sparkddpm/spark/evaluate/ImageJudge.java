package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.evaluation.FeatureModel;
import io.github.sparkddpm.spark.evaluate.Distances.Row;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.broadcast.Broadcast;

/**
 * A judge of generated images that are drawn where it is; travels to executors. Those measure some
 * images each, and one of them compares all with the reference.
 */
public final class ImageJudge implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Broadcast<FeaturePlan> plan;
  private final Broadcast<Comparison> comparison;
  private final ImageShape shape;
  private final int features;
  private final ScoreOutput scores;
  private final String fingerprint;

  /**
   * The output of a model that has a score for each class.
   *
   * @param name of the output
   * @param classes how many scores it has
   */
  public record ScoreOutput(String name, int classes) implements Serializable {

    static final ScoreOutput NONE = new ScoreOutput("", 0);
  }

  ImageJudge(
      Broadcast<FeaturePlan> plan,
      Broadcast<Comparison> comparison,
      ImageShape shape,
      int features,
      ScoreOutput scores,
      String fingerprint) {
    this.plan = plan;
    this.comparison = comparison;
    this.shape = shape;
    this.features = features;
    this.scores = scores;
    this.fingerprint = fingerprint;
  }

  /**
   * Returns a few digits of what images are judged by: values of another judge mean another thing.
   */
  public String fingerprint() {
    return fingerprint;
  }

  /** Returns how many numbers are measured of an image. */
  public int width() {
    return features + scores.classes();
  }

  /**
   * Loads the model, which the caller closes.
   *
   * @param threads native threads, at least 1
   */
  public Bench bench(int threads) {
    FeatureModel model = plan.value().load(shape, threads);
    try {
      return new Bench(
          model,
          scores.classes() == 0
              ? Optional.empty()
              : Optional.of(plan.value().withOutput(scores.name()).load(shape, threads)));
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** The model on one executor. */
  public final class Bench implements AutoCloseable {

    private final FeatureModel model;
    private final Optional<FeatureModel> classifier;

    private Bench(FeatureModel model, Optional<FeatureModel> classifier) {
      this.model = model;
      this.classifier = classifier;
    }

    /**
     * Measures images.
     *
     * @param pixels B*C*H*W unsigned bytes
     * @param values receives B times {@link #width} numbers
     * @param offset where they begin
     */
    public void measure(byte[] pixels, float[] values, int offset) {
      put(model.features(pixels), values, offset);
      classifier.ifPresent(found -> put(found.features(pixels), values, offset + features));
    }

    private void put(float[][] vectors, float[] values, int offset) {
      for (int i = 0; i < vectors.length; i++) {
        System.arraycopy(vectors[i], 0, values, offset + i * width(), vectors[i].length);
      }
    }

    @Override
    public void close() {
      model.close();
      classifier.ifPresent(FeatureModel::close);
    }
  }

  /**
   * Compares images with the reference.
   *
   * @param values of all images, {@link #width} each
   */
  public Row compare(float[] values, int images) {
    Optional<FeatureSample> ofClasses =
        scores.classes() == 0
            ? Optional.empty()
            : Optional.of(columns(values, images, features, width()));
    return comparison.value().of("samples", columns(values, images, 0, features), ofClasses);
  }

  private FeatureSample columns(float[] values, int images, int from, int to) {
    return FeatureSample.of(
        IntStream.range(0, images)
            .mapToObj(i -> Arrays.copyOfRange(values, i * width() + from, i * width() + to))
            .toArray(float[][]::new));
  }
}
