package io.github.sparkddpm.evaluation;

import java.io.Serializable;
import java.util.List;

/**
 * The input and output that a feature model expects.
 *
 * @param input name of its input; empty for its first
 * @param output name of its output; empty for its first
 * @param layout order of the input's dimensions
 * @param channels of the input, 1 or 3: grey images are repeated, coloured ones must be
 * @param size height and width of the input: images of another size are resized by bilinear
 *     interpolation, as pytorch-fid does
 * @param mean subtracted from pixels in [0, 1]; one number, or one a channel
 * @param std divides what is left; one number, or one a channel, above 0
 */
public record FeatureInput(
    String input,
    String output,
    Layout layout,
    int channels,
    int size,
    List<Double> mean,
    List<Double> std)
    implements Serializable {

  /** The order of an input's dimensions. */
  public enum Layout {
    /** [B,C,H,W], as in PyTorch. */
    NCHW,
    /** [B,H,W,C], as in TensorFlow. */
    NHWC
  }

  public FeatureInput {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
  }

  /** Returns the input's dimensions after the first. */
  long[] shape() {
    return layout == Layout.NCHW
        ? new long[] {channels, size, size}
        : new long[] {size, size, channels};
  }
}
