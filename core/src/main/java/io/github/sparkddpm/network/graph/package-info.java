/**
 * The U-Net as a graph of DL4J: the blocks of its plan become vertices.
 *
 * <p>It may import {@code network} and its blocks, kernels and parameters, {@code diffusion} and
 * {@code random}, but neither {@code training} nor an engine.
 *
 * <p>Start reading at {@link io.github.sparkddpm.network.graph.GraphUNet}, then at {@code
 * UNetGraph}, which makes the graph.
 */
package io.github.sparkddpm.network.graph;
