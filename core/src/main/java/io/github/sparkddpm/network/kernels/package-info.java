/**
 * The arithmetic of the U-Net's blocks: convolutions, GroupNorm and matrix products, forward and
 * backward, by ND4J on a CPU or a GPU, or faster on a CPU by oneDNN and plain Java.
 *
 * <p>Images are channels-last, [B,H,W,C]. Kernels take their buffers from a {@link
 * io.github.sparkddpm.network.kernels.Workspace}. This package may import {@code host} and {@code
 * network.parameters}, and knows no block.
 *
 * <p>Start reading at {@link io.github.sparkddpm.network.kernels.Kernels}, which chooses them.
 */
package io.github.sparkddpm.network.kernels;
