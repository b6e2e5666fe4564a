/**
 * The mathematics of denoising diffusion (Ho et al. 2020): the noise schedule, the forward process
 * q, the reverse process p, and the variational bound.
 *
 * <p>It holds for any network, image format and training, and so may import {@code random} and
 * nothing else of this project. The network is an {@link
 * io.github.sparkddpm.diffusion.EpsilonModel}.
 *
 * <p>Start reading at {@link io.github.sparkddpm.diffusion.GaussianDiffusion}; {@link
 * io.github.sparkddpm.diffusion.NoisedBatch} draws what a training step is given.
 */
package io.github.sparkddpm.diffusion;
