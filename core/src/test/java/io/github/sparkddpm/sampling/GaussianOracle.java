package io.github.sparkddpm.sampling;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.diffusion.EpsilonModel;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.random.NoiseStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The optimal network for data x_0 ~ N(0, I): epsilon = sqrt(1 - alphaBar_t) x_t. */
record GaussianOracle(NoiseSchedule schedule) implements EpsilonModel {

  @Override
  public INDArray predict(INDArray xt, int[] timesteps) {
    return xt.mul(Math.sqrt(schedule.oneMinusAlphaBar(timesteps[0])));
  }

  ReverseChain chain(Timesteps timesteps, ImageShape shape, NoiseStream noise) {
    return new ReverseChain(this, timesteps, shape, noise);
  }
}
