package io.github.sparkddpm.network.torch;

import io.github.sparkddpm.network.blocks.DropoutRule;
import io.github.sparkddpm.random.NoiseStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Dropout as {@link DropoutRule} defines it, by integer operations on the device. */
final class TorchDropout {

  private final DropoutRule rule;

  TorchDropout(DropoutRule rule) {
    this.rule = rule;
  }

  /**
   * Returns the images with some values zeroed and the others scaled. Outside training it returns
   * the images unchanged.
   */
  Tensor apply(Tensor images, Pass pass) {
    if (!rule.drops() || !pass.isTraining()) {
      return images;
    }
    Tensor kept = kept(images, pass);
    return images.mul(kept).mul_(new Scalar(rule.kept()));
  }

  /** Returns which values of images [B,C,H,W] stay, as booleans of their shape. */
  private Tensor kept(Tensor images, Pass pass) {
    long batch = images.size(0);
    long channels = images.size(1);
    long perImage = channels * images.size(2) * images.size(3);
    long words = (perImage + DropoutRule.LANES - 1) / DropoutRule.LANES;
    TensorOptions like = pass.target().options(ScalarType.Long);
    Tensor lanes = bits(pass.keys(rule, batch), words, like).view(ScalarType.Short); // [B, 4 words]
    return lanes
        .narrow(1, 0, perImage)
        .ge(new Scalar((short) rule.dropBelow()))
        .view(batch, images.size(2), images.size(3), channels)
        .permute(0, 3, 1, 2);
  }

  /** Returns {@link NoiseStream#bits} of every key and counter: [B,1] to [B,words]. */
  private static Tensor bits(Tensor keys, long words, TensorOptions like) {
    Tensor counters = torch.arange(new Scalar(1L), new Scalar(words + 1), like);
    Tensor z = counters.mul_(new Scalar(NoiseStream.GOLDEN_GAMMA)).add(keys);
    spread(z, NoiseStream.SHIFT1).mul_(new Scalar(NoiseStream.FACTOR1));
    spread(z, NoiseStream.SHIFT2).mul_(new Scalar(NoiseStream.FACTOR2));
    return spread(z, NoiseStream.SHIFT3);
  }

  /**
   * Computes z ^= z >>> shift. Torch shifts in the sign, so the bits that came in are masked out.
   */
  private static Tensor spread(Tensor z, int shift) {
    try (Tensor shifted = z.__rshift__(new Scalar((long) shift))) {
      return z.bitwise_xor_(shifted.bitwise_and_(new Scalar(-1L >>> shift)));
    }
  }
}
