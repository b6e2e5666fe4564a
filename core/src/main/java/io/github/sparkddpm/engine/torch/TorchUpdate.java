package io.github.sparkddpm.engine.torch;

import io.github.sparkddpm.network.torch.FlatVectors;
import io.github.sparkddpm.network.torch.Kept;
import io.github.sparkddpm.network.torch.TorchNetwork;
import io.github.sparkddpm.training.TrainingState;
import io.github.sparkddpm.training.UpdateStep;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The update that {@link UpdateStep} defines, over flat float32 vectors on the device: a handful of
 * operations, whatever the number of tensors.
 */
final class TorchUpdate implements AutoCloseable {

  private final FlatVectors vectors;
  private final Kept kept = new Kept();
  private final Tensor parameters;
  private final Tensor ema;
  private final Tensor mean;
  private final Tensor variance;
  private final List<Tensor> moreEma;
  private final Tensor gradient;
  private Tensor partGradient;

  /**
   * Creates vectors of zeros.
   *
   * @param averages how many there are besides the first
   */
  TorchUpdate(TorchNetwork network, int averages) {
    vectors = network.vectors();
    parameters = network.parameters().flat();
    long length = network.layout().length();
    try (PointerScope scope = new PointerScope()) {
      ema = kept.keep(network.target().zeros(length));
      mean = kept.keep(network.target().zeros(length));
      variance = kept.keep(network.target().zeros(length));
      gradient = kept.keep(network.target().zeros(length));
      moreEma =
          Stream.generate(() -> kept.keep(network.target().zeros(length))).limit(averages).toList();
    }
  }

  Tensor gradient() {
    return gradient;
  }

  /** Returns a vector for the gradient of a part of the batch, made when it is first wanted. */
  Tensor partGradient() {
    if (partGradient == null) {
      partGradient = kept.keep(gradient.clone());
    }
    return partGradient;
  }

  /** Returns the gradient's Euclidean norm, summed in double: a scalar on the device. */
  Tensor norm() {
    return torch.linalg_vector_norm(
        gradient,
        new Scalar(2.0),
        new LongArrayRefOptional(),
        false,
        new ScalarTypeOptional(ScalarType.Double));
  }

  /** Changes all vectors but the gradient, which may be scaled. */
  void apply(UpdateStep step) {
    try (PointerScope scope = new PointerScope()) {
      if (step.gradientScale() < 1) {
        gradient.mul_(new Scalar(step.gradientScale()));
      }
      mean.lerp_(gradient, new Scalar(1 - step.beta1()));
      variance
          .mul_(new Scalar(step.beta2()))
          .addcmul_(gradient, gradient, new Scalar(1 - step.beta2()));
      Tensor root = variance.sqrt().add_(new Scalar(step.epsilon()));
      if (step.kept() < 1) {
        parameters.mul_(new Scalar(step.kept()));
      }
      parameters.addcdiv_(mean, root, new Scalar(-step.rate()));
      ema.lerp_(parameters, new Scalar(1 - step.emaDecay()));
      double[] decays = step.moreEmaDecays();
      for (int i = 0; i < decays.length; i++) {
        moreEma.get(i).lerp_(parameters, new Scalar(1 - decays[i]));
      }
    }
  }

  void restore(TrainingState state) {
    vectors.fromHost(state.parameters(), parameters);
    vectors.fromHost(state.ema(), ema);
    vectors.fromHost(state.adamMean(), mean);
    vectors.fromHost(state.adamVariance(), variance);
    for (int i = 0; i < moreEma.size(); i++) {
      vectors.fromHost(state.moreEma().get(i), moreEma.get(i));
    }
  }

  TrainingState state(long step) {
    return new TrainingState(
        step,
        vectors.toHost(parameters),
        vectors.toHost(ema),
        vectors.toHost(mean),
        vectors.toHost(variance),
        moreEma.stream().map(vectors::toHost).toList());
  }

  @Override
  public void close() {
    kept.close();
  }
}
