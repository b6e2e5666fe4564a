/**
 * Training of one network or of one replica among several: the step of the paper (Ho et al. 2020,
 * algorithm 1), Adam, the average of the parameters, and the sum over replicas.
 *
 * <p>It may import the layout of {@code network}, {@code diffusion}, {@code data}, {@code random},
 * {@code settings} and {@code host}, but no Spark: how replicas reach each other is behind {@link
 * io.github.sparkddpm.training.AllReduce}.
 *
 * <p>Start reading at {@link io.github.sparkddpm.training.Trainer}, whose step a {@link
 * io.github.sparkddpm.training.Learner} computes.
 */
package io.github.sparkddpm.training;
