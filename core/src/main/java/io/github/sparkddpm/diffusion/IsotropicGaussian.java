package io.github.sparkddpm.diffusion;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A batch of Gaussians N(mean, variance I), one an image.
 *
 * @param mean [B,C,H,W]
 * @param logVariance ln of the one variance of an image's dimensions, [B], double; -infinity for a
 *     point
 */
public record IsotropicGaussian(INDArray mean, INDArray logVariance) {}
