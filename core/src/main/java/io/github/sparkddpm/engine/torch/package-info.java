/**
 * Torch as an engine: its libraries, its threads, and training with it, on a CPU or an NVIDIA GPU.
 *
 * <p>It and {@code network.torch} are the only packages that may import libtorch. Start reading at
 * {@code TorchEngine}, then {@code TorchLearner}.
 */
package io.github.sparkddpm.engine.torch;
