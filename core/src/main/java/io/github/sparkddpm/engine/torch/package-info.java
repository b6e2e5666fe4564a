/**
 * Torch as an engine: its libraries, its threads, and training with it, on a CPU or an NVIDIA GPU.
 */
package io.github.sparkddpm.engine.torch;
