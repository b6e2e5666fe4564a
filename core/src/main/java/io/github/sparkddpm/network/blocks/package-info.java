/**
 * The blocks of the U-Net, forward and backward.
 *
 * <p>A block is described by a {@link io.github.sparkddpm.network.blocks.BlockSpec}, which every
 * engine reads. Here it becomes a {@link io.github.sparkddpm.network.blocks.Block} that ND4J
 * computes, put together from layers such as {@code Conv2d} and {@code GroupNorm}. Images are
 * channels-last, [B,H,W,C]. This package may import {@code network.kernels}, {@code
 * network.parameters}, {@code host} and {@code random}, and knows neither the graph nor training.
 *
 * <p>Start reading at {@link io.github.sparkddpm.network.blocks.Blocks}, the list of all blocks,
 * then at {@code ResidualBlock}.
 */
package io.github.sparkddpm.network.blocks;
