package io.github.sparkddpm.network.torch;

import io.github.sparkddpm.diffusion.DiscretizedGaussian;
import io.github.sparkddpm.diffusion.Objective;
import io.github.sparkddpm.diffusion.SimpleLoss;
import io.github.sparkddpm.diffusion.VarianceTarget;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * {@link SimpleLoss} as a function that torch differentiates. Its arrays are sent to the device as
 * it is made, before the network computes.
 */
final class TorchLoss {

  private static final long[] DIMENSIONS = {1, 2, 3};

  private final TorchTarget device;
  private final Tensor target;
  private final Optional<Tensor> weights;
  private final Optional<VarianceTarget> variance;
  private final Optional<Tensor> x0;

  /**
   * Sends an objective to the device.
   *
   * @param targets the way of the target there
   * @param images the way of the images there, which a learned variance needs
   */
  TorchLoss(Objective objective, TorchTarget device, HostImages targets, HostImages images) {
    this.device = device;
    target = targets.copy(objective.target());
    weights = objective.weights().map(host -> device.floats(host.toFloatVector()));
    variance = objective.variance();
    x0 =
        variance
            .filter(learned -> learned.images().stream().anyMatch(VarianceTarget.Image::first))
            .map(learned -> images.copy(learned.x0()).to(ScalarType.Double));
  }

  /**
   * Returns the loss of every image, float32 [B].
   *
   * @param output the network's
   */
  Tensor of(Tensor output) {
    Tensor out = output.to(ScalarType.Float);
    long channels = target.size(1);
    Tensor error = (variance.isPresent() ? out.narrow(1, 0, channels) : out).sub(target);
    Tensor squares = mean(error.pow(new Scalar(2L)));
    Tensor simple = weights.map(squares::mul).orElse(squares);
    return variance
        .map(
            learned ->
                simple.add(bound(learned.images(), error, out.narrow(1, channels, channels))))
        .orElse(simple);
  }

  private static Tensor mean(Tensor values) {
    return values.mean(DIMENSIONS, false, new ScalarTypeOptional());
  }

  /** Computes the term of the bound in double, as the host does. */
  private Tensor bound(List<VarianceTarget.Image> images, Tensor error, Tensor learned) {
    Tensor distance =
        error.detach().to(ScalarType.Double).mul(column(images, VarianceTarget.Image::factor));
    Tensor small = column(images, VarianceTarget.Image::logSmall);
    Tensor above =
        learned
            .to(ScalarType.Double)
            .add(new Scalar(1.0))
            .mul(column(images, image -> image.logRange() / 2));
    Tensor ratio = above.neg().exp();
    Tensor far = distance.square().mul(small.neg().exp()).mul(ratio);
    Tensor divergence = above.sub(new Scalar(1.0)).add(ratio).add(far).mul(new Scalar(0.5));
    Tensor first = column(images, image -> image.first() ? 1 : 0).gt(new Scalar(0.5));
    Tensor nats =
        x0.map(image -> torch.where(first, decoder(image, distance, small.add(above)), divergence))
            .orElse(divergence);
    return mean(nats.mul(column(images, VarianceTarget.Image::weight))).to(ScalarType.Float);
  }

  /** Computes minus the logarithm of {@link DiscretizedGaussian} at x_0 + distance. */
  private static Tensor decoder(Tensor x0, Tensor distance, Tensor logVariance) {
    Tensor inverse = logVariance.mul(new Scalar(-0.5)).exp().mul(new Scalar(Math.sqrt(0.5)));
    Tensor upper = distance.neg().add(new Scalar(DiscretizedGaussian.HALF_BIN)).mul(inverse).erf();
    Tensor lower = distance.neg().sub(new Scalar(DiscretizedGaussian.HALF_BIN)).mul(inverse).erf();
    Tensor toInfinity =
        upper.masked_fill(x0.gt(new Scalar(DiscretizedGaussian.EDGE)), new Scalar(1.0));
    Tensor fromInfinity =
        lower.masked_fill(x0.lt(new Scalar(-DiscretizedGaussian.EDGE)), new Scalar(-1.0));
    return toInfinity
        .sub(fromInfinity)
        .mul(new Scalar(0.5))
        .clamp_min(new Scalar(DiscretizedGaussian.MIN_PROBABILITY))
        .log()
        .neg();
  }

  /** Returns a number of every image on the device, double [B,1,1,1]. */
  private Tensor column(
      List<VarianceTarget.Image> images, ToDoubleFunction<VarianceTarget.Image> number) {
    float[] values = new float[images.size()];
    for (int b = 0; b < values.length; b++) {
      values[b] = (float) number.applyAsDouble(images.get(b));
    }
    return device.floats(values).to(ScalarType.Double).view(values.length, 1, 1, 1);
  }
}
