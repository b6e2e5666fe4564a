package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.evaluation.FeatureModel;
import io.github.sparkddpm.spark.evaluate.Distances.Row;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.spark.broadcast.Broadcast;

/**
 * A judge of generated images that are drawn where it is; travels to executors. Those compute the
 * features of some images each, and one of them compares all with the reference.
 */
public final class ImageJudge implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Broadcast<FeaturePlan> plan;
  private final Broadcast<Comparison> comparison;
  private final ImageShape shape;
  private final int features;

  ImageJudge(
      Broadcast<FeaturePlan> plan,
      Broadcast<Comparison> comparison,
      ImageShape shape,
      int features) {
    this.plan = plan;
    this.comparison = comparison;
    this.shape = shape;
    this.features = features;
  }

  /** Returns how many numbers are measured of an image. */
  public int width() {
    return features;
  }

  /**
   * Loads the model, which the caller closes.
   *
   * @param threads native threads, at least 1
   */
  public Bench bench(int threads) {
    return new Bench(plan.value().load(shape, threads));
  }

  /** The model on one executor. */
  public static final class Bench implements AutoCloseable {

    private final FeatureModel model;

    private Bench(FeatureModel model) {
      this.model = model;
    }

    /**
     * Measures images.
     *
     * @param pixels B*C*H*W unsigned bytes
     * @param values receives B times {@link #width} numbers
     * @param offset where they begin
     */
    public void measure(byte[] pixels, float[] values, int offset) {
      int next = offset;
      for (float[] vector : model.features(pixels)) {
        System.arraycopy(vector, 0, values, next, vector.length);
        next += vector.length;
      }
    }

    @Override
    public void close() {
      model.close();
    }
  }

  /**
   * Compares images with the reference.
   *
   * @param values of all images, {@link #width} each
   */
  public Row compare(float[] values, int images) {
    float[][] vectors =
        IntStream.range(0, images)
            .mapToObj(i -> Arrays.copyOfRange(values, i * features, (i + 1) * features))
            .toArray(float[][]::new);
    return comparison.value().of("samples", FeatureSample.of(vectors));
  }
}
