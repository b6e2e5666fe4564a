package io.github.sparkddpm.network.blocks;

/**
 * An engine's own form of every kind of block; {@link BlockSpec#as} asks for the one it is. The
 * parameters are those of {@link Blocks}.
 *
 * @param <T> what the engine makes of a block
 */
public interface BlockKinds<T> {

  /**
   * Returns a time embedding.
   *
   * @param activated whether a SiLU ends it
   */
  T timeEmbedding(int baseChannels, boolean activated);

  T classEmbedding();

  T imageInput();

  /**
   * Returns a residual block.
   *
   * @param shortcut whether the input passes a 1x1 convolution
   */
  T residual(int skipChannels, int groups, DropoutRule dropout, boolean shortcut);

  T selfAttention(int groups);

  T downsample();

  T upsample();

  T normOutput(int groups);

  T imageOutput();
}
