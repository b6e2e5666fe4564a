package io.github.sparkddpm.network;

import io.github.sparkddpm.data.Labels;
import io.github.sparkddpm.diffusion.EpsilonModel;
import io.github.sparkddpm.diffusion.LearnedVariance;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A network told the classes of a batch, with classifier-free guidance (Ho and Salimans 2022,
 * algorithm 2): w times the prediction with the class, plus 1 - w times the one without. Both come
 * from one pass over twice the batch. A learned variance is that of the prediction with the class.
 *
 * <p>In the paper's words, its w is this one minus 1. At 1 this is the conditional model, and at 0
 * the unconditional one; both take one pass over the batch alone.
 */
public final class GuidedModel implements EpsilonModel {

  private final UNet network;
  private final double guidance;
  private final int[] labels;

  /**
   * Creates a model of the images of one batch.
   *
   * @param guidance w, at least 0
   * @param labels class of each image or {@link Labels#NONE}, length B
   */
  public GuidedModel(UNet network, double guidance, int[] labels) {
    this.network = network;
    this.guidance = guidance;
    this.labels = labels.clone();
  }

  @Override
  public INDArray predict(INDArray xt, int[] timesteps) {
    if (guidance == 1) {
      return network.predict(xt, timesteps, labels);
    }
    return guidance == 0 ? network.predict(xt, timesteps) : guided(xt, timesteps);
  }

  private INDArray guided(INDArray xt, int[] timesteps) {
    int images = labels.length;
    INDArray both =
        network.predict(
            Nd4j.concat(0, xt, xt),
            joined(timesteps, timesteps),
            joined(labels, Labels.none(images)));
    INDArray conditional = part(both, 0, images);
    INDArray prediction = LearnedVariance.prediction(conditional, xt);
    INDArray without = LearnedVariance.prediction(part(both, images, images), xt);
    INDArray guided = prediction.sub(without).muli(guidance).addi(without);
    return conditional.size(1) == xt.size(1)
        ? guided
        : Nd4j.concat(1, guided, LearnedVariance.half(conditional, 1));
  }

  private static INDArray part(INDArray all, int first, int count) {
    return all.get(NDArrayIndex.interval(first, first + count));
  }

  private static int[] joined(int[] first, int[] second) {
    return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
  }
}
