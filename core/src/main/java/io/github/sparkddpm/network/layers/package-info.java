/**
 * The blocks of the U-Net, forward and backward, and the kernels that compute them on a CPU or a
 * GPU by ND4J.
 *
 * <p>A block is described by a {@link io.github.sparkddpm.network.layers.BlockSpec}, learns {@link
 * io.github.sparkddpm.network.layers.Parameter}s, and takes its buffers from a {@link
 * io.github.sparkddpm.network.layers.Scope}. Images are channels-last, [B,H,W,C]. This package may
 * import {@code host} and {@code random} and knows neither the graph nor training.
 *
 * <p>Start reading at {@link io.github.sparkddpm.network.layers.Blocks}, the list of all blocks,
 * then at {@code ResidualBlock}.
 */
package io.github.sparkddpm.network.layers;
