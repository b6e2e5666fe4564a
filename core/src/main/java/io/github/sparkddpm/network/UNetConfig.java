package io.github.sparkddpm.network;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.github.sparkddpm.data.ImageShape;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The shape of the DDPM U-Net (Ho et al. 2020, appendix B).
 *
 * @param imageSize height and width of the images; every level but the last halves both
 * @param channels image channels C, 1 or 3
 * @param baseChannels channels of the first level; even, at least 4
 * @param multipliers channels of each level as multiples of {@code baseChannels}
 * @param blocksPerLevel residual blocks of a level on the way down; one more on the way up
 * @param attentionResolutions heights of the feature maps, in pixels, at which self-attention
 *     follows each residual block
 * @param dropout probability in [0, 1) of zeroing a value before a block's second convolution
 * @param groups groups of every GroupNorm; divides the channels of every level
 * @param classes of images that it is told beside the timestep, 0 or more; 0 for none
 * @param learnsVariance whether it has twice the output channels, to predict a variance too. It is
 *     no key of its own, for {@code diffusion.variance} says it; null is false
 */
public record UNetConfig(
    ImageSize imageSize,
    int channels,
    int baseChannels,
    List<Integer> multipliers,
    int blocksPerLevel,
    List<Integer> attentionResolutions,
    double dropout,
    int groups,
    int classes,
    @JsonIgnore Boolean learnsVariance)
    implements Serializable {

  public UNetConfig {
    learnsVariance = learnsVariance != null && learnsVariance;
    multipliers = List.copyOf(multipliers);
    attentionResolutions = List.copyOf(attentionResolutions);
    require(channels == 1 || channels == 3, "channels must be 1 or 3, got " + channels);
    require(
        baseChannels >= 4 && baseChannels % 2 == 0,
        "base-channels must be even and at least 4 (the time embedding is half sines, half"
            + " cosines), got "
            + baseChannels);
    require(
        !multipliers.isEmpty() && multipliers.stream().allMatch(m -> m >= 1),
        "multipliers must be one or more positive numbers, got " + multipliers);
    require(blocksPerLevel >= 1, "blocks-per-level must be at least 1, got " + blocksPerLevel);
    require(dropout >= 0 && dropout < 1, "dropout must be in [0, 1), got " + dropout);
    require(groups >= 1, "groups must be at least 1, got " + groups);
    require(classes >= 0, "classes must be 0 (none) or more, got " + classes);
    int divisor = 1 << (multipliers.size() - 1);
    require(
        imageSize.isDivisibleBy(divisor),
        "image-size %s is not divisible by %s, as the %s multipliers %s require (each level but the last halves height and width): use fewer multipliers or resize the images"
            .formatted(imageSize, divisor, multipliers.size(), multipliers));
    for (int multiplier : multipliers) {
      require(
          baseChannels * multiplier % groups == 0,
          "groups %s does not divide the %s channels of a level (base-channels %s x multiplier %s)"
              .formatted(groups, baseChannels * multiplier, baseChannels, multiplier));
    }
    List<Integer> heights =
        IntStream.range(0, multipliers.size()).mapToObj(i -> imageSize.height() >> i).toList();
    for (int resolution : attentionResolutions) {
      require(
          heights.contains(resolution),
          "attention-resolutions names %s, but the feature maps have heights %s"
              .formatted(resolution, heights));
    }
  }

  /** Creates a network of square images, without classes, that does not predict the variance. */
  public UNetConfig(
      int imageSize,
      int channels,
      int baseChannels,
      List<Integer> multipliers,
      int blocksPerLevel,
      List<Integer> attentionResolutions,
      double dropout,
      int groups) {
    this(
        ImageSize.square(imageSize),
        channels,
        baseChannels,
        multipliers,
        blocksPerLevel,
        attentionResolutions,
        dropout,
        groups);
  }

  /** Creates a network without classes that does not predict the variance. */
  public UNetConfig(
      ImageSize imageSize,
      int channels,
      int baseChannels,
      List<Integer> multipliers,
      int blocksPerLevel,
      List<Integer> attentionResolutions,
      double dropout,
      int groups) {
    this(
        imageSize,
        channels,
        baseChannels,
        multipliers,
        blocksPerLevel,
        attentionResolutions,
        dropout,
        groups,
        0,
        false);
  }

  /** Returns the same network that predicts the variance, or that does not. */
  public UNetConfig learningVariance(boolean learns) {
    return with(classes, learns);
  }

  /** Returns the same network that is told one of so many classes; 0 for none. */
  public UNetConfig withClasses(int count) {
    return with(count, learnsVariance);
  }

  private UNetConfig with(int count, boolean learns) {
    return new UNetConfig(
        imageSize,
        channels,
        baseChannels,
        multipliers,
        blocksPerLevel,
        attentionResolutions,
        dropout,
        groups,
        count,
        learns);
  }

  /** Returns the channels of the network's output. */
  public int outputChannels() {
    return learnsVariance ? 2 * channels : channels;
  }

  /** Returns the shape of the images that the network takes and draws. */
  public ImageShape imageShape() {
    return new ImageShape(channels, imageSize.height(), imageSize.width());
  }

  /** Returns the channels of a level, 0 being the finest. */
  public int levelChannels(int level) {
    return baseChannels * multipliers.get(level);
  }

  /** Returns the size of a level's feature maps, 0 being the finest. */
  public ImageSize size(int level) {
    return imageSize.halved(level);
  }

  public int levels() {
    return multipliers.size();
  }

  /** Returns whether self-attention follows the residual blocks of a level. */
  public boolean hasAttention(int level) {
    return attentionResolutions.contains(size(level).height());
  }

  /** Returns the width of the time embedding after its two dense layers: 4 x base channels. */
  public int timeChannels() {
    return 4 * baseChannels;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException("Invalid network: " + message);
    }
  }
}
