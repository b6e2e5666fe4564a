/**
 * The network of the paper: a U-Net that predicts the noise in a batch of images (Ho et al. 2020,
 * appendix B).
 *
 * <p>This package has the configuration, the names and places of the parameters, and the U-Net as
 * DL4J computes it. Its blocks are in {@code network.blocks}, their order is in {@code
 * network.graph}, and {@code network.torch} computes the same network with libtorch. None of these
 * may import {@code sampling}, {@code training}, {@code engine} or {@code checkpoint}: the
 * optimizer and the average of the parameters live beside the network.
 *
 * <p>Start reading at {@link io.github.sparkddpm.network.UNet}, then {@link
 * io.github.sparkddpm.network.GraphUNet}.
 */
package io.github.sparkddpm.network;
