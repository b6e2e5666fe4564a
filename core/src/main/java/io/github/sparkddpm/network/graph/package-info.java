/**
 * The U-Net as a graph of DL4J: its blocks become vertices, in the order in which they are
 * computed.
 *
 * <p>It may import the configuration and the layout of {@code network}, {@code network.layers},
 * {@code diffusion} and {@code random}, but neither {@code training} nor an engine.
 *
 * <p>Start reading at {@link io.github.sparkddpm.network.graph.UNetGraph}, which builds the graph.
 * The loss is in {@code EpsilonLoss}, the last vertex.
 */
package io.github.sparkddpm.network.graph;
