/**
 * The only source of randomness of this project.
 *
 * <p>A draw is keyed by seed, purpose, step and example id, so that the same configuration gives
 * the same run on any number of workers. This package imports nothing of this project, and no other
 * package may create a random number generator.
 *
 * <p>Start reading at {@link io.github.sparkddpm.random.NoiseStream}.
 */
package io.github.sparkddpm.random;
