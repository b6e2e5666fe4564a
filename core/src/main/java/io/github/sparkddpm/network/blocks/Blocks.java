package io.github.sparkddpm.network.blocks;

/** The blocks a network is built from. */
public final class Blocks {

  private Blocks() {}

  /**
   * Describes a block from timesteps [B,1] to their embedding, [B, 4 baseChannels].
   *
   * @param activated whether a SiLU ends it, as residual blocks need it
   */
  public static BlockSpec timeEmbedding(int baseChannels, boolean activated) {
    return new TimeEmbedding.Spec(baseChannels, activated);
  }

  /**
   * Describes a block that adds the embeddings of classes [B,1] to that of timesteps [B,channels],
   * which is not activated yet.
   */
  public static BlockSpec classEmbedding(int classes, int channels) {
    return new ClassEmbedding.Spec(classes, channels);
  }

  /** Describes a block from images [B,channels,H,W] to features [B,H,W,outChannels]. */
  public static BlockSpec imageInput(int channels, int outChannels) {
    return new ImageInput.Spec(channels, outChannels);
  }

  /**
   * Describes a block to features [B,H,W,outChannels]. Its inputs are features, a skip where {@code
   * skipChannels} is not 0, and the time embedding.
   *
   * @param number tells this block's dropout from others'; in [0, 1024)
   */
  public static BlockSpec residual(
      int inChannels,
      int skipChannels,
      int outChannels,
      int timeChannels,
      int groups,
      double dropout,
      int number) {
    return new ResidualBlock.Spec(
        inChannels, skipChannels, outChannels, timeChannels, groups, dropout, number);
  }

  /** Describes self-attention from features [B,H,W,channels] to the same shape. */
  public static BlockSpec selfAttention(int channels, int groups) {
    return new SelfAttention.Spec(channels, groups);
  }

  /** Describes a block from features [B,H,W,channels] to [B,H/2,W/2,channels]. */
  public static BlockSpec downsample(int channels) {
    return new Downsample.Spec(channels);
  }

  /** Describes a block from features [B,H,W,channels] to [B,2H,2W,channels]. */
  public static BlockSpec upsample(int channels) {
    return new Upsample.Spec(channels);
  }

  /** Describes a block from features [B,H,W,channels] to the same shape. */
  public static BlockSpec normOutput(int channels, int groups) {
    return new NormOutput.Spec(channels, groups);
  }

  /** Describes a block from features [B,H,W,inChannels] to images [B,channels,H,W]. */
  public static BlockSpec imageOutput(int inChannels, int channels) {
    return new ImageOutput.Spec(inChannels, channels);
  }
}
