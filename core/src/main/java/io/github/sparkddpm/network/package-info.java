/**
 * The network of the paper: a U-Net that predicts the noise in a batch of images (Ho et al. 2020,
 * appendix B).
 *
 * <p>This package has the configuration, the list of the blocks, and the names and places of the
 * parameters. The blocks are in {@code network.blocks}; {@code network.graph} computes the network
 * with DL4J, and {@code network.torch} with libtorch. None of these may import {@code sampling},
 * {@code training}, {@code engine} or {@code checkpoint}: the optimizer and the average of the
 * parameters live beside the network.
 *
 * <p>Start reading at {@link io.github.sparkddpm.network.UNetPlan}, the network block by block,
 * then at {@code network.graph.GraphUNet}.
 */
package io.github.sparkddpm.network;
