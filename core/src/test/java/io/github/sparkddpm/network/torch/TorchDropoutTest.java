package io.github.sparkddpm.network.torch;

import static io.github.sparkddpm.network.torch.Parity.CPU;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.sparkddpm.network.blocks.DropoutKeys;
import io.github.sparkddpm.network.blocks.DropoutRule;
import io.github.sparkddpm.random.NoiseStream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorchDropoutTest {

  private static final NoiseStream NOISE = new NoiseStream(-3);
  private static final long[] IDS = {0, 1, 60_000, Long.MAX_VALUE, -1};

  /** Lanes that fill their words, and others of which words stay over. */
  @ParameterizedTest
  @CsvSource({"0.1, 8, 6, 5", "0.5, 3, 3, 3", "0.999, 16, 8, 8", "0.00001, 1, 1, 1"})
  void bothEnginesDropTheSameValues(double probability, int channels, int height, int width) {
    DropoutRule rule = new DropoutRule(probability, 12);
    try (PointerScope scope = new PointerScope()) {
      Tensor ones =
          torch
              .ones(new long[] {IDS.length, channels, height, width}, CPU.options(ScalarType.Float))
              .contiguous(MemoryFormat.ChannelsLast);
      Pass pass = new Pass(CPU, new DropoutKeys(NOISE, 1L << 33, IDS));
      Tensor dropped = new TorchDropout(rule).apply(ones, pass);
      assertThat(dropped.is_contiguous(MemoryFormat.ChannelsLast)).isTrue();
      int perImage = channels * height * width;
      float[] values = new float[IDS.length * perImage];
      new FloatPointer(dropped.permute(0, 2, 3, 1).contiguous().data_ptr()).get(values);
      for (int b = 0; b < IDS.length; b++) {
        float[] mask = new float[perImage];
        rule.fill(mask, rule.key(NOISE, 1L << 33, IDS[b]));
        for (int i = 0; i < perImage; i++) {
          assertThat(values[b * perImage + i]).isEqualTo(mask[i]);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0.1", "0.5", "0.9"})
  void asManyValuesAreDroppedAsTheProbabilitySays(double probability) {
    float[] mask = new float[400_000];
    DropoutRule rule = new DropoutRule(probability, 0);
    rule.fill(mask, rule.key(NOISE, 0, 0));
    double sum = 0;
    int dropped = 0;
    for (float value : mask) {
      sum += value;
      dropped += value == 0 ? 1 : 0;
    }
    double deviation = Math.sqrt(probability * (1 - probability) / mask.length);
    assertThat((double) dropped / mask.length).isCloseTo(probability, within(4 * deviation));
    assertThat(sum / mask.length).isCloseTo(1, within(4 * deviation / (1 - probability)));
  }
}
