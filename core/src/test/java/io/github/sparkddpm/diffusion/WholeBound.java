package io.github.sparkddpm.diffusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The bound of one image with every term, by T calls of the model: the sum that evaluation
 * estimates from a few.
 *
 * @param prior L_T
 * @param terms L_0, L_1, .. L_{T-1}: the term of zero-based timestep i at index i
 */
public record WholeBound(double prior, List<Double> terms) {

  /** Computes the bound of every image. */
  public static List<WholeBound> of(VariationalBound bound, INDArray x0, long[] ids) {
    double[] prior = bound.prior(x0);
    List<double[]> terms =
        IntStream.range(0, bound.diffusion().schedule().timesteps())
            .mapToObj(i -> term(bound, x0, ids, i))
            .toList();
    List<WholeBound> bounds = new ArrayList<>();
    for (int b = 0; b < prior.length; b++) {
      int image = b;
      bounds.add(new WholeBound(prior[b], terms.stream().map(term -> term[image]).toList()));
    }
    return bounds;
  }

  /** Computes the terms of all images at one timestep. */
  static double[] term(VariationalBound bound, INDArray x0, long[] ids, int timestep) {
    int[] timesteps = new int[ids.length];
    Arrays.fill(timesteps, timestep);
    return bound.terms(x0, ids, timesteps);
  }

  double steps() {
    return terms.stream().skip(1).mapToDouble(Double::doubleValue).sum();
  }
}
