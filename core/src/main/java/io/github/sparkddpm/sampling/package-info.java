/**
 * Samplers: published algorithms that turn noise into images with a trained network.
 *
 * <p>It may import {@code diffusion}, {@code random} and {@code data}, but never a network: a
 * sampler takes any {@link io.github.sparkddpm.diffusion.EpsilonModel}, so that tests can give it
 * an exact one.
 *
 * <p>Start reading at {@link io.github.sparkddpm.sampling.ReverseChain}, which all samplers walk,
 * then {@link io.github.sparkddpm.sampling.AncestralSampler}. {@link
 * io.github.sparkddpm.sampling.DpmSolverSampler} needs the fewest steps.
 */
package io.github.sparkddpm.sampling;
