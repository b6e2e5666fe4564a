package io.github.sparkddpm.sampling;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.diffusion.EpsilonModel;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.Prediction;
import io.github.sparkddpm.random.NoiseStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The optimal network for data x_0 ~ N(0, I), which predicts epsilon = sqrt(1 - alphaBar_t) x_t,
 * x_0 = sqrt(alphaBar_t) x_t or v = 0.
 */
record GaussianOracle(NoiseSchedule schedule, Prediction target) implements EpsilonModel {

  GaussianOracle(NoiseSchedule schedule) {
    this(schedule, Prediction.EPSILON);
  }

  @Override
  public INDArray predict(INDArray xt, int[] timesteps) {
    return switch (target) {
      case EPSILON -> xt.mul(Math.sqrt(schedule.oneMinusAlphaBar(timesteps[0])));
      case V -> xt.like();
      case X0 -> xt.mul(Math.sqrt(schedule.alphaBar(timesteps[0])));
    };
  }

  ReverseChain chain(Timesteps timesteps, ImageShape shape, NoiseStream noise) {
    return new ReverseChain(this, timesteps, shape, noise);
  }
}
