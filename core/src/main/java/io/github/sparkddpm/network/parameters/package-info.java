/**
 * The learned tensors of the U-Net's blocks: their shapes and starting values, and their places in
 * the flat parameter vector.
 *
 * <p>A block lists its {@link io.github.sparkddpm.network.parameters.ParameterSpec}s; once there is
 * a vector, they become {@link io.github.sparkddpm.network.parameters.Parameter}s, views of it.
 * This package may import {@code random} alone.
 *
 * <p>Start reading at {@link io.github.sparkddpm.network.parameters.Parameters}.
 */
package io.github.sparkddpm.network.parameters;
