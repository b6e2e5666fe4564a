package io.github.sparkddpm.training;

import io.github.sparkddpm.host.HostMemory;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Adam (Kingma and Ba 2015) with clipping by the global norm, linear warm-up and a moving average
 * of the parameters, all over one flat vector.
 */
public final class Optimizer {

  private final StepControl control;
  private final TrainingState vectors;
  private final UpdateKernel kernel;

  /**
   * Creates a fresh optimizer: no steps done, the average equal to the parameters.
   *
   * @param parameters the network's flat vector [P], which steps change in place
   */
  public Optimizer(OptimizerConfig config, INDArray parameters) {
    control = new StepControl(config);
    vectors = TrainingState.fresh(parameters, config.moreEmaDecays().size());
    kernel = kernel(vectors);
  }

  /** Chooses the fastest arithmetic for vectors of a state's type on this machine's backend. */
  private static UpdateKernel kernel(TrainingState state) {
    return HostMemory.holds(state.parameters().dataType())
        ? new HostUpdate(state)
        : new NativeUpdate(state);
  }

  /** Goes on from a state; the vectors are copied. */
  public void restore(TrainingState state) {
    control.goOnAfter(state.step());
    List<INDArray> mine = vectors.vectors();
    List<INDArray> others = state.vectors();
    if (mine.size() != others.size()) {
      throw new IllegalArgumentException(
          "A state of %s vectors cannot go on as one of %s: the averages are others"
              .formatted(others.size(), mine.size()));
    }
    for (int i = 0; i < mine.size(); i++) {
      mine.get(i).assign(others.get(i));
    }
  }

  /**
   * Returns the state after the steps done. Its vectors are this optimizer's own and go on
   * changing.
   */
  public TrainingState state() {
    return vectors.at(control.step());
  }

  /** Returns the steps done, skipped ones included. */
  public long step() {
    return control.step();
  }

  /**
   * Does one step, or skips it when the gradient is not finite.
   *
   * @param gradient [P], of the mean loss over the whole batch; only read
   * @return the gradient's global norm before clipping; not finite if the step was skipped
   * @throws DivergedException if more steps in a row were skipped than the configuration allows
   */
  public double apply(INDArray gradient) {
    return control.apply(kernel.norm(gradient), step -> kernel.apply(gradient, step));
  }
}
