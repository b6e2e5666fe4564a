/**
 * The U-Net on libtorch, on a CPU or an NVIDIA GPU: the blocks of its plan, each as a few tensor
 * functions whose gradients torch derives.
 *
 * <p>Images are [B,C,H,W] with channels-last strides throughout. Every native object belongs to a
 * {@code PointerScope} or to a {@link io.github.sparkddpm.network.torch.Kept}, so that no step
 * leaves memory behind.
 *
 * <p>It and {@code engine.torch} are the only packages that may import libtorch. Start reading at
 * {@code TorchGraph}, which runs the blocks.
 */
package io.github.sparkddpm.network.torch;
