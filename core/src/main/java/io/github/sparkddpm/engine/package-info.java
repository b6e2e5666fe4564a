/**
 * Engines that compute the network: DL4J, or another one that the build has, on the CPU or a GPU.
 *
 * <p>The configuration chooses an engine here. Those who train and sample see an {@link
 * io.github.sparkddpm.engine.Engine} and do not know which one it is. This package may import
 * {@code network} and {@code training}; only {@code engine.torch} and {@code network.torch} may
 * import libtorch.
 *
 * <p>Start reading at {@link io.github.sparkddpm.engine.Engines}.
 */
package io.github.sparkddpm.engine;
