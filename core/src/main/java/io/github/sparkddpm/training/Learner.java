package io.github.sparkddpm.training;

import io.github.sparkddpm.diffusion.NoisedBatch;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.random.NoiseStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One replica of the network in training, as an engine computes it: parameters, their average,
 * Adam's moments and the gradient stay where the engine keeps them. For one thread at a time.
 *
 * <p>A step is {@link #gradient}, {@link #combine} if there are other replicas, {@link #apply}.
 */
public interface Learner extends AutoCloseable {

  /** Returns the named tensors of every flat vector [P]. */
  ParameterLayout layout();

  /** Returns the optimizer steps done, skipped ones included; 0 for a fresh learner. */
  long step();

  /** Goes on from a state; its vectors are copied. */
  void restore(TrainingState state);

  /**
   * Returns the state after the steps done, in the host's memory. Its vectors are either the
   * learner's own, which later steps change, or copies. Copies may be costly, so call it only when
   * the state is needed.
   */
  TrainingState state();

  /**
   * Computes the gradient of the mean loss over a batch, and keeps it. It may be computed in parts,
   * as {@link OptimizerConfig#accumulate} says.
   *
   * @param noise of dropout, which it keys by (seed, step, id)
   * @param ids the examples' ids, length B
   * @param batch the same examples, noised
   * @return the loss of every image, length B
   */
  double[] gradient(NoiseStream noise, long[] ids, NoisedBatch batch);

  /**
   * Replaces the gradient by the weighted sum of all replicas' gradients, the same bits on each.
   *
   * @param weight of this replica's gradient: its share of the whole batch
   * @param also a short vector in the host's memory, summed on the way
   * @throws RuntimeException if another replica is lost; the gradient is then not to be used
   */
  void combine(double weight, AllReduce sums, INDArray also);

  /**
   * Does one optimizer step, or skips it when the gradient is not finite.
   *
   * @return the gradient's global norm before clipping; not finite if the step was skipped
   * @throws DivergedException if more steps in a row were skipped than the configuration allows
   */
  double apply();

  /**
   * Frees the memory that the learner holds outside of Java's heap; it cannot be used afterwards.
   */
  @Override
  void close();
}
